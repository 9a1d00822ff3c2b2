import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directiveProgressQueries } from '#http/directiveProgress/directiveProgressQueries.ts';
import { directiveQueries } from '#http/directives/directiveQueries.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { duties } from '#projections/duties/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { otherUnit, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { figuresIn, unlinkedIn } from './figuresIn.ts';
import { directiveId, june, local, pilot } from './june.ts';

let models: ReadModels;
let app: TestServer;
let supervisor: string;
beforeAll(async () => {
  models = await createReadModels([auditTrail, centerReadiness, duties, notices, workingCalendar]);
  await models.feed(...june);
  app = await startTestServer({
    commands: [],
    queries: [...directiveProgressQueries, ...directiveQueries],
    options: { db: models.db, clock: () => local('07-10', '08:00') },
  });
  supervisor = await app.token({ roles: ['supervisor'], units: [] });
  app.store.end = async () => june.length;
  // the directive is on record, as the rows say
  app.store.readStream = async (stream) => (stream === `directive-${directiveId}` ? [{} as never] : []);
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const get = async (path: string, token = supervisor) => (await app.get(path, token)).json;
const fulfilment = june.findIndex(({ type }) => type === 'EvidenceAccepted');

it.each([
  '/directives/ID/matrix',
  '/directives/ID/late',
  '/directives/ID/progress',
  '/duties/counted?directiveId=ID',
  '/duties?directiveId=ID',
  '/duties',
])('%s refuses a task that the directive does not have, and says which may be meant', async (path) => {
  const asked = `/v1${path.replace('ID', directiveId)}`;
  const { status, json } = await app.get(`${asked}${asked.includes('?') ? '&' : '?'}task=stafff`, supervisor);
  const detail = expect.stringMatching(/^There is no task “stafff”\. Perhaps “staff”/);
  expect({ status, errors: json.errors }).toEqual({ status: 400, errors: [{ in: 'query', pointer: '/task', detail }] });
});

describe('every figure of duties', () => {
  it.each([
    '/matrix',
    `/matrix?asOf=${local('06-25', '17:00')}`,
    `/matrix?asOf=${fulfilment}`,
    '/matrix?state=fulfilled&task=staff',
    `/matrix?party=${unit}`,
    `/parties/${otherUnit}?asOf=${local('07-01')}`,
    '/tasks/staff',
    `/tasks/staff?asOf=${fulfilment}`,
    '/late',
    `/late?task=decision&asOf=${local('07-01')}`,
    '/progress?limit=500',
    `/progress?party=${pilot}&limit=500`,
    '/report?to=2025-07-02',
  ])('of %s leads to as many duties as it says', async (path) => {
    const answer = await get(`/v1/directives/${directiveId}${path}`);
    const figures = figuresIn(answer);
    expect(figures.length).toBeGreaterThan(0);
    expect(unlinkedIn(answer)).toEqual([]);
    for (const { place, figure, said, link } of figures) {
      const { items } = await get(`${link}&limit=500`);
      expect([place, figure, items.length]).toEqual([place, figure, said]);
    }
  });
  it('is of the duties that its reader may see', async () => {
    const head = await app.token({ roles: ['center-head'], units: [unit] });
    const { counts, links } = await get(`/v1/directives/${directiveId}/matrix`, head);
    expect((await get(links.total, head)).items).toHaveLength(counts.total);
    expect((await get(links.total, supervisor)).items.length).toBeGreaterThan(counts.total);
  });
});

describe('the duties behind a figure', () => {
  const listed = async (query: string) => (await get(`/v1/duties/counted?directiveId=${directiveId}&${query}`)).items;
  it('come with the worst first, and since when they are so', async () => {
    const asOf = local('07-02', '12:00');
    const all = await listed(`asOf=${asOf}`);
    expect(all.map(({ state }: { state: string }) => state)).toEqual(['overdue', 'overdue', 'overdue', 'fulfilled', 'fulfilled']);
    const since = all.map(({ lateSince, since }: Record<string, string>) => lateSince ?? since);
    expect(since.slice(0, 3)).toEqual(since.slice(0, 3).toSorted());
    expect(all.at(2)).toMatchObject({ taskId: 'staff', party: unit, since: local('07-02') });
  });
  it('come page by page, each once', async () => {
    const seen: string[] = [];
    let path: string | undefined = `/v1/duties/counted?directiveId=${directiveId}&limit=2`;
    while (path !== undefined) {
      const { items, next }: { items: { dutyId: string }[]; next?: string } = await get(path);
      seen.push(...items.map(({ dutyId }) => dutyId));
      path = next && `/v1/duties/counted?directiveId=${directiveId}&limit=2&cursor=${next}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
  });
  it('are of a directive that there is', async () => {
    expect((await app.get('/v1/duties/counted?directiveId=nope', supervisor)).status).toBe(404);
    expect((await app.get('/v1/duties/counted', supervisor)).status).toBe(400);
  });
});
