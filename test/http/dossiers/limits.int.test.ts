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
