import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { home, stated, version } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by } from '#test/commands/handling/process.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
let now = local('2025-06-25T08:00');
let officer: string;
let administrator: string;
beforeAll(async () => {
  app = await startTestServer({ commands, options: { clock: () => now }, staff: staffServing });
  await setUpCity((command, input, execution) => app.execute(command, input, by({ ...execution, now })));
  officer = await app.token({ roles: ['officer'], units: [home], sub: 'o-1', official: 'official-1' });
  administrator = await app.token({ roles: ['administrator'], units: ['*'], sub: 'admin-1' });
});
afterAll(() => app?.close());

/** A request at a time of the wall clock. */
const at = async (time: string, path: string, body: object, token = officer) => {
  now = local(time);
  return app.post(`/v1${path}`, token, body);
};
const { dossierId: _, ...handedIn } = stated;
const counter = { ...handedIn, channel: 'direct', placeOfReceipt: home };
/** Events of a dossier, as they are stored. */
const eventsOf = async (dossierId: string): Promise<any[]> => app.store.readStream(`dossier-${dossierId}`);
const lastOf = async (dossierId: string) => (await eventsOf(dossierId)).at(-1)?.data;
/** Publishes a version of a procedure of its own. */
const procedure = async (code: string, over: object): Promise<string> => {
  const named = { name: `Thủ tục ${code}`, nameEn: 'Procedure', field: 'Hộ tịch', provenance: 'test' };
  await at('2025-06-26T08:00', '/procedures', { code, ...named }, administrator);
  const { version: __, ...first } = version;
  const answer = await at('2025-06-26T08:00', `/procedures/${code}/publish-procedure-version`, { ...first, ...over }, administrator);
  expect(answer.body).toContain('ProcedureVersionPublished');
  return code;
};
/** Receives a dossier at a time, and gives its id. */
const receivedAt = async (time: string, over: object): Promise<string> => {
  const dossierId = randomUUID();
  const answer = await at(time, '/dossiers', { ...counter, dossierId, ...over });
  expect([answer.status, answer.body]).toEqual([201, expect.any(String)]);
  return dossierId;
};

describe('the limit of a channel', () => {
  it('is that of the version, and holds for what was submitted through it', async () => {
    const code = await procedure('9.000003', { limitByChannel: { online: { kind: 'working-days', days: 1 } } });
    const direct = await receivedAt('2025-07-01T14:20', { procedure: code });
    expect(await lastOf(direct)).toMatchObject({ appointed: { at: local('2025-07-04T14:20') } });
    const dossierId = randomUUID();
    await at('2025-07-01T09:00', `/dossiers/${dossierId}/submit-dossier`, { ...handedIn, procedure: code, channel: 'online' });
    const received = await at('2025-07-01T14:20', `/dossiers/${dossierId}/receive-submitted-dossier`, {});
    expect(received.body).toContain('DossierReceived');
    expect(await lastOf(dossierId)).toMatchObject({
      limit: { kind: 'working-days', days: 1 },
      appointed: { at: local('2025-07-02T14:20') },
    });
  });
});

describe('a procedure without a published limit', () => {
  it('is received with a time agreed with the citizen, or refused with advice', async () => {
    const code = await procedure('9.000004', { limit: { kind: 'unpublished' }, certainty: 'unpublished' });
    const refusal = await at('2025-07-01T14:20', '/dossiers', { ...counter, procedure: code });
    expect([refusal.status, refusal.json.type]).toEqual([409, '/problems/procedure-limit-unpublished']);
    expect(refusal.json.detail).toContain('RefuseAtCounter');
    const agreed = { at: local('2025-07-10T10:00'), reason: 'Chờ ý kiến cơ quan công an' };
    const dossierId = await receivedAt('2025-07-01T14:20', { procedure: code, agreed });
    expect(await lastOf(dossierId)).toMatchObject({ agreed: { reason: agreed.reason }, appointed: { at: agreed.at } });
    const refused = randomUUID();
    const ground = { reason: 'Chưa công bố thời hạn', legalGround: 'Nghị định 118/2025/NĐ-CP', placeOfRefusal: home };
    const answer = await at('2025-07-01T14:30', `/dossiers/${refused}/refuse-at-counter`, { ...handedIn, procedure: code, ...ground });
    expect(answer.json.events.map(({ type }: { type: string }) => type)).toEqual(['DossierSubmitted', 'DossierRefused']);
  });
});

