import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { EventStore } from '#events/store/eventStore.ts';
import { copyLog } from '#events/store/logCopy.ts';
import { openPostgresCopyTarget } from '#events/store/postgres/copyTarget.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { defineProcess } from '#projections/daemon/process.ts';
import { projectionStatus, waitForPosition } from '#projections/daemon/status.ts';
import { createTestLog, type TestLog } from '#test/support/log.ts';
import { accounts, acts, eventOf } from './accounts.ts';
import { openWorld, type World } from './world.ts';

let world: World;
const others: TestLog[] = [];
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(async () => {
  await world.close();
  for (const log of others) await log.drop();
});

const anotherLog = async (): Promise<TestLog> => {
  const log = await createTestLog();
  others.push(log);
  return log;
};

/** The same history in another home, where it is numbered anew. */
const moved = async (): Promise<TestLog> => {
  const log = await anotherLog();
  const target = await openPostgresCopyTarget(log.ownerUrl);
  await copyLog(world.store, log.store, target, () => {});
  await target.close();
  return log;
};

let fee = 0;
const payFee = (store: EventStore): Promise<{ position: number }> =>
  store.append('dossier-fees', 'any', [eventOf({ dossier: 1, unit: 1, kind: 'FeePaid', dong: ++fee })]);

/** What the processes here are given. */
type Tools = { execute: (command: string, input: { dong: number }, because: { type: string }) => Promise<void> };

/** A process that remembers which fees it thanked for. */
const thanking = (name: string) => {
  const done: number[] = [];
  const processTools: Tools = {
    execute: async (_, input) => void done.push(input.dong),
  };
  const process = defineProcess({
    name,
    on: ['FeePaid'],
    react: (event, tools: Tools) => tools.execute('ThankPayer', { dong: event.data.totalDong }, event),
  });
  return { done, processTools, processes: [process] };
};

const operate = (store: EventStore, type: string, projection: string, more: object = {}) =>
  store.append(`projection-${projection}`, 'any', [
    { ...eventOf({ dossier: 0, unit: 0, kind: 'FeePaid', dong: 0 }), type, data: { projection, ...more } },
  ]);
const rebuild = (store: EventStore, projection: string) => operate(store, 'ProjectionRebuildRequested', projection, { reason: 'test' });
const linesOf = async (name: string, store: EventStore) =>
  (await projectionStatus(world.reader, store)).filter((line) => line.name === name);

it('after a move, old rows stay in service but nothing is folded onto them until a rebuild; a process goes on behind the event it handled last', async () => {
  const projections = [accounts({ name: 'test-moved' })];
  const { done, ...tools } = thanking('test-moving');
  await world.record(acts(300));
  for (let n = 0; n < 5; n += 1) await payFee(world.store);
  const first = await world.start({ projections, ...tools });
  await world.reached('test-moved', await world.store.head());
  await world.reached('test-moving', await world.store.head());
  await first[Symbol.asyncDispose]();
  const before = await world.rows('test-moved');
  const handled = done.length;

  const home = await moved();
  const { position } = await payFee(home.store);
  const errors = () => world.log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields);
  await world.start({ store: home.store, projections, ...tools });
  await world.until(() =>
    expect(errors()).toEqual(
      expect.arrayContaining([
        { projection: 'test-moved', reason: expect.stringContaining('npm run projections -- rebuild test-moved') },
        { projection: 'test-moving', reason: expect.stringContaining('npm run projections -- resume test-moving') },
      ]),
    ),
  );
  for (const name of ['test-moved', 'test-moving']) {
    const [line] = await linesOf(name, home.store);
    expect(line).toMatchObject({
      state: 'paused',
      serving: true,
      position: -1,
      reason: expect.stringContaining('another history of the log'),
    });
    expect(line).not.toHaveProperty('owner');
    expect((await waitForPosition(world.reader, [name], 1, 50)).reached).toBe(false);
  }
  expect(await world.rows('test-moved')).toEqual(before);
  expect(done).toHaveLength(handled);

  await rebuild(home.store, 'test-moved');
  await operate(home.store, 'ProjectionResumed', 'test-moving');
  await world.until(async () => {
    expect(await linesOf('test-moved', home.store)).toMatchObject([{ generation: 2, state: 'running', serving: true }]);
    expect(await linesOf('test-moving', home.store)).toMatchObject([{ generation: 1, state: 'running', lagPositions: 0 }]);
  });
  expect((await waitForPosition(world.reader, ['test-moved'], position, 10_000)).reached).toBe(true);
  expect(done.slice(handled)).toEqual([fee]);

  await world.start({ store: home.store, projections: [accounts({ name: 'test-fresh' })] });
  expect((await waitForPosition(world.reader, ['test-fresh'], position, 20_000)).reached).toBe(true);
  expect(await world.rows('test-moved')).toEqual(await world.rows('test-fresh'));
}, 60_000);

