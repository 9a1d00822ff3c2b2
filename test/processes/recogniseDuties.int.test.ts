import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandNamed } from '#commands/all.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { recogniseDuties } from '#processes/duties.ts';
import { watchDuties } from '#processes/watcher.ts';
import { findDuty } from '#projections/duties/queries.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { decision, unit } from '#test/support/events.ts';
import { runProgram } from '#test/support/motcua.ts';
import { testSettings } from '#test/support/settings.ts';
import { type Duties, dutyWorks, type Stores, startDuties } from './duties.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let stores: Stores;
let duties: Duties;
let workers: Duties[];
beforeEach(async () => {
  databases = await createTestDatabases();
  const { log, read, keys } = databases;
  stores = { log: log.appUrl, read: read.projectorUrl, keys: keys.appUrl, masterKey: newMasterKey('2025-06-01') };
  duties = await startDuties(stores, testSettings, false);
  workers = [];
});
afterEach(async () => {
  for (const worker of workers) await worker.stop();
  await duties?.stop();
  await databases?.drop();
});
const startWorker = async (works = dutyWorks) => void workers.push(await startDuties(stores, testSettings, works));
/** Until a worker starts again, read models go on, and nobody recognises duties. */
const nobodyRecognises = async () => {
  await workers.pop()?.stop();
  await startWorker({ ...dutyWorks, processes: [] });
};

const local = (day: string, time: string) => new Date(`${day}T${time}:00+07:00`).toISOString();
const deadline = local('2025-06-30', '17:00');
const dutyId = `d1.points.${unit}`;
const administrator = { id: 'admin', role: 'administrator' as const };
let acts = 0;
/** A command at a time of June 2025. */
const order = (at: string, command: string, input: object) =>
  duties.execute(commandNamed(command), input, { actor: administrator, permit: () => {}, now: at, idempotencyKey: `act-${(acts += 1)}` });
const issue = (rule = 'points-fixed', task = 'points') =>
  order(local('2025-06-11', '08:00'), 'IssueDirective', {
    directiveId: 'd1',
    title: 'Tổ chức Trung tâm',
    act: { number: '15/CT-UBND', date: '2025-06-11', signer: 'Chủ tịch UBND Thành phố' },
    tasks: [
      {
        taskId: task,
        title: 'Xác định điểm tiếp nhận',
        text: 'Xác định số lượng điểm tiếp nhận và trả kết quả',
        assignees: [unit],
        deadline,
        fulfilment: { kind: 'rule', rule, on: '2025-07-01' },
        escalateTo: 'office-of-city-committee',
      },
    ],
  });
const establishAlone = () =>
  order(local('2025-06-20', '08:00'), 'EstablishCenter', { unit, decision: { ...decision, act: { ...decision.act, date: '2025-06-19' } } });
const fixPoints = (at: string) =>
  order(at, 'FixPoints', {
    unit,
    act: { number: '12/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' },
    effectiveOn: '2025-07-01',
    points: [{ name: 'Điểm', counters: 2 }],
  });
const establish = async () => {
  await establishAlone();
  await fixPoints(local('2025-06-20', '09:00'));
};
const openPoint = (at: string, pointId: string) =>
  order(at, 'OpenPoint', { unit, pointId, name: 'Điểm', address: '1 Đường A', counters: 2, openedOn: '2025-07-01' });
const closePoint = (at: string, pointId: string) => order(at, 'ClosePoint', { unit, pointId, closedOn: '2025-07-01', ground: 'Chuyển' });
const employ = async (officialId: string, office: string, position: string, from: string) => {
  await order(local('2025-06-26', '08:00'), 'RegisterOfficial', { officialId, name: 'Người Mẫu', office, unit });
  await order(local('2025-06-27', '08:00'), 'AssignOfficial', { officialId, unit, position, basis: 'QĐ 1', from });
};
/** A director and a receiving officer from 1 July; of the director it is known that this day is the last. */
const staffUntilDirectorLeaves = async (lastDay: string) => {
  await employ('gd', 'head-of-department', 'director', '2025-07-01');
  await employ('tn', 'civil-servant', 'receiving-officer', '2025-07-01');
  const [, assignment] = await duties.eventsOf('official-gd');
  if (assignment?.type !== 'OfficialAssigned') throw new Error('not assigned');
  const { assignmentId } = assignment.data;
  await order(local('2025-07-08', '08:00'), 'EndAssignment', { officialId: 'gd', assignmentId, lastDay, ground: 'Điều động' });
};

/** What became of the duty: type, time, and the event that caused it. */
const story = async (id = dutyId) =>
  (await duties.eventsOf(`duty-${id}`)).map((event) => [
    event.type,
    event.occurredAt,
    ...('because' in event.data && event.data.because ? [event.data.because.eventId] : []),
  ]);

