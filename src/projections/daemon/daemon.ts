import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import pTimeout from 'p-timeout';
import type { Pool } from 'pg';
import type { AnyEvent } from '#events/all.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { isTransient } from '#events/store/retry.ts';
import { carryOutControls, type Decode, skippedEvents } from './controls.ts';
import { describeFailure, LeaseLost } from './failure.ts';
import { type Feed, openFeed } from './feed.ts';
import { foldedTables } from './fold.ts';
import { dropStruckOff, prepare, register } from './generations.ts';
import { followHistory, linesElsewhere } from './histories.ts';
import { claim, endSilent, fenceOf, type Held, pauseAt, release, renew } from './leases.ts';
import type { Process } from './process.ts';
import { findPlace, processWork } from './processWork.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Projection } from './projection.ts';
import { projectionWork } from './projectionWork.ts';
import { follow, type Log, type Surroundings } from './run.ts';

export type DaemonOptions<Tools = unknown> = {
  /** Pool of role motcua_projector on the read database; give it a few connections more than batches should be under way at once. */
  db: Pool;
  store: EventStore;
  decode: Decode;
  projections: readonly Projection[];
  processes: readonly Process<AnyEvent['type'], Tools>[];
  processTools: Tools;
  log: Log;
  /**
   * Now, as a UTC instant with milliseconds: delays of processes are measured by it. The database's clock by default, because what was recorded
   * bears a database's time, and this process's clock may be wrong.
   */
  clock?: () => string;
  /** Shown in the status; host and process by default. */
  owner?: string;
  /** A worker that is silent for this long loses what it holds. */
  leaseMs?: number;
  /** Events written in one transaction, far from the end of the log; 16 000 by default. */
  batchSize?: number;
};

export type Daemon = AsyncDisposable & {
  /** How far this process's own projections are, for `waitForPosition`. */
  progress: Progress;
};

/** A process has one version for ever: its name keys its checkpoint. */
const PROCESS_VERSION = 1;
/** So many that what is done once for a page, such as asking for rows, costs little an event; so few that a page is young when it is collected. */
const PAGE_SIZE = 2000;
/** How long a stop waits for the batch or reaction under way; its lease then runs out by itself. */
const STOP_MS = 10_000;

/**
 * Runs projections and processes: takes what is free, keeps it while alive, and gives it back on disposal. Any number of daemons may run on the
 * same databases; each projection is fed by one of them at a time, and moves to another within about `leaseMs` when its own dies.
 * What stands in another history of the log than the store's (it was moved, or restored) is not touched until an operator decides.
 */
