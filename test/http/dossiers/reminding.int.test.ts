import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { idOf } from '#events/store/event.ts';
import { allQueries } from '#http/all.ts';
import { dossierDetail } from '#projections/dossierDetail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { elsewhere, home, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by } from '#test/commands/handling/process.ts';
import { type Happened, noticeWritten } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
let models: ReadModels;
let now = local('2025-06-25T08:00');
const tokens: Record<'officer' | 'head' | 'otherHead' | 'supervisor', string> = { officer: '', head: '', otherHead: '', supervisor: '' };
beforeAll(async () => {
  models = await createReadModels([dossierDetail, dossierList, notices, procedureCatalogue]);
  app = await startTestServer({ commands, queries: allQueries, options: { clock: () => now, db: models.db }, staff: staffServing });
  await setUpCity((command, input, execution) => app.execute(command, input, by({ ...execution, now })));
  tokens.officer = await app.token({ roles: ['officer'], units: [home], sub: 'o-1', official: 'official-1' });
  tokens.head = await app.token({ roles: ['center-head'], units: [home], sub: 'h-1' });
  tokens.otherHead = await app.token({ roles: ['center-head'], units: [elsewhere], sub: 'h-2' });
  tokens.supervisor = await app.token({ roles: ['supervisor'], units: ['*'], sub: 's-1' });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const { dossierId: _, ...handedIn } = stated;
const post = async (time: string, path: string, body: object, token = tokens.officer) => {
  now = local(time);
  return app.post(`/v1${path}`, token, body);
};
const received = async (): Promise<string> => {
  const answer = await post('2025-07-01T09:00', '/dossiers', { ...handedIn, channel: 'direct', placeOfReceipt: home });
  expect(answer).toMatchObject({ status: 201 });
  return idOf(answer.json.stream);
};
const urge = (dossierId: string, time: string, token: string, text = 'Đề nghị trả kết quả trong ngày') =>
  post(time, `/dossiers/${dossierId}/urge-dossier`, { text }, token);
const seen = async (dossierId: string): Promise<void> => {
  const events = await app.store.readStream(`dossier-${dossierId}`);
  await models.feed(...events.map((event) => ({ ...app.codec.decode(event), at: event.occurredAt }) as unknown as Happened));
};

describe('urging a dossier over HTTP', () => {
  it('is the supervisor’s and the own head’s, and shows in the list and on the page', async () => {
    const dossierId = await received();
    expect(await urge(dossierId, '2025-07-02T09:00', tokens.officer)).toMatchObject({ status: 403 });
    expect((await urge(dossierId, '2025-07-02T09:00', tokens.otherHead)).status).toBeGreaterThanOrEqual(403);
    expect(await urge(dossierId, '2025-07-02T09:00', tokens.supervisor)).toMatchObject({ status: 200 });
    expect(await urge(dossierId, '2025-07-02T09:30', tokens.head)).toMatchObject({ status: 200 });
    await seen(dossierId);
    const holder = { unit: home, official: 'official-1' };
    expect((await app.get(`/v1/dossiers/${dossierId}`, tokens.head)).json).toMatchObject({
      urgings: [
        { at: local('2025-07-02T09:00'), by: 's-1', holder, to: ['holder', 'head'], text: 'Đề nghị trả kết quả trong ngày' },
        { at: local('2025-07-02T09:30'), by: 'h-1', holder, to: ['holder'] },
      ],
      reminders: [],
    });
    const urged = await app.get('/v1/dossiers?urged=true', tokens.head);
    expect(urged.json.items).toMatchObject([{ dossierId, urged: 2, urgedAt: local('2025-07-02T09:30'), reminded: 0, stopDueSince: null }]);
    expect((await app.get('/v1/dossiers?urged=false', tokens.head)).json.items).toEqual([]);
    expect((await app.get('/v1/dossiers?stopDue=true', tokens.head)).json.items).toEqual([]);
  });

  it('twice in the same words within a short time is one urging, also without a key', async () => {
    const dossierId = await received();
    const first = await urge(dossierId, '2025-07-02T10:00', tokens.supervisor);
    const again = await urge(dossierId, '2025-07-02T10:01', tokens.supervisor);
    expect([first.json.events.length, again.status, again.json.events]).toEqual([1, 200, []]);
    expect((await urge(dossierId, '2025-07-02T10:02', tokens.supervisor, 'Gấp')).json.events).toHaveLength(1);
  });

  it('names what is wrong: a dossier that is not there, words that are not there', async () => {
    const nobodys = '0197bf3e-1c00-7a10-8b00-0000000000ff';
    expect(await urge(nobodys, '2025-07-02T10:00', tokens.supervisor)).toMatchObject({ status: 404 });
    const dossierId = await received();
    const empty = await urge(dossierId, '2025-07-02T10:00', tokens.supervisor, ' ');
    expect(empty).toMatchObject({ status: 400, json: { errors: [{ pointer: '/text' }] } });
  });
});

it('lists notices the newest first, page by page, and those of one dossier', async () => {
  const times = ['2025-06-25T01:00:00.000Z', '2025-06-27T01:00:00.000Z', '2025-06-26T01:00:00.000Z'];
  const dossierId = '0197bf3e-1c00-7a10-8b00-0000000000aa';
  await models.feed(
    ...times.map((dueAt, n) => noticeWritten({ noticeId: `n-${n}`, dueAt })),
    noticeWritten({ noticeId: 'n-d', dutyId: undefined, dossierId, official: 'official-1', dueAt: times[0] as string }),
  );
  const first = (await app.get('/v1/notices?limit=2', tokens.supervisor)).json;
  expect(first.items.map(({ noticeId }: { noticeId: string }) => noticeId)).toEqual(['n-1', 'n-2']);
  const rest = (await app.get(`/v1/notices?limit=2&cursor=${first.next}`, tokens.supervisor)).json;
  expect(rest.items.map(({ noticeId }: { noticeId: string }) => noticeId)).toEqual(['n-d', 'n-0']);
  const own = (await app.get(`/v1/notices?dossier=${dossierId}`, tokens.head)).json.items;
  expect(own).toMatchObject([{ noticeId: 'n-d', dutyId: null, dossierId, official: 'official-1', to: home }]);
});
