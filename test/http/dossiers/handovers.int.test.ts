import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { sealedIn } from '#events/store/personalData.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { elsewhere, home, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  app = await startTestServer({ commands, staff: staffServing, options: { clock: () => local('2025-07-02T08:00') } });
  await setUpCity(app.execute);
  const officer = (official: string, unit: string) => app.token({ roles: ['officer'], units: [unit], sub: official, official });
  tokens['giver'] = await officer('official-1', home);
  tokens['colleague'] = await officer('official-2', home);
  tokens['receiver'] = await officer('official-3', elsewhere);
});
afterAll(() => app.close());

const code = ({ status, json }: Answer): unknown => (status < 300 ? 'done' : json.type.slice('/problems/'.length));
const act = async (who: string, dossierId: string, command: string, body: object = {}, headers?: Record<string, string>) =>
  code(await app.post(`/v1/dossiers/${dossierId}/${command}`, tokens[who], body, headers));

/** A dossier that the giver of one unit handed over to an official of another. */
const handedOver = async (): Promise<string> => {
  const dossierId = randomUUID();
  const body = { ...stated, dossierId, channel: 'direct', placeOfReceipt: home };
  expect(code(await app.post('/v1/dossiers', tokens['giver'], body))).toBe('done');
  const to = { unit: elsewhere, official: 'official-3' };
  expect(await act('giver', dossierId, 'hand-over-dossier', { to })).toBe('done');
  return dossierId;
};
const lastOf = async (dossierId: string) => (await app.store.readStream(`dossier-${dossierId}`)).at(-1);

it('the receiver in another unit accepts, and nothing can be declined or recalled afterwards', async () => {
  const dossierId = await handedOver();
  expect(await act('colleague', dossierId, 'accept-handover')).toBe('not-the-holder');
  expect(await act('giver', dossierId, 'stop-dossier', { reason: 'Lý do', legalGround: 'NĐ 61' })).toBe('not-the-holder');
  expect(await act('receiver', dossierId, 'accept-handover', {}, { 'idempotency-key': 'a' })).toBe('done');
  expect(await act('receiver', dossierId, 'accept-handover', {}, { 'idempotency-key': 'a' })).toBe('done');
  expect(await act('receiver', dossierId, 'decline-handover', { reason: 'Nhầm' })).toBe('handover-not-waiting');
  expect(await act('giver', dossierId, 'recall-handover')).toBe('handover-not-waiting');
});

it('a token of several roles acts in the one that may, whatever the rules say of the others', async () => {
  const dossierId = await handedOver();
  const both = await app.token({ roles: ['center-head', 'supervisor'], units: [home], sub: 'both' });
  const urged = await app.post(`/v1/dossiers/${dossierId}/urge-dossier`, both, { text: 'Đề nghị giải quyết' });
  expect(code(urged)).toBe('done');
  expect(await lastOf(dossierId)).toMatchObject({ type: 'DossierUrged', actor: { role: 'supervisor' } });
});

it('the receiver declines with a reason, and the giver has it again', async () => {
  const dossierId = await handedOver();
  expect(await act('receiver', dossierId, 'decline-handover')).toBe('input-invalid');
  expect(await act('receiver', dossierId, 'decline-handover', { reason: 'Thiếu bản chính' })).toBe('done');
  const taken = app.codec.decode((await lastOf(dossierId)) as RecordedEvent);
  expect(taken).toMatchObject({ data: { to: { unit: home, official: 'official-1' } } });
  expect(await app.personalData.open(sealedIn(taken.data))).toEqual(['Thiếu bản chính']);
  expect(await act('giver', dossierId, 'hand-over-dossier', { to: { unit: home, official: 'official-2' } })).toBe('done');
});

it('the giver recalls, for his own unit, what lies with another one; nobody else does', async () => {
  const dossierId = await handedOver();
  expect(await act('receiver', dossierId, 'recall-handover')).toBe('not-the-giver');
  expect(await act('colleague', dossierId, 'recall-handover')).toBe('not-the-giver');
  expect(await act('giver', dossierId, 'recall-handover', { reason: 'Chuyển nhầm' })).toBe('done');
  expect(await act('receiver', dossierId, 'accept-handover')).not.toBe('done');
  expect(await lastOf(dossierId)).toMatchObject({ type: 'DossierHandedOver', unit: home });
});