it('a duty is fulfilled, undone and fulfilled again at the times of the events that do it, however late they are looked at', async () => {
  await issue();
  await establish();
  await openPoint(local('2025-06-23', '09:00'), 'p1');
  await closePoint(local('2025-06-25', '15:00'), 'p1');
  await openPoint(local('2025-06-27', '10:00'), 'p2');
  // nobody has looked at any of it until now
  await startWorker();
  await duties.settled();
  const [, , opened, closed, reopened] = (await duties.eventsOf(`center-${unit}`)).map(({ id }) => id);
  expect(await story()).toEqual([
    ['DutyAssigned', local('2025-06-11', '08:00')],
    ['DutyFulfilled', local('2025-06-23', '09:00'), opened],
    ['DutyReopened', local('2025-06-25', '15:00'), closed],
    ['DutyFulfilled', local('2025-06-27', '10:00'), reopened],
  ]);
  const stateAt = async (at: string) => (await findDuty(duties.db, dutyId, { at }))?.state;
  expect(await Promise.all(['2025-06-24', '2025-06-26', '2025-06-28'].map((day) => stateAt(local(day, '12:00'))))).toEqual([
    'fulfilled',
    'reopened',
    'fulfilled',
  ]);
});

it('points are fixed by the decision of the committee and an open point, whichever comes last', async () => {
  await issue();
  await establishAlone();
  await openPoint(local('2025-06-23', '09:00'), 'p1');
  await fixPoints(local('2025-06-26', '16:00'));
  await startWorker();
  await duties.settled();
  const fixed = (await duties.eventsOf(`center-${unit}`)).at(-1);
  expect(await story()).toEqual([
    ['DutyAssigned', local('2025-06-11', '08:00')],
    ['DutyFulfilled', local('2025-06-26', '16:00'), fixed?.id],
  ]);
});

it('a deadline that passed before the event that fulfils a duty is on record first, as of the deadline', async () => {
  await issue();
  await establish();
  await openPoint(local('2025-07-02', '09:00'), 'p1');
  await startWorker();
  await duties.settled();
  expect((await story()).map(([type, at]) => [type, at])).toEqual([
    ['DutyAssigned', local('2025-06-11', '08:00')],
    ['DutyFellOverdue', deadline],
    ['DutyFulfilled', local('2025-07-02', '09:00')],
  ]);
  expect(await findDuty(duties.db, dutyId, undefined)).toMatchObject({ state: 'fulfilled', overdueSince: deadline });
  expect(await findDuty(duties.db, dutyId, { at: local('2025-07-01', '08:00') })).toMatchObject({
    state: 'overdue',
    missing: [{ code: 'open-point', text: 'Chưa có điểm tiếp nhận và trả kết quả nào hoạt động ngày 01/07/2025' }],
  });
});

it('the clock alone makes a duty overdue once, whoever looks at it and how often', async () => {
  await issue();
  await startWorker();
  await startWorker();
  await duties.settled();
  await watchDuties(duties.watchTools, local('2025-06-30', '16:59'));
  expect((await story()).map(([type]) => type)).toEqual(['DutyAssigned']);
  const [one, other] = workers.map((worker) => worker.watchTools);
  if (!one || !other) throw new Error('two workers');
  await Promise.all([one, other, one].map((tools) => watchDuties(tools, local('2025-06-30', '17:01'))));
  await watchDuties(duties.watchTools, local('2025-07-05', '08:00'));
  expect(await story()).toEqual([
    ['DutyAssigned', local('2025-06-11', '08:00')],
    ['DutyFellOverdue', deadline],
  ]);
});

it('a director who leaves undoes the duty on the day after the last one, without any event of that day', async () => {
  await issue('staff-complete', 'staff');
  await establish();
  await staffUntilDirectorLeaves('2025-07-10');
  await startWorker();
  await duties.settled();
  const staff = `d1.staff.${unit}`;
  await watchDuties(duties.watchTools, local('2025-07-10', '08:00'), '2025-07-09');
  expect((await story(staff)).map(([type]) => type)).toEqual(['DutyAssigned', 'DutyFulfilled']);
  await watchDuties(duties.watchTools, local('2025-07-11', '08:00'), '2025-07-10');
  await watchDuties(duties.watchTools, local('2025-07-11', '08:15'), '2025-07-10');
  const told = await story(staff);
  expect(told.map(([type]) => type)).toEqual(['DutyAssigned', 'DutyFulfilled', 'DutyReopened']);
  expect(told.at(-1)).toEqual(['DutyReopened', local('2025-07-11', '00:00')]);
});

