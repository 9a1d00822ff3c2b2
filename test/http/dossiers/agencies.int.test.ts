import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { agencyQueries } from '#http/agencies/agencyQueries.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { elsewhere, home, result, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts';

const agency = 'justice';
let now = local('2025-07-02T08:00');
let app: TestServer;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestServer({
    commands,
    queries: agencyQueries,
    staff: staffServing,
    options: { clock: () => now },
  });
  await setUpCity(app.execute);
  tokens['commune'] = await app.token({ roles: ['officer'], units: [home], official: 'official-1' });
  // who serves at an agency is said by its token alone
  tokens['agency'] = await app.token({ roles: ['officer'], units: [agency], sub: 'officer-of-justice' });
  tokens['named'] = await app.token({ roles: ['officer'], units: [agency], official: 'sotuphap-07' });
  tokens['other agency'] = await app.token({ roles: ['officer'], units: ['construction'] });
  tokens['team'] = await app.token({ roles: ['officer'], units: [elsewhere], official: 'official-3' });
});
afterAll(() => app.close());

const code = ({ status, json }: Answer): string => (status < 300 ? 'done' : json.type.slice('/problems/'.length));
const act = async (who: string, dossierId: string, command: string, body: object = {}) =>
  code(await app.post(`/v1/dossiers/${dossierId}/${command}`, tokens[who], body));
const receive = (who: string, placeOfReceipt: string, over: object = {}) =>
  app.post('/v1/dossiers', tokens[who], {
    ...stated,
    competentUnit: agency,
    dossierId: randomUUID(),
    channel: 'direct',
    placeOfReceipt,
    ...over,
  });
const lastOf = async (dossierId: string) => app.codec.decode((await app.store.readStream(`dossier-${dossierId}`)).at(-1) as RecordedEvent);

it('an officer of the agency takes what a commune hands over, settles it, and the result goes back to the place of receipt', async () => {
  const slip = await receive('commune', home);
  expect(slip.json.reception).toMatchObject({ competentUnit: { unit: agency, name: 'Sở Tư pháp' }, placeOfReceipt: { unit: home } });
  const dossierId = slip.json.stream.slice('dossier-'.length);
  expect(await act('commune', dossierId, 'hand-over-dossier', { to: { unit: agency }, step: 1 })).toBe('done');
  expect(await act('other agency', dossierId, 'accept-handover')).toBe('dossier-not-found');
  expect(await act('commune', dossierId, 'settle-dossier', { result })).toBe('not-the-holder');
  expect(await act('agency', dossierId, 'accept-handover')).toBe('done');
  expect(await act('agency', dossierId, 'hand-over-dossier', { to: { unit: agency, official: 'sotuphap-07' }, step: 2 })).toBe('done');
  expect(await act('agency', dossierId, 'settle-dossier', { result })).toBe('not-the-holder');
  expect(await act('named', dossierId, 'settle-dossier', { result })).toBe('done');
  expect(await lastOf(dossierId)).toMatchObject({ unit: agency, actor: { official: 'sotuphap-07' }, data: { onTime: true } });
  expect(await act('named', dossierId, 'hand-over-dossier', { to: { unit: home } })).toBe('done');
  expect(await act('commune', dossierId, 'accept-handover')).toBe('done');
  expect(await act('commune', dossierId, 'return-result', { means: 'counter' })).toBe('done');
  expect(await lastOf(dossierId)).toMatchObject({ type: 'ResultReturned', data: { unit: home } });
});

it('after the day from which area teams sit in some Centers, the others send the citizen there, in both languages', async () => {
  now = local('2025-12-29T08:00');
  const refused = await receive('commune', home);
  expect(refused.status).toBe(409);
  expect(refused.json).toMatchObject({
    type: '/problems/no-area-team',
    detail:
      'The Center of 25747 takes in no dossiers of Sở Tư pháp on 2025-12-29: no area team of the city Center sits there, as it does at 25750.',
  });
  const inVietnamese = await app.post(
    '/v1/dossiers',
    tokens['commune'],
    { ...stated, competentUnit: agency, channel: 'direct', placeOfReceipt: home },
    { 'accept-language': 'vi' },
  );
  expect(inVietnamese.json.title).toBe('Trung tâm không tiếp nhận hồ sơ của cơ quan cấp Thành phố vào ngày đó');
  expect(inVietnamese.json.detail).toMatch(/tổ địa bàn/);
  expect(code(await receive('team', elsewhere))).toBe('done');
});

it('says which agencies settle dossiers, and where those are received on a day', async () => {
  const list = async (query: string) => (await app.get(`/v1/agencies${query}`, tokens['commune'])).json.items;
  expect(await list('?settlesDossiers=true&on=2025-12-26')).toEqual([
    { key: agency, name: 'Sở Tư pháp', nameEn: 'Department of Justice', settlesDossiers: true, receivedAt: null },
  ]);
  expect(await list('?settlesDossiers=true&on=2025-12-27')).toMatchObject([{ receivedAt: [elsewhere] }]);
  expect((await list('?settlesDossiers=false')).map(({ receivedAt }: { receivedAt: unknown }) => receivedAt)).not.toContain(undefined);
});
