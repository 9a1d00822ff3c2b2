import { performance } from 'node:perf_hooks';
import type { Pool } from 'pg';
import type { Position } from '#events/store/event.ts';
import { backoffMs, isTransient, pause } from '#events/store/retry.ts';
import type { Checkpoint } from './checkpoints.ts';
import { describeFailure, LeaseLost, Unhandled } from './failure.ts';
import type { LogEntry, Reader } from './feed.ts';
import { type Lease, leaseName, pauseAt } from './leases.ts';

/** Where the daemon logs; a pino logger fits. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

/** What the daemon gives to every run of a projection or process. */
export type RunContext = {
  db: Pool;
  leaseMs: number;
  log: Log;
  /** Events written in one transaction far from the end of the log. */
  batchSize: number;
  /** Writes a checkpoint, together with those of other runs. */
  writeCheckpoint: (checkpoint: Checkpoint) => Promise<void>;
  /** Called with every position up to which a generation in service has handled everything. */
  onProgress: (name: string, generation: number, position: Position) => void;
};

/** How a projection or a process handles events. `lease.position` is the last checkpoint written. */
export type Work = {
  lease: Lease;
  types: ReadonlySet<string>;
  /** Ids of events to skip. */
  skipped: ReadonlySet<string>;
  /** Handles entries of its types, in order, and writes the checkpoint `to`. Throws `Unhandled` for one it cannot. */
  handle: (entries: readonly LogEntry[], to: Position) => Promise<void>;
  /** The same far from the end of the log, where it may write later. */
  handleAhead?: (entries: readonly LogEntry[], to: Position) => Promise<void>;
  /** Writes everything that was handled ahead. */
  settle?: () => Promise<void>;
  /** Ends a write under way and forgets what was handled ahead: entries after `lease.position` come again. */
  forget?: () => Promise<void>;
  /** Called while a generation is being built, whenever all events known are handled and written. */
  onCaughtUp?: () => Promise<void>;
};

/** Shortest time between batches at the end of the log: events that come in between share a transaction. */
const LINGER_MS = 40;
/**
 * An idle checkpoint is written once the log has rested for `resting`; while it does not, every `most`, for all runs of
 * this process at the same moments, so that they share a statement.
 */
const IDLE_CHECKPOINT_MS = { resting: 50, most: 250 };
const momentAfter = (time: number): number => (Math.floor(time / IDLE_CHECKPOINT_MS.most) + 1) * IDLE_CHECKPOINT_MS.most;
/** Waits after failures in a row. */
const RETRY_MS = { first: 100, most: 5_000 };

/**
 * Runs one projection or process until the signal aborts, the lease is lost, or an event pauses it. Transient failures
 * are retried for ever, with growing waits. Any other failure is that of one event, and pauses only this projection.
 */
export const follow = async ({ db, log, writeCheckpoint, onProgress }: RunContext, work: Work, reader: Reader, signal: AbortSignal) => {
  const { lease } = work;
  const subject = { projection: lease.name, version: lease.version, generation: lease.generation };
  let seen = lease.position;
  let writtenAt = performance.now();
  let movedAt = writtenAt;
  let failures = 1;
  /** Whether entries may have been handled and not yet written. */
  let ahead = false;

  const progressed = (position: Position) => {
    if (position > seen) movedAt = performance.now();
    seen = position;
    if (lease.serving && !ahead) onProgress(lease.name, lease.generation, position);
  };

  const checkpointDueAt = () => Math.min(movedAt + IDLE_CHECKPOINT_MS.resting, momentAfter(writtenAt));

  const settle = async (): Promise<void> => {
    if (!ahead) return;
    await work.settle?.();
    ahead = false;
    writtenAt = performance.now();
    progressed(seen);
  };

  const step = async (): Promise<void> => {
    if (reader.caughtUp(seen)) await settle();
    if (work.onCaughtUp && lease.building && reader.caughtUp(seen)) {
      if (seen > lease.position) await writeCheckpoint({ lease, to: seen });
      await work.onCaughtUp();
    }
    const due = seen > lease.position ? Math.max(0, checkpointDueAt() - performance.now()) : Number.POSITIVE_INFINITY;
    const page = await reader.next(seen, due);
    const touching = page?.entries.filter(({ recorded }) => work.types.has(recorded.type) && !work.skipped.has(recorded.id));
    if (page && touching?.length) {
      if (work.handleAhead && reader.isFar(page.next)) {
        ahead = true;
        await work.handleAhead(touching, page.next);
        seen = page.next;
        return;
      }
      await settle();
      const begun = performance.now();
      await work.handle(touching, page.next);
      progressed(page.next);
      writtenAt = performance.now();
      const rest = begun + LINGER_MS - writtenAt;
      // A generation that is being built does not wait: another one is in service until it has caught up.
      if (rest > 0 && !lease.building && reader.caughtUp(seen)) await pause(rest, signal);
      return;
    }
    if (page) progressed(page.next);
    if (seen > lease.position && performance.now() >= checkpointDueAt()) {
      await settle();
      await writeCheckpoint({ lease, to: seen, recordedAt: page?.entries.at(-1)?.recorded.recordedAt });
      writtenAt = performance.now();
    }
  };

  progressed(seen);
  while (!signal.aborted) {
    try {
      await step();
      failures = 1;
    } catch (error) {
      await work.forget?.();
      ahead = false;
      if (error instanceof LeaseLost) {
        log.info(subject, 'Lease lost');
        return;
      }
      seen = lease.position;
      if (signal.aborted) break;
      if (error instanceof Unhandled) {
        const { id, position, type } = error.recorded;
        const reason = describeFailure(error.cause);
        try {
          await pauseAt(db, lease, { id, position }, `${type}: ${reason}`);
          log.error({ ...subject, eventId: id, eventType: type, position, reason }, 'Projection paused at an event it cannot handle');
          return;
        } catch (failed) {
          log.warn({ ...subject, reason: describeFailure(failed) }, 'A pause could not be recorded; trying again');
        }
      } else {
        log.warn({ ...subject, reason: describeFailure(error), transient: isTransient(error) }, 'A step failed; trying again');
      }
      await pause(backoffMs(failures++, RETRY_MS), signal);
    }
  }
  try {
    await settle();
    if (seen > lease.position) await writeCheckpoint({ lease, to: seen });
  } catch {
    log.debug(subject, `${leaseName(lease)}: last checkpoint not written`);
  }
};
