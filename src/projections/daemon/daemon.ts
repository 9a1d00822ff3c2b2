import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import pTimeout from 'p-timeout';
import type { Pool } from 'pg';
import type { AnyEvent } from '#events/all.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { isTransient } from '#events/store/retry.ts';
import { checkpointWriter } from './checkpoints.ts';
import { carryOutControls, type Decode, findOtherEpochs, findSeenBehindEnd, followHistory, skippedEvents } from './controls.ts';
import { describeFailure, LeaseLost } from './failure.ts';
import { type Feed, openFeed } from './feed.ts';
import { foldedTables } from './fold.ts';
import { dropRetired, prepare, register } from './generations.ts';
import { claim, type Known, type Lease, leaseName, pauseAt, release, renew, terminateStalled } from './leases.ts';
import type { Process } from './process.ts';
import { findPosition, processWork } from './processWork.ts';
import type { Projection } from './projection.ts';
import { projectionWork } from './projectionWork.ts';
import { follow, type Log, type RunContext } from './run.ts';
import { createProgress, type Progress } from './status.ts';

export type DaemonOptions<Tools = unknown> = {
  /** Pool of role motcua_projector on the read database, with some more connections than batches at a time. */
  db: Pool;
  store: EventStore;
  decode: Decode;
  projections: readonly Projection[];
  processes: readonly Process<AnyEvent['type'], Tools>[];
  processTools: Tools;
  log: Log;
  /**
   * Answers now as a UTC instant with milliseconds, for delays of processes. The database's clock by default, because
   * events are recorded by a database's clock, and this process's clock may be wrong.
   */
  clock?: () => string;
  /** Shown in the status; host and process by default. */
  owner?: string;
  /** A worker that does not renew its leases for this many milliseconds loses them. */
  leaseMs?: number;
  /** Events written in one transaction, far from the end of the log; 16 000 by default. */
  batchSize?: number;
};

export type Daemon = AsyncDisposable & {
  /** Positions of this process's own projections, for `waitForPosition`. */
  progress: Progress;
};

/** A process has one version for ever: its name identifies its checkpoint. */
const PROCESS_VERSION = 1;
/** Events of a page: enough for the cost of its query to be small per event, few enough to be freed soon. */
const PAGE_SIZE = 2000;
/** How long a stop waits for batches and reactions under way; their leases then run out by themselves. */
const STOP_MS = 10_000;

/**
 * Runs projections and processes: takes free leases, renews them, and releases them on disposal. Any number of daemons
 * may run on the same databases. Each projection is run by one of them at a time, and by another within about `leaseMs`
 * when that one dies. A projection of another history of the log than the store's (which was moved, or restored) is not
 * changed until an operator decides.
 */