export const startDaemon = async <Tools>(options: DaemonOptions<Tools>): Promise<Daemon> => {
  const { db, store, decode, projections, processes, log, leaseMs = 5_000, batchSize = 16_000 } = options;
  const owner = `${options.owner ?? `${hostname()} ${process.pid}`} ${randomBytes(3).toString('hex')}`;
  const stopping = new AbortController();
  const progress = createProgress();
  const surroundings: Surroundings = { db, leaseMs, log, batchSize, onProgress: progress.report };
  const known = [
    ...projections.map(({ name, version }) => ({ name, version })),
    ...processes.map(({ name }) => ({ name, version: PROCESS_VERSION })),
  ];
  const runs = new Map<string, { held: Held; abort: AbortController; ended: Promise<void> }>();

  /** The history of the log that is followed here, while one is. */
  let following: { epoch: string; feed: Feed } | undefined;

  // Names whose operators' events are yet to be carried out.
  const controls = new Set<string>();
  let alarm = Promise.withResolvers<void>();
  const wake = () => alarm.resolve();

  /** Begins to follow this history of the log; does nothing while workers that live follow another one on the same read models. */
  const enter = async (epoch: string): Promise<typeof following> => {
    if (!(await followHistory(db, store, epoch))) {
      log.error({ epoch }, 'Other workers follow another history of the log; nothing is done here before they stop');
      return undefined;
    }
    for (const { name, version } of projections) await register(db, 'projection', name, version, epoch);
    for (const { name } of processes) await register(db, 'process', name, PROCESS_VERSION, epoch);
    for (const { name } of projections) await dropStruckOff(db, name).catch(() => {});
    for (const { name, reason } of await linesElsewhere(db, epoch)) log.error({ projection: name, reason }, 'Projection stands still');
    // All of them once, because events may have come while no daemon ran.
    for (const { name } of known) controls.add(name);
    const feed = await openFeed({
      store,
      decode,
      pageSize: Math.min(PAGE_SIZE, Math.ceil(batchSize / 4)),
      onControl: (name) => {
        if (!known.some((line) => line.name === name)) return;
        controls.add(name);
        wake();
      },
      onError: (error) => log.warn({ reason: describeFailure(error) }, 'Following the log was interrupted; trying again'),
    });
    return { epoch, feed };
  };

  /** Stops everything that runs here. */
  const leave = async (): Promise<void> => {
    for (const { abort } of runs.values()) abort.abort();
    await pTimeout(Promise.all([...runs.values()].map(({ ended }) => ended)), { milliseconds: STOP_MS, message: false });
    await following?.feed[Symbol.asyncDispose]();
    following = undefined;
  };

  const run = async (held: Held, feed: Feed, signal: AbortSignal): Promise<void> => {
    // Read after the lease was taken: whoever skips an event later takes the lease away first.
    const skipped = await skippedEvents(store, decode, held.name);
    const projection = projections.find(({ name }) => name === held.name);
    if (projection) {
      const tables = foldedTables(projection);
      Object.assign(held, await prepare(db, held, tables));
      const work = projectionWork(surroundings, held, tables, skipped);
      return follow(surroundings, work, feed.reader(work.types, signal), signal);
    }
    const reacting = processes.find(({ name }) => name === held.name);
    if (!reacting) return;
    await findPlace(surroundings, held, store, signal);
    const work = processWork(surroundings, held, reacting, { tools: options.processTools, clock: options.clock, signal, skipped });
    return follow(surroundings, work, feed.reader(work.types, signal), signal);
  };

  const start = (held: Held, feed: Feed): void => {
    const fence = fenceOf(held);
    const abort = new AbortController();
    log.info({ projection: held.name, version: held.version, generation: held.generation, position: held.position }, 'Lease taken');
    const ended = run(held, feed, abort.signal)
      .catch(async (error: unknown) => {
        if (error instanceof LeaseLost) return;
        const reason = describeFailure(error);
        log.error({ projection: held.name, reason, transient: isTransient(error) }, 'Projection could not begin');
        if (!isTransient(error)) await pauseAt(db, held, undefined, reason).catch(() => {});
      })
      .then(() => {
        abort.abort();
        runs.delete(fence);
        progress.forget(held.name, held.generation);
        // Changes nothing unless the lease is still held here: then the next round, or another daemon, may take it.
        return release(db, held).catch(() => {});
      });
    runs.set(fence, { held, abort, ended });
  };

  /** Keeps what is held, lets go of what was lost, carries out operators' decisions and takes what is free. */
  const round = async (): Promise<void> => {
    const still = await renew(db, owner, leaseMs);
    for (const [fence, { abort }] of runs) if (!still.has(fence)) abort.abort();
    const epoch = await store.epoch();
    if (following?.epoch !== epoch || !(await followHistory(db, store, epoch))) {
      await leave();
      following = await enter(epoch);
      if (!following) return;
    }
    for (const name of Array.from(controls)) {
      controls.delete(name);
      await carryOutControls(db, store, decode, name, epoch).catch((error: unknown) => {
        controls.add(name);
        log.warn({ projection: name, reason: describeFailure(error) }, "An operator's decision could not be carried out yet");
      });
    }
    await endSilent(db);
    for (const held of await claim(db, owner, leaseMs, known, epoch)) start(held, following.feed);
  };

  const supervise = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      alarm = Promise.withResolvers<void>();
      await round().catch((error: unknown) => log.warn({ reason: describeFailure(error) }, 'Supervision failed; trying again'));
      if (stopping.signal.aborted) return;
      await pTimeout(alarm.promise, { milliseconds: leaseMs / 3, message: false });
    }
  };
  following = await enter(await store.epoch());
  const supervised = supervise();

  return {
    progress,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      wake();
      await supervised;
      await leave();
    },
  };
};
