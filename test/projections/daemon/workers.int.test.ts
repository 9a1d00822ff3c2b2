import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { checkpointWriter } from '#projections/daemon/checkpoints.ts';
import { LeaseLost } from '#projections/daemon/failure.ts';
import { LogEntry } from '#projections/daemon/feed.ts';
import { foldedTables } from '#projections/daemon/fold.ts';
import { prepare, register } from '#projections/daemon/generations.ts';
import { claim } from '#projections/daemon/leases.ts';
import { projectionWork } from '#projections/daemon/projectionWork.ts';
import type { Program } from '#test/support/motcua.ts';
import { type Act, accounts, acts } from './accounts.ts';
import { decode } from './decode.ts';
import { openWorld, startWorker, type World } from './world.ts';

let world: World;
const workers = new Set<Program>();
beforeAll(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await Promise.all(Array.from(workers, (worker) => worker.kill('SIGKILL')));
  workers.clear();
  await world.stopAll();
});
afterAll(() => world.close());

const stopHere: Act = { dossier: 2, unit: 1, kind: 'FeeRequested', dong: 777 };

/** Starts a worker process; resolves when it stands still in the middle of a batch. */
const workerInMidBatch = async (name: string): Promise<Program> => {
  const worker = startWorker(world, name, { BATCH_SIZE: '100', STOP_AT: String(stopHere.dong) });
  workers.add(worker);
  await worker.said(/^stops here$/m);
  return worker;
};

/** The rows of a projection of the same events that was never disturbed. */
const undisturbed = async (position: number) => {
  await world.start({ projections: [accounts({ name: 'test-undisturbed' })], batchSize: 1_000 });
  await world.reached('test-undisturbed', position);
  return world.rows('test-undisturbed');
};

it('a worker killed in the middle of a batch leaves nothing half-done, and another one goes on within seconds', async () => {
  const position = await world.recordInBulk([...acts(950), stopHere, ...acts(500, 50, 2)], 'dossier-killed');
  const worker = await workerInMidBatch('test-killed');
  const interrupted = await world.status('test-killed');
  expect(interrupted?.position).toBeGreaterThan(0);
  await worker.kill('SIGKILL');
  const killedAt = performance.now();

  await world.start({ projections: [accounts({ name: 'test-killed' })] });
  await world.until(async () => expect((await world.status('test-killed'))?.position).toBeGreaterThan(interrupted?.position ?? 0), 10_000);
  expect(performance.now() - killedAt).toBeLessThan(10_000);
  await world.reached('test-killed', position);
  expect(await world.rows('test-killed')).toEqual(await undisturbed(position));
}, 60_000);

it('a worker that fell silent and wakes up after its lease has passed on cannot write any more', async () => {
  const position = await world.recordInBulk([...acts(950), stopHere, ...acts(500, 50, 2)], 'dossier-silent');
  const worker = await workerInMidBatch('test-silent');
  await world.start({ projections: [accounts({ name: 'test-silent' })] });
  await world.reached('test-silent', position);
  const before = await world.rows('test-silent');
  const line = await world.status('test-silent');
  void worker.kill('SIGCONT');

  const later = await world.record(acts(50, 50, 3));
  await world.reached('test-silent', later);
  expect((await world.status('test-silent'))?.owner).toBe(line?.owner);
  expect(before.rows.length).toBeGreaterThan(0);
  expect(await world.rows('test-silent')).toEqual(await undisturbed(later));
}, 60_000);

it('a worker that fell silent while the database waits for its rows does not lock its projection for ever', async () => {
  const position = await world.recordInBulk(acts(1_500), 'dossier-copying');
  const worker = startWorker(world, 'test-copying', { BATCH_SIZE: '100', STOP_IN_COPY: 'yes' });
  workers.add(worker);
  await worker.said(/^stops here$/m);
  const silent = await world.status('test-copying');
  await world.start({ projections: [accounts({ name: 'test-copying' })] });
  await world.reached('test-copying', position);
  void worker.kill('SIGCONT');

  const later = await world.record(acts(50, 50, 3));
  await world.reached('test-copying', later);
  expect(silent?.owner).toBeDefined();
  expect((await world.status('test-copying'))?.owner).not.toBe(silent?.owner);
  expect(await world.rows('test-copying')).toEqual(await undisturbed(later));
}, 60_000);