describe('the offer of a Center', () => {
  it('holds at reception, for what is handed in from its day on', async () => {
    const code = await procedure('9.000005', {});
    const head = await app.token({ roles: ['center-head'], units: [home], sub: 'h-1' });
    const dossierId = randomUUID();
    await at('2025-07-08T16:00', `/dossiers/${dossierId}/submit-dossier`, { ...handedIn, procedure: code, channel: 'online' });
    const limit = { without: [code], from: '2025-07-09', ground: 'QĐ 15' };
    expect((await at('2025-07-08T16:30', `/centers/${home}/limit-offer`, limit, head)).status).toBe(200);
    await receivedAt('2025-07-08T16:40', { procedure: code });
    const received = await at('2025-07-09T08:00', `/dossiers/${dossierId}/receive-submitted-dossier`, {});
    expect(received.body).toContain('DossierReceived');
    const refusal = await at('2025-07-09T08:10', '/dossiers', { ...counter, procedure: code });
    expect([refusal.status, refusal.json.type]).toEqual([409, '/problems/procedure-not-offered']);
    const online = { ...handedIn, procedure: code, channel: 'online' };
    const submission = await at('2025-07-09T08:20', `/dossiers/${randomUUID()}/submit-dossier`, online);
    expect(submission.json.type).toBe('/problems/procedure-not-offered');
  });
});

describe('a dossier of linked procedures', () => {
  it('has a part for each, which are settled apart; the last one settles it', async () => {
    const parts = [
      { part: 'birth', name: 'Đăng ký khai sinh', limit: { kind: 'same-day', cutoff: '15:00' } },
      { part: 'residence', name: 'Đăng ký thường trú', agency: 'Công an', limit: { kind: 'working-days', days: 3 } },
    ];
    const code = await procedure('9.000006', { limit: { kind: 'unpublished' }, verificationLimit: undefined, parts });
    const dossierId = await receivedAt('2025-07-01T14:20', { procedure: code });
    const result = { number: '12/KS', date: '2025-07-01', abstract: 'Giấy khai sinh', signer: 'Chủ tịch UBND', signedBy: 'leader-1' };
    const settle = (time: string, part: string) => at(time, `/dossiers/${dossierId}/settle-part`, { part, result });
    expect((await settle('2025-07-01T16:00', 'death')).json.type).toBe('/problems/part-not-found');
    expect((await settle('2025-07-01T16:00', 'birth')).json.type).toBe('/problems/step-skipped');
    for (const step of [1, 2])
      await at('2025-07-01T15:00', `/dossiers/${dossierId}/hand-over-dossier`, { to: { unit: home, official: 'official-1' }, step });
    expect((await settle('2025-07-01T16:00', 'birth')).json.events).toMatchObject([{ type: 'PartSettled' }]);
    expect((await at('2025-07-02T08:00', `/dossiers/${dossierId}/settle-dossier`, { result })).json.detail).toContain('residence');
    const last = await settle('2025-07-04T14:20', 'residence');
    expect(last.json.events).toMatchObject([{ type: 'PartSettled' }, { type: 'DossierSettled' }]);
    expect(await lastOf(dossierId)).toMatchObject({ onTime: true });
  });
});

describe('a pause', () => {
  it('of minutes at the cashier leaves a dossier of the same day due that day', async () => {
    const code = await procedure('9.000001', { limit: { kind: 'same-day', cutoff: '15:00' } });
    const dossierId = await receivedAt('2026-11-27T09:00', { procedure: code });
    const items = [{ name: 'Phí', kind: 'fee', dong: 8000 }];
    await at('2026-11-27T09:01', `/dossiers/${dossierId}/request-fee`, { items });
    const paid = { totalDong: 8000, method: 'cash', receiptNumber: 'BL-0001' };
    expect((await at('2026-11-27T09:04', `/dossiers/${dossierId}/pay-fee`, paid)).status).toBe(200);
    expect(await lastOf(dossierId)).toMatchObject({ pausedWorkingMinutes: 0, due: { at: local('2026-11-27T17:00') } });
  });

  it('over Tết leaves a limit in days of the calendar the days it had', async () => {
    const code = await procedure('9.000002', { limit: { kind: 'calendar-days', days: 30 } });
    const dossierId = await receivedAt('2026-01-20T09:00', { procedure: code });
    const asked = { items: ['Bản sao'], reason: 'Thiếu giấy tờ', legalGround: 'Thông tư 03/2025/TT-VPCP' };
    await at('2026-02-13T16:59', `/dossiers/${dossierId}/request-supplement`, asked);
    expect((await at('2026-02-23T07:30', `/dossiers/${dossierId}/give-supplement`, { components: [] })).status).toBe(200);
    expect(await lastOf(dossierId)).toMatchObject({ due: { at: local('2026-03-02T17:00') } });
  });
});
