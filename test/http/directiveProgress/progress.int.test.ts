import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directiveProgressQueries } from '#http/directiveProgress/directiveProgressQueries.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { duties } from '#projections/duties/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { otherUnit, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { directiveId, june, local, pilot } from './june.ts';

let models: ReadModels;
let app: TestServer;
let supervisor: string;
beforeAll(async () => {
  models = await createReadModels([auditTrail, centerReadiness, duties, notices, workingCalendar]);
  await models.feed(...june);
  app = await startTestServer({
    commands: [],
    queries: directiveProgressQueries,
    options: {
      db: models.db,
      clock: () => local('07-10', '08:00'),
      waitForPosition: async (_names, position) => ({ position: Math.min(position, june.length - 1), reached: position < june.length }),
    },
  });
  supervisor = await app.token({ roles: ['supervisor'], units: [] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const ask = async (path: string, token = supervisor) => {
  const { status, json, body } = await app.get(`/v1/directives/${directiveId}${path}`, token);
  expect(body).not.toContain('internal-error');
  return { status, json };
};
const matrix = async (query = '') => (await ask(`/matrix${query}`)).json;
type Duty = { taskId: string; party: string; state: string };
const states = ({ parties }: { parties: { duties: Duty[] }[] }) =>
  Object.fromEntries(parties.flatMap(({ duties }) => duties.map(({ taskId, party, state }) => [`${taskId} ${party}`, state])));

describe('the matrix', () => {
  it('says in one request what was ready on 25 June 2025 at 17:00, who was late, since when and why', async () => {
    const answer = await matrix('?asOf=2025-06-25T17:00:00%2B07:00');
    expect(answer).toMatchObject({ moment: '2025-06-25T10:00:00.000Z', asOfPosition: null });
    expect(states(answer)).toEqual({
      [`decision ${unit}`]: 'fulfilled',
      [`staff ${unit}`]: 'open',
      [`decision ${otherUnit}`]: 'open',
      [`staff ${otherUnit}`]: 'open',
      [`pilot ${pilot}`]: 'overdue',
    });
    expect(answer.counts).toEqual({ total: 5, open: 3, reopened: 0, overdue: 1, fulfilled: 1, fulfilledLate: 0 });
    const of = (party: string) => answer.parties.find((one: { party: string }) => one.party === party).duties;
    expect(of(pilot)[0]).toMatchObject({
      name: 'Sở Khoa học và Công nghệ',
      lateSince: '2025-06-25T10:00:00.000Z',
      workingDaysLate: 0,
      cause: 'Quá hạn chưa đến một ngày làm việc (hạn 17:00 ngày 25/06/2025): Minh chứng bị trả lại: Thiếu số liệu.',
      actsNext: { party: pilot, act: 'hand-in-evidence' },
    });
    expect(of(unit)[1]).toMatchObject({
      missing: [{ code: 'receiving-officer', text: 'Chưa có cán bộ tiếp nhận ngày 01/07/2025' }],
      workingDaysLeft: 3,
      workingDaysLate: null,
      cause: null,
      actsNext: { party: unit, act: 'fulfil' },
    });
  });

  it('shows what is missing as it is found then, not as it was when the deadline passed', async () => {
    const [{ duties }] = (await matrix(`?asOf=${local('07-03', '12:00')}&party=${otherUnit}`)).parties;
    expect(duties.map(({ taskId, state, workingDaysLate }: Record<string, unknown>) => [taskId, state, workingDaysLate])).toEqual([
      ['decision', 'fulfilled', 3],
      ['staff', 'overdue', 3],
    ]);
    expect(duties[1]).toMatchObject({
      missing: [{ code: 'director' }, { code: 'receiving-officer' }],
      urged: 1,
      cause:
        'Quá hạn 3 ngày làm việc (hạn 17:00 ngày 30/06/2025): Chưa có Giám đốc đủ điều kiện ngày 03/07/2025; Chưa có cán bộ tiếp nhận ngày 03/07/2025; đã đôn đốc 1 lần.',
    });
  });

  it('tells a duty that was undone after its deadline from one that was never done, and counts no day off', async () => {
    const of = async (day: string) => (await matrix(`?asOf=${local(day, '12:00')}&party=${unit}&task=staff`)).parties[0].duties[0];
    expect(await of('07-02')).toMatchObject({
      state: 'overdue',
      lateSince: local('07-02'),
      workingDaysLate: 0,
      reopened: 1,
      missing: [{ code: 'director' }],
    });
    expect(await of('07-03')).toMatchObject({ state: 'fulfilled', fulfilledAt: local('07-03', '10:00'), missing: [], actsNext: null });
    // 1, 2, 3, 7, 8, 9 and 10 July: the 4th is off
    expect((await matrix(`?party=${otherUnit}&task=staff`)).parties[0].duties[0].workingDaysLate).toBe(7);
  });

  it('is that of now without asOf, and narrowed to a state shows only such duties', async () => {
    const answer = await matrix('?state=overdue');
    expect(answer.moment).toBe(local('07-10', '08:00'));
    expect(states(answer)).toEqual({ [`staff ${otherUnit}`]: 'overdue' });
  });

  it('is that of a position of the log, at the time of the event there', async () => {
    const position = june.findIndex(({ type }) => type === 'EvidenceReturned');
    const answer = await matrix(`?asOf=${position}`);
    expect(answer).toMatchObject({ asOfPosition: position, moment: local('06-24') });
    expect(states(answer)).toMatchObject({ [`pilot ${pilot}`]: 'open' });
    expect((await ask('/matrix?asOf=0')).status).toBe(404);
  });

  it('says so when the read models have not seen the position, and refuses one that the log has not reached', async () => {
    app.store.end = async () => june.length;
    const asked = async (position: number) => {
      const { status, headers } = await app.get(`/v1/directives/${directiveId}/matrix?asOf=${position}`, supervisor);
      return [status, headers['motcua-stale']];
    };
    expect(await asked(june.length - 1)).toEqual([200, undefined]);
    expect(await asked(june.length)).toEqual([200, 'true']);
    expect(await asked(june.length + 1)).toEqual([400, undefined]);
  });
});

describe('asOf', () => {
  it('takes an unescaped plus sign, minutes and Z', async () => {
    for (const asOf of ['2025-06-25T17:00:00+07:00', '2025-06-25T17:00%2B07:00', '2025-06-25T10:00Z', '2025-06-25T10:00:00.000Z'])
      expect((await matrix(`?asOf=${asOf}`)).moment).toBe('2025-06-25T10:00:00.000Z');
  });

  it.each([
    '2025-06-25',
    '2025-06-25T17:00:00',
    '2025-02-30T17:00Z',
    '2025-06-25T24:01Z',
    '-1',
    'now',
    '9999-12-31T23:59-12:00',
    '2025-07-11T00:00Z',
  ])('refuses %s', async (asOf) => {
    const { status, json } = await ask(`/matrix?asOf=${asOf}`);
    expect([status, json.type]).toEqual([400, '/problems/input-invalid']);
    expect(json.errors[0]).toMatchObject({ in: 'query', pointer: '/asOf' });
  });

  it('finds no directive before it was issued', async () => {
    expect((await ask('/matrix?asOf=2025-06-01T00:00Z')).status).toBe(404);
    expect((await ask('/late?asOf=2025-06-01T00:00Z')).status).toBe(404);
  });
});

describe('pages', () => {
  it('of a party tells what happened to each of its duties, the latest first', async () => {
    const { json } = await ask(`/parties/${unit}?asOf=${local('07-03', '12:00')}`);
    expect(json.timeline.map(({ taskId, what }: Record<string, string>) => `${taskId} ${what}`)).toEqual([
      'staff fulfilled',
      'staff reopened',
      'staff fulfilled',
      'decision fulfilled',
      'staff assigned',
      'decision assigned',
    ]);
    expect(json.timeline[1]).toMatchObject({ at: local('07-02'), lines: ['Giám đốc thôi nhiệm vụ'] });
    const department = await ask(`/parties/${pilot}`);
    expect(department.json.timeline.map(({ what, lines }: { what: string; lines: string[] }) => [what, ...lines])).toEqual([
      ['fulfilled', 'Minh chứng mc-2 được chấp nhận'],
      ['evidence-accepted', ''],
      ['evidence-handed-in', 'Báo cáo 13'],
      ['fell-overdue'],
      ['evidence-returned', 'Thiếu số liệu'],
      ['evidence-handed-in', 'Báo cáo 12'],
      ['assigned'],
    ]);
  });

  it('of a party has the notices about its duties, as they stood', async () => {
    const noticesAt = async (time: string) => (await ask(`/parties/${otherUnit}?asOf=${local('07-01', time)}`)).json.notices;
    expect(await noticesAt('09:00')).toEqual([]);
    expect(await noticesAt('10:01')).toMatchObject([{ taskId: 'staff', kind: 'urging', to: otherUnit, state: 'dispatched', sentAt: null }]);
    expect(await noticesAt('10:02')).toMatchObject([{ state: 'sent', sentAt: local('07-01', '10:02'), seenAt: null }]);
  });

  it('of a task has its assignees, the late first, and its progress by day', async () => {
    const { json } = await ask(`/tasks/staff?asOf=${local('07-02', '12:00')}`);
    expect(json.assignees.map(({ party, state }: Duty) => [party, state])).toEqual([
      [unit, 'overdue'],
      [otherUnit, 'overdue'],
    ]);
    const day = (on: string) => json.progress.find((one: { day: string }) => one.day === on);
    expect(day('2025-06-26')).toMatchObject({ open: 2, fulfilled: 0 });
    expect(day('2025-06-27')).toMatchObject({ open: 1, fulfilled: 1 });
    expect(day('2025-07-01')).toMatchObject({ overdue: 1, fulfilled: 1 });
    expect(json.progress.at(-1)).toMatchObject({ day: '2025-07-02', overdue: 2, fulfilled: 0 });
  });
});

describe('the period of the progress', () => {
  const days = ({ items }: { items: { day: string }[] }) => items.map(({ day }) => day);

  it('begins with the directive, however early a day is asked for, and ends with the day asked about', async () => {
    const whole = await ask('/progress?limit=500');
    expect([days(whole.json)[0], days(whole.json).at(-1), whole.json.items.length]).toEqual(['2025-06-10', '2025-07-10', 31]);
    expect((await ask('/progress?from=1000-01-01&to=9999-12-31&limit=500')).json.items).toEqual(whole.json.items);
    expect((await ask('/progress?from=1000-01-01&to=2025-06-09')).json.items).toEqual([]);
    expect((await ask('/progress?from=2025-08-01&to=2025-08-31')).json.items).toEqual([]);
    expect((await ask('/report?from=1000-01-01')).json).toMatchObject({ from: '2025-06-10', progress: whole.json.items });
  });

  it('comes page by page, each with its own days', async () => {
    const seen: unknown[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await ask(`/progress?from=2025-06-11&limit=7${cursor}`);
      expect(json.items.length).toBeLessThanOrEqual(7);
      seen.push(...json.items);
      if (json.next === undefined) break;
      cursor = `&cursor=${json.next}`;
    }
    expect(seen).toEqual((await ask('/progress?from=2025-06-11&limit=500')).json.items);
    expect(seen).toHaveLength(30);
  });

  it('is refused by name where it begins after its end', async () => {
    for (const path of [
      '/progress?from=2025-08-01',
      '/progress?from=2025-07-02&to=2025-07-01',
      '/report?from=2025-07-11',
      '/report?from=2025-07-02&to=2025-07-01',
    ]) {
      const { status, json } = await ask(path);
      expect([path, status, json.errors[0].pointer]).toEqual([path, 400, '/from']);
    }
  });
});

it('progress by day says of each day what the matrix says at its end', async () => {
  const { json } = await ask('/progress?from=2025-06-19&to=2025-07-05');
  expect(json.items).toHaveLength(17);
  for (const { day, links: _, ...counted } of json.items) {
    const { counts } = await matrix(`?asOf=${local(day.slice(5), '23:59')}`);
    const { open, reopened, overdue, fulfilled } = counts;
    expect({ day, ...counted }).toEqual({ day, open, reopened, overdue, fulfilled });
  }
});

it('the latest is ranked first, with the causes in words', async () => {
  const { json } = await ask(`/late?asOf=${local('07-02', '12:00')}`);
  expect(json.items).toMatchObject([
    { rank: 1, party: otherUnit, name: 'Phường Phú Lợi', overdue: 2, workingDaysLate: 4, urged: 1, lateSince: local('06-30', '17:00') },
    { rank: 2, party: unit, overdue: 1, workingDaysLate: 0, causes: [expect.stringContaining('phải làm lại')] },
  ]);
});

describe('who may see what', () => {
  it('a head the own unit, a department its own tasks, supervisors and auditors the city', async () => {
    const seen = async (grant: Parameters<TestServer['token']>[0]) => {
      const { json } = await ask('/matrix', await app.token(grant));
      return json.parties.map(({ party }: { party: string }) => party);
    };
    expect(await seen({ roles: ['center-head'], units: [unit] })).toEqual([unit]);
    expect(await seen({ roles: ['department'], units: [pilot] })).toEqual([pilot]);
    expect(await seen({ roles: ['auditor'], units: [] })).toEqual([unit, otherUnit, pilot]);
  });

  it('nobody the page of a party that the token does not cover', async () => {
    const head = await app.token({ roles: ['center-head'], units: [unit] });
    const department = await app.token({ roles: ['department'], units: [pilot] });
    expect((await ask(`/parties/${unit}`, head)).status).toBe(200);
    expect((await ask(`/parties/${otherUnit}`, head)).status).toBe(403);
    expect((await ask(`/matrix?party=${pilot}`, head)).status).toBe(403);
    expect((await ask(`/parties/${unit}`, department)).status).toBe(403);
    expect((await ask('/tasks/pilot', head)).status).toBe(404);
    expect((await ask('/matrix', await app.token({ roles: ['officer'], units: [unit] }))).status).toBe(403);
  });
});