it('a worker that wakes up with an old event, after another one went on, changes nothing', async () => {
  await issue();
  await establish();
  await openPoint(local('2025-06-23', '09:00'), 'p1');
  await openPoint(local('2025-06-24', '09:00'), 'p2');
  await closePoint(local('2025-06-25', '09:00'), 'p1');
  await closePoint(local('2025-06-25', '15:00'), 'p2');
  await startWorker();
  await duties.settled();
  const before = await story();
  expect(before.map(([type]) => type)).toEqual(['DutyAssigned', 'DutyFulfilled', 'DutyReopened']);
  // the first closing led to no event of the duty: nothing but the order of the causes says that the openings before it are past
  for (const stream of ['directive-d1', `center-${unit}`])
    for (const event of await duties.eventsOf(stream))
      if (recogniseDuties.on.includes(event.type)) await recogniseDuties.react(event, duties.tools);
  expect(await story()).toEqual(before);
});

/** Looks at the clock on a day; something happens in the instant between finding the duties to judge and judging them. */
const watchWhile = (now: string, lastDay: string | undefined, happens: () => Promise<unknown>) => {
  const { lookup, ...tools } = duties.watchTools;
  const ruledDuties: typeof lookup.ruledDuties = async (...which) => {
    const found = await lookup.ruledDuties(...which);
    await happens();
    return found;
  };
  return watchDuties({ ...tools, lookup: { ...lookup, ruledDuties } }, now, lastDay);
};

it('what happens while the clock is looked at is recognised at its time and names its cause, not as done by the new day', async () => {
  await issue();
  await establish();
  await startWorker();
  await duties.settled();
  const at = local('2025-07-02', '10:00');
  await watchWhile(at, undefined, async () => {
    await nobodyRecognises();
    await openPoint(at, 'p1');
  });
  await startWorker();
  await duties.settled();
  const opened = (await duties.eventsOf(`center-${unit}`)).at(-1);
  expect(await story()).toEqual([
    ['DutyAssigned', local('2025-06-11', '08:00')],
    ['DutyFellOverdue', deadline],
    ['DutyFulfilled', at, opened?.id],
  ]);
});

it('a deadline that the clock puts on record says what was missing when it was looked at, whatever happens meanwhile', async () => {
  await issue();
  await establish();
  await startWorker();
  await duties.settled();
  const { lookup, ...tools } = duties.watchTools;
  const dutiesDue: typeof lookup.dutiesDue = async (before) => {
    const due = await lookup.dutiesDue(before);
    await nobodyRecognises();
    await openPoint(local('2025-07-02', '10:00'), 'p1');
    return due;
  };
  await watchDuties({ ...tools, lookup: { ...lookup, dutiesDue } }, local('2025-07-02', '10:00'));
  const overdue = (await duties.eventsOf(`duty-${dutyId}`)).find(({ type }) => type === 'DutyFellOverdue');
  expect(overdue).toMatchObject({ data: { missing: [{ code: 'open-point' }] } });
});

it('a new day that undoes a duty does not have the last word over what completed it while the clock was looked at', async () => {
  await issue('staff-complete', 'staff');
  await establish();
  await staffUntilDirectorLeaves('2025-07-10');
  await startWorker();
  await duties.settled();
  // the new director is judged, and nothing found to have changed, before the day's turn is on record
  await watchWhile(local('2025-07-11', '08:00'), '2025-07-10', async () => {
    await employ('gd2', 'head-of-department', 'director', '2025-07-11');
    await duties.settled();
  });
  await duties.settled();
  expect(await findDuty(duties.db, `d1.staff.${unit}`, undefined)).toMatchObject({ state: 'fulfilled', missing: [] });
});

it('two workers, killed again and again, recognise every turn of a duty once, in order', { timeout: 90_000 }, async () => {
  await issue();
  await establish();
  const work = () =>
    runProgram(['test/processes/dutyWorker.ts'], { LOG: stores.log, READ: stores.read, KEYS: stores.keys, MASTER_KEY: stores.masterKey });
  let living = [work(), work()];
  await Promise.all(living.map((worker) => worker.said(/working/)));
  const turn = async (n: number) => {
    const at = new Date(Date.parse(local('2025-06-23', '08:00')) + n * 60_000).toISOString();
    await (n % 2 === 0 ? openPoint(at, `p${n}`) : closePoint(at, `p${n - 1}`));
  };
  for (let n = 0; n < 30; n += 1) {
    await turn(n);
    if (n % 10 !== 9) continue;
    const [first, second] = living;
    if (!first || !second) throw new Error('two workers');
    await first.kill('SIGKILL');
    living = [second, work()];
    await living[1]?.said(/working/);
  }
  await duties.settled();
  const causes = (await duties.eventsOf(`center-${unit}`)).filter(({ type }) => type === 'PointOpened' || type === 'PointClosed');
  expect((await story()).slice(1)).toEqual(
    causes.map(({ id, occurredAt, type }) => [type === 'PointOpened' ? 'DutyFulfilled' : 'DutyReopened', occurredAt, id]),
  );
  await Promise.all(living.map((worker) => worker.kill('SIGKILL')));
});