export const startDaemon = async <Tools>(options: DaemonOptions<Tools>): Promise<Daemon> => {
  const { db, store, decode, projections, processes, log, leaseMs = 5_000, batchSize = 16_000 } = options;
  const owner = `${options.owner ?? `${hostname()} ${process.pid}`} ${randomBytes(3).toString('hex')}`;
  const stopping = new AbortController();
  const progress = createProgress();
  const context: RunContext = {
    db,
    leaseMs,
    log,
    batchSize,
    writeCheckpoint: checkpointWriter(db, leaseMs),
    onProgress: progress.report,
  };
  const known: Known[] = [
    ...projections.map(({ name, version }) => ({ kind: 'projection' as const, name, version })),
    ...processes.map(({ name }) => ({ kind: 'process' as const, name, version: PROCESS_VERSION })),
  ];
  const runs = new Map<string, { lease: Lease; abort: AbortController; ended: Promise<void> }>();

  /** The history of the log that is followed here, while one is. */
  let following: { epoch: string; feed: Feed } | undefined;

  // Names whose operators' events are yet to be carried out.
  const controls = new Set<string>();
  let wakeUp = Promise.withResolvers<void>();

  /** Starts following this history of the log; undefined while living workers follow another one. */
  const startFollowing = async (epoch: string): Promise<typeof following> => {
    if (!(await followHistory(db, store, epoch))) {
      log.error({ epoch }, 'Other workers follow another history of the log; nothing is done here before they stop');
      return undefined;
    }
    const behind = await findSeenBehindEnd(db, store, epoch);
    if (behind) {
      log.error(
        { epoch, ...behind },
        'The read models have seen more than the log holds: it was restored; nothing is done here before a new epoch begins (docs/operations.md, Restore)',
      );
      return undefined;
    }
    for (const one of known) await register(db, one, epoch);
    for (const { name } of projections) await dropRetired(db, name).catch(() => {});
    for (const { name, reason } of await findOtherEpochs(db, epoch)) log.error({ projection: name, reason }, 'Projection stands still');
    // All names, because operators may have decided while no daemon ran.
    for (const { name } of known) controls.add(name);
    const feed = await openFeed({
      store,
      decode,
      pageSize: Math.min(PAGE_SIZE, Math.ceil(batchSize / 4)),
      onControl: (name) => {
        if (!known.some((one) => one.name === name)) return;
        controls.add(name);
        wakeUp.resolve();
      },
      onError: (error) => log.warn({ reason: describeFailure(error) }, 'Following the log was interrupted; trying again'),
    });
    return { epoch, feed };
  };

  /** Stops these runs and waits for what they have under way. */
  const stop = async (stopped: readonly { abort: AbortController; ended: Promise<void> }[]): Promise<void> => {
    for (const { abort } of stopped) abort.abort();
    await pTimeout(Promise.all(stopped.map(({ ended }) => ended)), { milliseconds: STOP_MS, message: false });
  };

  /** Stops all runs of this daemon, then the feed. Processes first: a reaction may wait for what a read model has seen. */
  const stopFollowing = async (): Promise<void> => {
    const reacts = ({ lease }: { lease: Lease }) => processes.some(({ name }) => name === lease.name);
    const all = [...runs.values()];
    await stop(all.filter(reacts));
    await stop(all.filter((run) => !reacts(run)));
    await following?.feed[Symbol.asyncDispose]();
    following = undefined;
  };

  const run = async (lease: Lease, feed: Feed, signal: AbortSignal): Promise<void> => {
    // Read after the lease was taken: a later skip takes the lease away first.
    const skipped = await skippedEvents(store, decode, lease.name);
    const projection = projections.find(({ name }) => name === lease.name);
    if (projection) {
      const tables = foldedTables(projection);
      Object.assign(lease, await prepare(db, lease, tables));
      const work = projectionWork(context, lease, tables, skipped);
      return follow(context, work, feed.reader(work.types, signal), signal);
    }
    const reacting = processes.find(({ name }) => name === lease.name);
    if (!reacting) return;
    await findPosition(context, lease, store, signal);
    const work = processWork(context, lease, reacting, { tools: options.processTools, clock: options.clock, signal, skipped });
    return follow(context, work, feed.reader(work.types, signal), signal);
  };

  const start = (lease: Lease, feed: Feed): void => {
    const abort = new AbortController();
    log.info({ projection: lease.name, version: lease.version, generation: lease.generation, position: lease.position }, 'Lease taken');
    const ended = run(lease, feed, abort.signal)
      .catch(async (error: unknown) => {
        if (error instanceof LeaseLost) return;
        const reason = describeFailure(error);
        const isPassing = isTransient(error);
        log[isPassing ? 'warn' : 'error']({ projection: lease.name, reason, transient: isPassing }, 'Projection could not begin');
        if (!isPassing) await pauseAt(db, lease, undefined, reason).catch(() => {});
      })
      .then(() => {
        abort.abort();
        runs.delete(leaseName(lease));
        progress.forget(lease.name, lease.generation);
        // Has no effect unless this worker still holds the lease: then the next round, or another daemon, may take it.
        return release(db, lease).catch(() => {});
      });
    runs.set(leaseName(lease), { lease, abort, ended });
  };

  /** Renews leases, stops runs whose lease was lost, carries out operators' decisions and takes free leases. */
  const round = async (): Promise<void> => {
    const heldNow = await renew(db, owner, leaseMs);
    for (const [name, { abort }] of runs) if (!heldNow.has(name)) abort.abort();
    const epoch = await store.epoch();
    if (following?.epoch !== epoch || !(await followHistory(db, store, epoch))) {
      await stopFollowing();
      following = await startFollowing(epoch);
      if (!following) return;
    }
    for (const name of Array.from(controls)) {
      controls.delete(name);
      await carryOutControls(db, store, decode, name, epoch).catch((error: unknown) => {
        controls.add(name);
        log.warn({ projection: name, reason: describeFailure(error) }, "An operator's decision could not be carried out yet");
      });
    }
    await terminateStalled(db);
    for (const lease of await claim(db, owner, leaseMs, known, epoch)) start(lease, following.feed);
  };

  const supervise = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      wakeUp = Promise.withResolvers<void>();
      await round().catch((error: unknown) => log.warn({ reason: describeFailure(error) }, 'Supervision failed; trying again'));
      if (stopping.signal.aborted) return;
      await pTimeout(wakeUp.promise, { milliseconds: leaseMs / 3, message: false });
    }
  };
  following = await startFollowing(await store.epoch());
  const supervised = supervise();

  return {
    progress,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      wakeUp.resolve();
      await supervised;
      await stopFollowing();
    },
  };
};
