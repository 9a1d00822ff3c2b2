import { afterAll, beforeAll, expect, it } from 'vitest';
import { dossierQueries, workloadQueries } from '#http/dossiers/dossierQueries.ts';
import { lateEntryQueries } from '#http/lateEntries/lateEntryQueries.ts';
import { figureIn, figureNames } from '#projections/dossierList/figures.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import {
  catalogued,
  dossierIdOf,
  type Happened,
  logOf,
  officialRegistered,
  otherUnit,
  procedure,
  received,
  refused,
  reopened,
  returned,
  settled,
  stopped,
  submitted,
  supplementRequested,
  unit,
  withdrawn,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const now = '2025-07-05T02:00:00.000Z';
const timed = (moment: string) => ({ at: moment, lines: ['hẹn'] });
const at = (moment: string, event: Happened): Happened => ({ ...event, at: moment });
const [late, done, overdue, waiting, unreceived, refusedOne, gone, elsewhere, closedOne, closedTwo, again, stoppedTwice] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
].map(dossierIdOf) as [string, string, string, string, string, string, string, string, string, string, string, string];
const due = { appointed: timed('2025-07-02T10:00:00.000Z') };
const history: Happened[] = [
  at('2025-06-20T01:00:00.000Z', received({ dossierId: late, code: 'C-1', ...due })),
  at('2025-07-01T01:00:00.000Z', received({ dossierId: done, code: 'C-2' })),
  at('2025-07-01T02:00:00.000Z', received({ dossierId: overdue, code: 'C-3', procedure: '1.001193', ...due })),
  at('2025-07-01T03:00:00.000Z', received({ dossierId: waiting, code: 'C-4', ...due })),
  at('2025-07-01T04:00:00.000Z', submitted({ dossierId: unreceived, receiveBy: timed('2025-07-02T04:00:00.000Z') })),
  at('2025-07-01T05:00:00.000Z', submitted({ dossierId: refusedOne, receiveBy: timed('2025-07-02T05:00:00.000Z') })),
  at(
    '2025-07-01T06:00:00.000Z',
    received({ dossierId: elsewhere, code: 'C-8', competentUnit: otherUnit, placeOfReceipt: unit, holder: { unit } }),
  ),
  at('2025-07-01T07:00:00.000Z', supplementRequested({ dossierId: waiting })),
  at('2025-07-01T08:00:00.000Z', refused({ dossierId: refusedOne })),
  ...[
    at('2025-06-25T01:00:00.000Z', submitted({ dossierId: closedOne, receiveBy: timed('2025-06-26T01:00:00.000Z') })),
    at('2025-06-25T02:00:00.000Z', received({ dossierId: closedOne, code: 'C-9', channel: 'online', ...due })),
    at('2025-07-04T01:00:00.000Z', settled({ dossierId: closedOne, onTime: false })),
    at('2025-07-04T02:00:00.000Z', returned({ dossierId: closedOne })),
    at('2025-07-02T01:00:00.000Z', received({ dossierId: closedTwo, code: 'C-10' })),
    at('2025-07-03T01:00:00.000Z', withdrawn({ dossierId: closedTwo })),
  ].map((event) => ({ ...event, enteredLate: { at: '2025-07-04T03:00:00.000Z', afterClosing: true as const } })),
  at('2025-07-02T01:00:00.000Z', settled({ dossierId: done, onTime: true })),
  at('2025-07-02T02:00:00.000Z', returned({ dossierId: done })),
  at('2025-07-03T01:00:00.000Z', settled({ dossierId: late, onTime: false })),
  at('2025-07-03T02:00:00.000Z', received({ dossierId: gone, code: 'C-7' })),
  at('2025-07-03T03:00:00.000Z', withdrawn({ dossierId: gone })),
  at('2025-06-24T01:00:00.000Z', received({ dossierId: again, code: 'C-11', ...due })),
  at('2025-06-26T01:00:00.000Z', settled({ dossierId: again, onTime: true })),
  at('2025-06-26T02:00:00.000Z', returned({ dossierId: again })),
  at('2025-06-30T01:00:00.000Z', reopened({ dossierId: again, due: timed('2025-07-02T01:00:00.000Z') })),
  at('2025-07-03T01:30:00.000Z', settled({ dossierId: again, onTime: false })),
  at('2025-07-03T02:30:00.000Z', returned({ dossierId: again })),
  at('2025-06-24T03:00:00.000Z', received({ dossierId: stoppedTwice, code: 'C-12', ...due })),
  ...['2025-06-24', '2025-06-27', '2025-07-01'].flatMap((day) => [
    at(`${day}T04:00:00.000Z`, stopped({ dossierId: stoppedTwice })),
    at(`${day}T05:00:00.000Z`, reopened({ dossierId: stoppedTwice, earlier: 'stopped' })),
  ]),
];