it('an event that was skipped before a move is skipped after it, wherever it stands now, and no other is', async () => {
  // A hole: from here on the new home numbers differently.
  const burn = new pg.Client({ connectionString: world.databases.log.ownerUrl });
  await burn.connect();
  await burn.query(`select nextval('es.positions') from generate_series(1, 3)`);
  await burn.end();
  const bad = await world.record([{ dossier: 3, unit: 1, kind: 'FeeRequested', dong: 971 }]);
  const projections = [accounts({ name: 'test-skipping', poison: 971 })];
  const first = await world.start({ projections });
  await world.until(async () => expect(await world.status('test-skipping')).toMatchObject({ state: 'paused', failedPosition: bad }));
  const { failedEventId: eventId } = (await world.status('test-skipping')) ?? {};
  await operate(world.store, 'ProjectionEventSkipped', 'test-skipping', { position: bad, eventId, reason: 'test' });
  await world.record(acts(20));
  await world.reached('test-skipping', await world.store.head());
  await first[Symbol.asyncDispose]();
  const before = await world.rows('test-skipping');

  const home = await moved();
  expect((await home.store.readAll({ after: bad - 1, limit: 1 })).events[0]?.id).not.toBe(eventId);
  await rebuild(home.store, 'test-skipping');
  await world.start({ store: home.store, projections });
  await world.until(async () =>
    expect(await linesOf('test-skipping', home.store)).toMatchObject([{ generation: 2, state: 'running', serving: true }]),
  );
  expect(await world.rows('test-skipping')).toEqual(before);
}, 60_000);

it('a restore under running workers stops them; what was handled and then lost is begun anew, nothing is left out', async () => {
  const home = await moved();
  const projections = [accounts({ name: 'test-restored' })];
  const { done, ...tools } = thanking('test-restoring');
  await payFee(home.store);
  await rebuild(home.store, 'test-restored');
  await world.start({ store: home.store, projections, ...tools });
  await world.until(async () => {
    expect(await linesOf('test-restored', home.store)).toMatchObject([{ state: 'running', lagPositions: 0 }]);
    expect(await linesOf('test-restoring', home.store)).toMatchObject([{ state: 'running', lagPositions: 0 }]);
  });

  await home.owner.query('alter table es.events disable trigger append_only');
  await home.owner.query(`delete from es.events where stream in ('dossier-fees', 'projection-test-restored')`);
  await home.owner.query('select es.begin_epoch()');
  await world.until(async () => {
    expect(await linesOf('test-restored', home.store)).toMatchObject([{ state: 'paused' }]);
    expect(await linesOf('test-restoring', home.store)).toMatchObject([{ state: 'paused' }]);
  });
  done.length = 0;
  await payFee(home.store);
  await rebuild(home.store, 'test-restored');
  await operate(home.store, 'ProjectionResumed', 'test-restoring');
  await world.until(async () => {
    expect(await linesOf('test-restored', home.store)).toMatchObject([{ state: 'running', serving: true, lagPositions: 0 }]);
    expect(await linesOf('test-restoring', home.store)).toMatchObject([{ state: 'running', lagPositions: 0 }]);
  });
  expect(done.at(-1)).toBe(fee);
  expect(world.log.lines.map(({ message }) => message)).toContain(
    'The event that was handled last is not in this log; beginning with the first one',
  );
}, 60_000);

