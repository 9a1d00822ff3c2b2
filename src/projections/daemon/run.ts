import { performance } from 'node:perf_hooks';
import type { Pool } from 'pg';
import type { Position } from '#events/store/event.ts';
import { backoffMs, isTransient, pause } from '#events/store/retry.ts';
import { describeFailure, LeaseLost } from './failure.ts';
import type { LogEntry, Reader } from './feed.ts';
import { fenceOf, type Held, moveCheckpoint, pauseAt } from './leases.ts';

/** Where the daemon writes what happened; pino's loggers fit. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

/** What a run needs of its daemon. */
export type Surroundings = {
  db: Pool;
  leaseMs: number;
  log: Log;
  /** Events written in one transaction, far from the end of the log. */
  batchSize: number;
  /** Told of every position up to which a line in service has handled everything. */
  onProgress: (name: string, generation: number, position: Position) => void;
};

/** The particular half of a run: a projection's or a process's. `held` is its own, moved on as checkpoints are written. */
export type Work = {
  held: Held;
  types: ReadonlySet<string>;
  /** Ids of events that are passed over. */
  skipped: ReadonlySet<string>;
  /** Handles entries that touch it, in order, and writes the checkpoint `to`. Throws `Unhandled` for the entry that cannot be. */
  handle: (entries: readonly LogEntry[], to: Position) => Promise<void>;
  /** The same far from the end of the log, where writing may be left for later: `held.position` says what is written. */
  handleAhead?: (entries: readonly LogEntry[], to: Position) => Promise<void>;
  /** Resolves when everything that was handled ahead is written. */
  settle?: () => Promise<void>;
  /** Lets a write under way end, and forgets what was handled ahead: everything after `held.position` will be given again. */
  forget?: () => Promise<void>;
  /** Called as long as the line is being built, when everything known has been handled and written. */
  onCaughtUp?: () => Promise<void>;
};

/** One event stands in the way. */
export class Unhandled extends Error {
  override name = 'Unhandled';
  readonly entry: LogEntry;
  constructor(entry: LogEntry, cause: unknown) {
    super('an event could not be handled', { cause });
    this.entry = entry;
  }
}

/** At the live end, batches begin no faster than this: events that come meanwhile share a transaction. */
const LINGER_MS = 40;
/** A checkpoint that moved over nothing of interest is written when the log rests for this long, and this late at most while it does not: it is many lines' only work. */
const UNTOUCHED_MS = { resting: 50, most: 250 };
/** Waits after failures in a row. */
const RETRY_MS = { first: 100, most: 5_000 };

/**
 * Follows the log for one line until the signal aborts, the lease is lost, or an event pauses it. Failures that may pass are tried again for
 * ever, with growing pauses; any other failure is one event's, and pauses this line only, at that event.
 */
export const follow = async (
  { db, leaseMs, log, onProgress }: Surroundings,
  work: Work,
  reader: Reader,
  signal: AbortSignal,
): Promise<void> => {
  const { held } = work;
  const line = { projection: held.name, version: held.version, generation: held.generation };
  let seen = held.position;
  let writtenAt = performance.now();
  let movedAt = writtenAt;
  let failures = 1;
  /** Whether something may have been handled and not written. */
  let ahead = false;

  const progressed = (position: Position) => {
    if (position > seen) movedAt = performance.now();
    seen = position;
    if (held.serving && !ahead) onProgress(held.name, held.generation, position);
  };

  const untouchedUntil = () => Math.min(movedAt + UNTOUCHED_MS.resting, writtenAt + UNTOUCHED_MS.most);

  const settle = async (): Promise<void> => {
    if (!ahead) return;
    await work.settle?.();
    ahead = false;
    writtenAt = performance.now();
    progressed(seen);
  };

  const step = async (): Promise<void> => {
    if (reader.caughtUp(seen)) await settle();
    if (work.onCaughtUp && held.building && reader.caughtUp(seen)) {
      if (seen > held.position) await checkpoint(db, held, leaseMs, seen);
      await work.onCaughtUp();
    }
    const due = seen > held.position ? Math.max(0, untouchedUntil() - performance.now()) : Number.POSITIVE_INFINITY;
    const stretch = await reader.next(seen, due);
    const touching = stretch?.entries.filter(({ recorded }) => work.types.has(recorded.type) && !work.skipped.has(recorded.id));
    if (stretch && touching?.length) {
      if (work.handleAhead && reader.isFar(stretch.next)) {
        ahead = true;
        await work.handleAhead(touching, stretch.next);
        seen = stretch.next;
        return;
      }
      await settle();
      const begun = performance.now();
      await work.handle(touching, stretch.next);
      progressed(stretch.next);
      writtenAt = performance.now();
      const rest = begun + LINGER_MS - writtenAt;
      // A line that is being built has one to overtake.
      if (rest > 0 && !held.building && reader.caughtUp(seen)) await pause(rest, signal);
      return;
    }
    if (stretch) progressed(stretch.next);
    if (seen > held.position && performance.now() >= untouchedUntil()) {
      await settle();
      await checkpoint(db, held, leaseMs, seen, stretch?.entries.at(-1)?.recorded.recordedAt);
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
        log.info(line, 'Lease lost');
        return;
      }
      seen = held.position;
      if (signal.aborted) break;
      if (error instanceof Unhandled) {
        const { id, position, type } = error.entry.recorded;
        const reason = describeFailure(error.cause);
        try {
          await pauseAt(db, held, { id, position }, `${type}: ${reason}`);
          log.error({ ...line, eventId: id, eventType: type, position, reason }, 'Projection paused at an event it cannot handle');
          return;
        } catch (failed) {
          log.warn({ ...line, reason: describeFailure(failed) }, 'A pause could not be recorded; trying again');
        }
      } else {
        log.warn({ ...line, reason: describeFailure(error), transient: isTransient(error) }, 'A step failed; trying again');
      }
      await pause(backoffMs(failures++, RETRY_MS), signal);
    }
  }
  try {
    await settle();
    if (seen > held.position) await checkpoint(db, held, leaseMs, seen);
  } catch {
    log.debug(line, `${fenceOf(held)}: last checkpoint not written`);
  }
};

const checkpoint = async (db: Pool, held: Held, leaseMs: number, to: Position, recordedAt?: string): Promise<void> => {
  await moveCheckpoint(db, held, leaseMs, to, recordedAt);
  held.position = to;
};
