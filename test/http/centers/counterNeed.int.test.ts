import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterNeedQueries } from '#http/centers/counterNeedQueries.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { counterVisits } from '#projections/counterVisits/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { centerOpened, dossierIdOf, established, otherUnit, pointOpened, pointsFixed, received, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const local = (day: string, time: string): string =>
  Temporal.PlainDateTime.from(`2025-${day}T${time}`)
    .toZonedDateTime('Asia/Ho_Chi_Minh')
    .toInstant()
    .toString({ smallestUnit: 'millisecond' });
const visits = (day: string, time: string, numbers: readonly number[]) =>
  numbers.map((n) => ({ ...received({ dossierId: dossierIdOf(n) }), at: local(day, time) }));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

let models: ReadModels;
let app: TestServer;
let supervisor: string;
beforeAll(async () => {
  models = await createReadModels([auditTrail, centerReadiness, counterVisits, workingCalendar]);
  await models.feed(
    { ...established(), at: local('06-12', '09:00') },
    { ...pointsFixed(), at: local('06-20', '09:00') },
    { ...pointOpened({ counters: 2 }), at: local('06-25', '09:00') },
    { ...centerOpened(), at: local('07-01', '07:00') },
    ...visits('07-01', '08:10', range(1, 40)),
    ...visits('07-01', '16:40', range(41, 44)),
    ...visits('07-02', '08:40', range(45, 60)),
  );
  app = await startTestServer({
    commands: [],
    queries: counterNeedQueries,
    options: { db: models.db, clock: () => local('07-03', '12:00') },
  });
  supervisor = await app.token({ roles: ['supervisor'], units: [] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const ask = async (query = '', of = unit) => (await app.get(`/v1/centers/${of}/counter-need${query}`, supervisor)).json;
const outcome = (query = '', of = unit) => ask(`/outcome${query}`, of);

describe('the need for counters', () => {
  it('shows every choice, and the smallest that meets the target', async () => {
    const { smallest, choices, inputs, model } = await ask();
    expect(model).toContain('Erlang C');
    expect(inputs).toMatchObject({ residents: { value: 100_000, certainty: 'assumption' }, arrivalsADay: 40, arrivalsOnBusyDay: 50 });
    expect(choices.map(({ counters }: { counters: number }) => counters)).toEqual(range(1, smallest.counters + 3));
    const meeting = choices.filter(({ meetsTarget }: { meetsTarget: boolean }) => meetsTarget);
    expect(meeting[0].counters).toBe(smallest.counters);
    expect(meeting).toHaveLength(4);
    expect(smallest.halfHours.map(({ from }: { from: string }) => from)).toEqual(['08:00', '08:30', '09:00', '13:00']);
    expect(choices[0].halfHours[0].utilisation).toBeGreaterThan(1);
  });
  it('grows with what is stated', async () => {
    const { smallest } = await ask();
    const more = await ask('?dossiersADay=300&areaSquareKm=30&points=3');
    expect(more.inputs.dossiersADay).toMatchObject({ value: 300, certainty: 'stated' });
    expect(more.smallest.counters).toBeGreaterThan(smallest.counters);
    expect(more.points).toMatchObject([
      { points: 1, squareKmEach: 30 },
      { points: 2, squareKmEach: 15 },
      { points: 3, squareKmEach: 10 },
    ]);
    expect(more.points[2].counters).toBeGreaterThanOrEqual(more.points[0].counters);
  });
  it('is refused for figures that no unit has', async () => {
    for (const query of ['?dossiersADay=0', '?dossiersADay=5000', '?residents=-1', '?residents=x', '?points=11'])
      expect((await app.get(`/v1/centers/${unit}/counter-need${query}`, supervisor)).status).toBe(400);
    expect((await app.get('/v1/centers/99999/counter-need', supervisor)).status).toBe(404);
  });
});

describe('what came of it', () => {
  it('compares expected and actual arrivals by half hour, and the waiting at the counters fixed and open', async () => {
    const answer = await outcome();
    expect(answer).toMatchObject({
      from: '2025-07-01',
      to: '2025-07-03',
      workingDays: 3,
      expectedBy: 'decision',
      openPoints: 1,
      openCounters: 2,
      arrivals: 60,
      busiestDay: { day: '2025-07-01', arrivals: 44 },
      waiting: {
        // the single counter of the second point is not enough for its fifth
        expected: { counters: 5, arrivalsADay: 40, meetsTarget: false },
        happened: { counters: 2, arrivalsADay: 20 },
        onBusiestDay: { counters: 2, arrivalsADay: 44, meetsTarget: false },
      },
    });
    expect(answer.decision).toMatchObject({ points: [{ counters: 4 }, { counters: 1 }] });
    const [eight, half, late] = answer.halfHours;
    expect(eight).toMatchObject({ from: '08:00', expected: 24, onBusiestDay: 40 });
    expect(eight.happened).toBeCloseTo(40 / 3, 2);
    expect(half).toMatchObject({ from: '08:30', expected: 16, onBusiestDay: 0 });
    expect(late).toMatchObject({ from: '16:30', expected: 0, onBusiestDay: 4 });
  });
  it('may be asked of the past', async () => {
    const answer = await outcome('?asOf=2025-07-01T08:30:00%2B07:00');
    expect(answer).toMatchObject({ to: '2025-07-01', workingDays: 1, arrivals: 40 });
    expect(await outcome('?asOf=2025-06-19T09:00:00%2B07:00')).toMatchObject({
      decision: null,
      expectedBy: 'settings',
      workingDays: 0,
      waiting: { expected: null, happened: null },
    });
  });
  it('is told of ten years at most', async () => {
    expect(await outcome('?from=1900-01-01&to=2025-07-01')).toMatchObject({
      status: 400,
      errors: [{ pointer: '/from', detail: expect.stringContaining('a period has 3660 days at most') }],
    });
  });
  it('has nothing to compare at a Center that is not there', async () => {
    expect(await outcome('', otherUnit)).toMatchObject({ workingDays: 0, arrivals: 0, openCounters: 0, busiestDay: null, decision: null });
  });
});