it('whoever lost the lease is refused by its fence, and nothing of its batch stays', async () => {
  const projection = accounts({ name: 'test-fenced' });
  const tables = foldedTables(projection);
  await world.record(acts(5));
  const entries = (await world.store.readAll({ after: -1, limit: 10 })).events.map((event) => new LogEntry(event, decode));
  const to = entries.at(-1)?.recorded.position ?? 0;
  const around = {
    db: world.db,
    leaseMs: 1_000,
    batchSize: 1_000,
    log: world.log,
    writeCheckpoint: checkpointWriter(world.db, 1_000),
    onProgress: () => {},
  };

  const epoch = await world.store.epoch();
  await register(world.db, { kind: 'projection', name: projection.name, version: projection.version }, epoch);
  const [zombie] = await claim(world.db, 'zombie', 0, [projection], epoch);
  if (!zombie) throw new Error('nothing was free');
  Object.assign(zombie, await prepare(world.db, zombie, tables));
  const [heir] = await world.until(async () => {
    const claimed = await claim(world.db, 'heir', 60_000, [projection], epoch);
    expect(claimed).toHaveLength(1);
    return claimed;
  });
  if (!heir) throw new Error('the lease did not pass on');
  const nobody = new Set<string>();

  await expect(projectionWork(around, zombie, tables, nobody).handle(entries, to)).rejects.toThrow(LeaseLost);
  const ahead = projectionWork(around, zombie, tables, nobody);
  await ahead.handleAhead?.(entries, to);
  await expect(ahead.settle?.()).rejects.toThrow(LeaseLost);
  expect((await world.rows('test-fenced')).rows).toEqual([]);
  await projectionWork(around, heir, tables, nobody).handle(entries, to);
  await expect(projectionWork(around, heir, tables, nobody).handle(entries, to + 1)).resolves.toBeUndefined();
  // The same owner cannot write a batch twice either: the position it starts from is part of the condition.
  await expect(projectionWork(around, { ...heir, position: -1 }, tables, nobody).handle(entries, to)).rejects.toThrow(LeaseLost);
});

it('two workers on the same projections give every event its effect exactly once', async () => {
  const projections = ['test-shared-a', 'test-shared-b'].map((name) => accounts({ name }));
  await world.start({ projections, batchSize: 70 });
  await world.start({ projections, batchSize: 110 });
  let position = -1;
  for (let round = 1; round <= 5; round += 1) position = await world.record(acts(60, 50, round));
  for (const { name } of projections) await world.reached(name, position);
  const expected = await undisturbed(position);
  for (const { name } of projections) expect(await world.rows(name)).toEqual(expected);
});

it('memory stays flat: a worker with a heap of 64 MB builds from far more than that', async () => {
  const position = await world.recordInBulk(acts(40_000, 2_000), 'dossier-many');
  const worker = startWorker(world, 'test-flat', {}, ['--max-old-space-size=64']);
  workers.add(worker);
  const ended = worker.ended.then(() => Promise.reject(new Error('the worker ran out of memory')));
  await Promise.race([
    world.until(async () => expect((await world.status('test-flat'))?.position).toBeGreaterThanOrEqual(position), 80_000),
    ended,
  ]);
  ended.catch(() => {});
}, 120_000);

it('a worker that stops gives its projections back at once', async () => {
  const first = await world.start({ projections: [accounts({ name: 'test-given' })], leaseMs: 600_000 });
  await world.reached('test-given', await world.record(acts(5)));
  await first[Symbol.asyncDispose]();
  expect((await world.status('test-given'))?.owner).toBeUndefined();
  await world.start({ projections: [accounts({ name: 'test-given' })] });
  await world.reached('test-given', await world.record(acts(5)));
});
