import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { defineProcess } from '#projections/daemon/process.ts';
import { waitForPosition } from '#projections/daemon/status.ts';
import { type Act, accounts, acts } from './accounts.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world.close());

/** What the processes here are given. */
type Tools = { execute: (command: string, input: { dong: number }, because: { type: string }) => Promise<void> };

/** A process that executes a command for each fee paid, and tools that remember what was asked of them. */
const collecting = (
  name: string,
  before: (dong: number) => void | Promise<void> = () => {},
  { delayMs = 0, partitionOf }: { delayMs?: number; partitionOf?: (dong: number) => string | undefined } = {},
) => {
  const done: number[] = [];
  const processTools: Tools = {
    execute: (command, input, because) => {
      expect(command).toBe('ThankPayer');
      expect(because.type).toBe('FeePaid');
      done.push(input.dong);
      return Promise.resolve();
    },
  };
  const process = defineProcess({
    name,
    on: ['FeePaid'],
    delayMs,
    partitionOf: (event) => partitionOf?.(event.data.totalDong),
    react: async (event, tools: Tools) => {
      await before(event.data.totalDong);
      await tools.execute('ThankPayer', { dong: event.data.totalDong }, event);
    },
  });
  return { done, processTools, processes: [process] };
};
const paid = (from: number, to: number): Act[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ dossier: 1, unit: 1, kind: 'FeePaid', dong: from + i }));
/** One after the other, so that their order is known. */
const recordInOrder = (list: readonly Act[]) => world.record(list, 1);
const numbers = (from: number, to: number) => paid(from, to).map(({ dong }) => dong);

it('reacts to each event in order, goes on after a restart, and another worker does nothing twice', async () => {
  const { done, ...options } = collecting('test-in-order');
  await recordInOrder(paid(1001, 1005));
  const first = await world.start(options);
  await world.until(() => expect(done).toEqual(numbers(1001, 1005)));
  await first[Symbol.asyncDispose]();
  await recordInOrder(paid(1006, 1010));
  await world.start(options);
  await world.start(options);
  await world.reached('test-in-order', await recordInOrder(paid(1011, 1012)));
  expect(done).toEqual(numbers(1001, 1012));
});

it('a reaction that fails for a while is tried again; one that keeps failing pauses the process at its event, and a skip lets it go on', async () => {
  let down = 2;
  const { done, ...options } = collecting('test-failing', (dong) => {
    if (dong === 2002 && down-- > 0) throw new StoreUnavailable('away for a moment');
    if (dong === 2003) throw new Error('never');
  });
  const start = await world.store.head();
  await recordInOrder(paid(2001, 2003));
  const bad = await world.store.head();
  await recordInOrder(paid(2004, 2004));
  await world.start(options);
  await world.until(async () => expect(await world.status('test-failing')).toMatchObject({ state: 'paused', failedPosition: bad }));
  expect(done.slice(-2)).toEqual([2001, 2002]);
  expect(start).toBeLessThan(bad);
  const eventId = (await world.status('test-failing'))?.failedEventId ?? '';
  await world.operate('ProjectionEventSkipped', { projection: 'test-failing', position: bad, eventId, reason: 'test' });
  await world.until(() => expect(done.slice(-3)).toEqual([2001, 2002, 2004]));
});

it('an event is not looked at before its time, by the clock that was given', async () => {
  const { done, ...options } = collecting('test-late', () => {}, { delayMs: 3_600_000 });
  const history = await world.store.head();
  let now = new Date().toISOString();
  await world.start({ ...options, clock: () => now });
  const position = await recordInOrder(paid(3001, 3001));
  await world.until(async () => expect((await world.status('test-late'))?.owner).toBeDefined());
  expect(done).toEqual([]);
  expect((await world.status('test-late'))?.position).toBeLessThan(history);
  now = new Date(Date.now() + 3_700_000).toISOString();
  await world.reached('test-late', position);
  expect(done.at(-1)).toBe(3001);
});

it('a process is not run over history again, whoever asks', async () => {
  const { done, ...options } = collecting('test-once');
  await world.start(options);
  await world.reached('test-once', await recordInOrder(paid(4001, 4001)));
  const before = [...done];
  await world.operate('ProjectionRebuildRequested', { projection: 'test-once', reason: 'test' });
  await world.reached('test-once', await world.record(acts(1).map((act) => ({ ...act, kind: 'FeeRequested' }))));
  await world.until(async () => {
    const { rows } = await world.db.query('select revision from daemon.controls where name = $1', ['test-once']);
    expect(rows).toEqual([{ revision: 0 }]);
  });
  expect(done).toEqual(before);
});