let models: ReadModels;
let app: TestServer;
let token: string;
beforeAll(async () => {
  models = await createReadModels([dossierList, procedureCatalogue]);
  await models.feed(...history);
  app = await startTestServer({
    commands: [],
    queries: [...dossierQueries, ...workloadQueries, ...lateEntryQueries],
    options: { db: models.db, clock: () => now },
  });
  // what a filter names has to be in the log
  const named = [...new Set(['1.001193', procedure])].map((code) => catalogued({ code }));
  for (const { stream, type, data, id, occurredAt, actor, correlationId, causationId } of logOf([
    ...named,
    officialRegistered({ name: 'Nguyễn Văn A' }),
  ])) {
    const encoded = await app.codec.encode(stream, [{ type, data, id, occurredAt, actor, correlationId, causationId }]);
    await app.store.append(stream, 'any', encoded);
  }
  token = await app.token({ roles: ['supervisor'], units: ['*'] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const get = async (url: string) => (await app.get(url, token)).json;
const period = 'from=2025-06-22&to=2025-07-05';

it.each(['unit', 'procedure', 'day', 'official'])(
  'every figure of the workload by %s leads to the dossiers that it counts',
  async (groupBy) => {
    const { items } = await get(`/v1/workload?groupBy=${groupBy}&${period}`);
    expect(items.length).toBeGreaterThan(0);
    for (const line of items) {
      for (const figure of figureNames) {
        const [link, counted] = [line.links[figure], figureIn(line, figure)];
        if (counted === null) expect([figure, link]).toEqual([figure, undefined]);
        else expect([line.key, figure, (await get(link)).items.length]).toEqual([line.key, figure, counted]);
      }
    }
  },
);

it('some dossier stands behind most figures of this history', async () => {
  const { items } = await get(`/v1/workload?${period}`);
  const counted = figureNames.filter((figure) => items.some((line: object) => (figureIn(line, figure) ?? 0) > 0));
  expect(figureNames.filter((figure) => !counted.includes(figure))).toEqual([
    'receivedPostal',
    'afterClosing.onTime',
    'afterClosing.refused',
    'afterClosing.stopped',
  ]);
});

it('lists a dossier as often as it is counted, having come to the same again, page by page too', async () => {
  const listed = async (figure: string) => {
    const seen: [string, string, boolean][] = [];
    let cursor = '';
    do {
      const page = await get(`/v1/dossiers/counted?figure=${figure}&unit=${unit}&limit=1&${period}${cursor}`);
      for (const { dossierId, since, earlierCourse } of page.items)
        if ([again, stoppedTwice].includes(dossierId)) seen.push([dossierId, since, earlierCourse]);
      cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    return seen;
  };
  expect(await listed('settled')).toEqual([
    [again, '2025-06-26T01:00:00.000Z', true],
    [again, '2025-07-03T01:30:00.000Z', false],
  ]);
  expect(await listed('late')).toEqual([[again, '2025-07-02T01:00:00.000Z', false]]);
  expect((await listed('stopped')).map(([, since]) => since.slice(0, 10))).toEqual(['2025-06-24', '2025-06-27', '2025-07-01']);
  expect(await listed('reopened')).toHaveLength(4);
});

it.each([
  ['/workload?from=1900-01-01&to=2025-07-05', '/from'],
  ['/dossiers/counted?from=1900-01-01', '/from'],
  ['/dossiers?receivedFrom=1900-01-01', '/receivedFrom'],
  ['/dossiers?dueFrom=2000-01-01T00:00:00Z&dueBefore=2025-01-01T00:00:00Z', '/dueFrom'],
  ['/late-entries?from=2015-01-01&to=2025-07-05', '/from'],
  ['/late-entries/by-actor?from=2015-01-01', '/from'],
])('a period of more than ten years is refused: %s', async (path, pointer) => {
  expect(await get(`/v1${path}`)).toMatchObject({
    status: 400,
    errors: [{ pointer, detail: expect.stringContaining('a period has 3660 days at most') }],
  });
});

it('a period of ten years, and one that has no first day, is none too long', async () => {
  for (const path of ['/workload?from=2016-01-01&to=2025-07-05', '/dossiers?receivedTo=2025-07-05', '/dossiers?receivedFrom=2030-01-01'])
    expect((await app.get(`/v1${path}`, token)).status).toBe(200);
});

it('lists what has waited longest first, with since when', async () => {
  const open = (await get(`/v1/dossiers/counted?figure=open&unit=${unit}&${period}`)).items;
  expect(open.map(({ dossierId }: { dossierId: string }) => dossierId)).toEqual([stoppedTwice, overdue, waiting, unreceived]);
  const [first] = (await get(`/v1/dossiers/counted?figure=overdue&${period}`)).items;
  expect([first.dossierId, first.since]).toEqual([overdue, '2025-07-02T10:00:00.000Z']);
  const page = await get(`/v1/dossiers/counted?figure=open&unit=${unit}&limit=1&${period}`);
  const next = await get(`/v1/dossiers/counted?figure=open&unit=${unit}&limit=1&${period}&cursor=${page.next}`);
  expect(next.items[0].dossierId).toBe(overdue);
});