it('a log that ends before what was seen of it is followed by nobody until a new epoch is begun', async () => {
  const home = await anotherLog();
  const projections = [accounts({ name: 'test-behind' })];
  for (let n = 0; n < 3; n += 1) await payFee(home.store);
  const first = await world.start({ store: home.store, projections });
  await world.until(async () => expect(await linesOf('test-behind', home.store)).toMatchObject([{ state: 'running', lagPositions: 0 }]));
  await first[Symbol.asyncDispose]();
  const before = await world.rows('test-behind');

  // As a backup of after the first fee has it; processes are started again after a restore.
  await home.owner.query('alter table es.events disable trigger append_only');
  await home.owner.query('delete from es.events where position > 1');
  await home.owner.query(
    `alter table es.events enable trigger append_only; update es.high_water set position = 1; select setval('es.positions', 1)`,
  );
  const restored = await connectPostgresStore({ url: home.appUrl });
  const errors = () => world.log.lines.filter(({ level }) => level === 'error').map(({ fields, message }) => ({ ...fields, message }));
  await world.start({ store: restored, projections });
  expect(errors()).toContainEqual({ epoch: await restored.epoch(), seen: 3, end: 1, message: expect.stringContaining('it was restored') });
  await payFee(restored);
  expect(await world.rows('test-behind')).toEqual(before);
  await home.owner.query('select es.begin_epoch()');
  await world.until(async () => expect(await linesOf('test-behind', restored)).toMatchObject([{ state: 'paused' }]));
  await rebuild(restored, 'test-behind');
  await world.until(async () => expect(await linesOf('test-behind', restored)).toMatchObject([{ state: 'running', lagPositions: 0 }]));
  await world.stopAll();
  await restored.close();
}, 60_000);

it('a worker on another log does nothing while workers follow theirs, and they go on', async () => {
  const wrong = await anotherLog();
  await payFee(wrong.store);
  const first = await world.start({ projections: [accounts({ name: 'test-right' })] });
  await world.reached('test-right', await world.record(acts(20)));
  const { rows } = await world.rows('test-right');
  await world.start({ store: wrong.store, projections: [accounts({ name: 'test-right' }), accounts({ name: 'test-wrong' })] });
  expect(world.log.lines.map(({ message }) => message)).toContain(
    'Other workers follow another history of the log; nothing is done here before they stop',
  );
  await rebuild(wrong.store, 'test-right');
  await world.reached('test-right', await payFee(world.store).then(({ position }) => position));
  expect(await linesOf('test-right', world.store)).toMatchObject([{ generation: 1, state: 'running' }]);
  expect(await linesOf('test-wrong', world.store)).toEqual([]);
  expect((await world.rows('test-right')).rows.length).toBeGreaterThanOrEqual(rows.length);
  await first[Symbol.asyncDispose]();
}, 60_000);

it('what was built before histories were told apart goes on where it stands', async () => {
  const projections = [accounts({ name: 'test-older' })];
  const first = await world.start({ projections });
  await world.reached('test-older', await world.record(acts(20)));
  await first[Symbol.asyncDispose]();
  const owner = new pg.Client({ connectionString: world.databases.read.ownerUrl });
  await owner.connect();
  await owner.query('delete from daemon.log; update daemon.projections set epoch = null');
  await owner.end();
  await world.start({ projections });
  await world.reached('test-older', await world.record(acts(20)));
  expect(await linesOf('test-older', world.store)).toMatchObject([{ generation: 1, state: 'running' }]);
});