const evenOrOdd = (dong: number) => (dong % 2 === 0 ? 'even' : 'odd');

it('partitions are handled side by side, each in order; an event without a partition when all before it are done, and before any after it', async () => {
  const evenDone = Promise.withResolvers<void>();
  const { done, ...options } = collecting(
    'test-partitions',
    // a process that went on one by one would wait here for ever
    (dong) => {
      if (dong === 6004) evenDone.resolve();
      return dong === 6001 ? evenDone.promise : undefined;
    },
    { partitionOf: (dong) => (dong === 6005 ? undefined : evenOrOdd(dong)) },
  );
  await recordInOrder(paid(6001, 6007));
  await world.start(options);
  await world.until(() => expect(done.filter((dong) => dong > 6000)).toHaveLength(7));
  const ours = done.filter((dong) => dong > 6000);
  expect(ours.slice(0, 5).filter((dong) => dong % 2 === 0)).toEqual([6002, 6004]);
  expect(ours.slice(0, 5).filter((dong) => dong % 2 === 1)).toEqual([6001, 6003, 6005]);
  expect(ours[4]).toBe(6005);
  expect(new Set(ours.slice(5))).toEqual(new Set([6006, 6007]));
});

it('a partition that cannot go on pauses the process at its event; what was done of others after it may be done again, what was not follows in order', async () => {
  const { done, ...options } = collecting(
    'test-partition-failing',
    (dong) => {
      if (dong === 7002) throw new Error('never');
    },
    { partitionOf: evenOrOdd },
  );
  await recordInOrder(paid(7001, 7002));
  const bad = await world.store.head();
  await recordInOrder(paid(7003, 7006));
  await world.start(options);
  await world.until(async () =>
    expect(await world.status('test-partition-failing')).toMatchObject({ state: 'paused', failedPosition: bad }),
  );
  const ours = () => done.filter((dong) => dong > 7000);
  expect(ours()).toEqual([7001, 7003, 7005]);
  const eventId = (await world.status('test-partition-failing'))?.failedEventId ?? '';
  await world.operate('ProjectionEventSkipped', { projection: 'test-partition-failing', position: bad, eventId, reason: 'test' });
  await world.until(() => expect(ours()).toHaveLength(7));
  expect(ours().filter((dong) => dong % 2 === 0)).toEqual([7004, 7006]);
  expect(ours().filter((dong) => dong % 2 === 1)).toEqual([7001, 7003, 7005, 7003, 7005]);
});

it('stops in an order in which a reaction under way still gets what it waits for of a read model', async () => {
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const seen: boolean[] = [];
  const { processes, processTools } = collecting('test-stopping', async () => {
    begun.resolve();
    await goOn.promise;
    const { reached } = await waitForPosition(world.reader, ['test-read-meanwhile'], await world.store.head(), 8_000);
    seen.push(reached);
  });
  const daemon = await world.start({ processes, processTools, projections: [accounts({ name: 'test-read-meanwhile' })] });
  await world.reached('test-read-meanwhile', await recordInOrder(paid(901, 901)));
  await begun.promise;
  const began = performance.now();
  const stopped = daemon[Symbol.asyncDispose]();
  await world.record(acts(3));
  goOn.resolve();
  await stopped;
  expect(seen).toEqual([true]);
  expect(performance.now() - began).toBeLessThan(7_000);
});

it('stops between two acts of a reaction that has many, and begins it anew in the next worker', async () => {
  const done: number[] = [];
  const begun = Promise.withResolvers<void>();
  const processTools: Tools = {
    execute: async (_, { dong }) => {
      done.push(dong);
      begun.resolve();
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
  const many = (acts: number) =>
    defineProcess({
      name: 'test-many-acts',
      on: ['FeePaid'],
      react: async (event, tools: Tools) => {
        for (let act = 0; act < acts; act += 1) await tools.execute('ThankPayer', { dong: event.data.totalDong }, event);
      },
    });
  const first = await world.start({ processes: [many(1_000_000)], processTools });
  const position = await recordInOrder(paid(951, 951));
  await begun.promise;
  const began = performance.now();
  await first[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(5_000);
  const acts = done.length;
  await world.start({ processes: [many(2)], processTools });
  await world.reached('test-many-acts', position);
  expect(done.slice(acts).filter((dong) => dong === 951)).toHaveLength(2);
  expect(await world.status('test-many-acts')).toMatchObject({ state: 'running' });
});
