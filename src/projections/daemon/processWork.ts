import { performance } from 'node:perf_hooks';
import pMap from 'p-map';
import type { Pool } from 'pg';
import type { AnyEvent } from '#events/all.ts';
import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { backoffMs, isTransient, pause } from '#events/store/retry.ts';
import { LeaseLost, Unhandled } from './failure.ts';
import type { LogEntry } from './feed.ts';
import { checkpoint, type Lease } from './leases.ts';
import type { Process } from './process.ts';
import type { RunContext, Work } from './run.ts';

/** A reaction is attempted this often, with growing waits, before its failure pauses the process. */
const ATTEMPTS = 5;
const RETRY_MS = { first: 200, most: 5_000 };
/** Partitions handled at the same time: enough to ask and commit in groups, few enough to leave others their share. */
const PARTITIONS_AT_ONCE = 32;
/** Time after which a process that has more to do writes its checkpoint: it does again what it did since, were it killed. */
const CHECKPOINT_MS = 100;
/** Interval at which a process that waits until an event is due reads the clock. */
const CLOCK_MS = 200;

/** Milliseconds since 1970 by the database's clock. */
const databaseTime = async (db: Pool): Promise<number> => {
  const { rows } = await db.query<{ now: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now');
  return rows[0]?.now ?? Number.NaN;
};

/**
 * Finds the position of a process that was resumed in another history of the log, by the event it handled last. Where
 * the log lost that event, the process begins with the first one, since repeated acts do no harm.
 */
export const findPosition = async ({ db, leaseMs, log }: RunContext, lease: Lease, store: EventStore, signal: AbortSignal) => {
  if (lease.position !== START || lease.lastEventId === null) return;
  for (let after = START; !signal.aborted; ) {
    const { events, next } = await store.readAll({ after });
    const last = events.find(({ id }) => id === lease.lastEventId);
    if (last) {
      await checkpoint(db, lease, leaseMs, last.position, last.recordedAt);
      return;
    }
    if (next === after) {
      log.warn({ process: lease.name }, 'The event that was handled last is not in this log; beginning with the first one');
      return;
    }
    after = next;
  }
};

/** Handles events one by one; with partitions, several of those at the same time. */
/** The same tools, refusing once the signal aborts: a reaction of a thousand acts stops between two of them. */
const untilAborted = <Tools>(tools: Tools, signal: AbortSignal, stopping: () => Error): Tools =>
  new Proxy(tools as object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (signal.aborted) throw stopping();
        return value.apply(target, given);
      };
    },
  }) as Tools;

export const processWork = <Tools>(
  { db, log, writeCheckpoint }: RunContext,
  lease: Lease,
  process: Process<AnyEvent['type'], Tools>,
  { tools, clock, signal, skipped }: { tools: Tools; clock: (() => string) | undefined; signal: AbortSignal; skipped: ReadonlySet<string> },
): Work => {
  const stopping = () => new LeaseLost(`${process.name} is stopping`);
  const usable = untilAborted(tools, signal, stopping);
  const react = async (entry: LogEntry): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await process.react(entry.event(), usable);
      } catch (error) {
        // no failure of the event: it is delivered again
        if (signal.aborted) throw stopping();
        if (isTransient(error)) throw error;
        if (attempt === ATTEMPTS) throw new Unhandled(entry, error);
        log.warn({ process: process.name, position: entry.recorded.position, attempt }, 'A reaction failed; trying again');
        await pause(backoffMs(attempt, RETRY_MS), signal);
        signal.throwIfAborted();
      }
    }
  };

  /** An event that cannot be decoded has no partition: the reaction to it throws the error. */
  const partitionOf = (entry: LogEntry): string | undefined => {
    try {
      return process.partitionOf?.(entry.event());
    } catch {
      return undefined;
    }
  };

  const now = async (): Promise<number> => (clock ? Date.parse(clock()) : databaseTime(db));

  /** The event up to which everything is handled, where its checkpoint is yet to be written. */
  let handled: RecordedEvent | undefined;
  let writtenAt = performance.now();

  const writeHandled = async (to = handled?.position): Promise<void> => {
    if (to === undefined || to <= lease.position) return;
    await writeCheckpoint({ lease, to, recordedAt: handled?.recordedAt, eventId: handled?.id });
    handled = undefined;
    writtenAt = performance.now();
  };

  const waitUntilDue = async (entry: LogEntry, delayMs: number): Promise<void> => {
    const due = Date.parse(entry.recorded.recordedAt) + delayMs;
    // At most the delay itself, also when the clock was set back behind the event.
    const latest = performance.now() + delayMs;
    for (;;) {
      const left = Math.min(due - (await now()), latest - performance.now());
      if (left <= 0) return;
      await writeHandled();
      await pause(Math.min(left, CLOCK_MS), signal);
      signal.throwIfAborted();
    }
  };

  const handleOne = async (entry: LogEntry): Promise<void> => {
    if (process.delayMs) await waitUntilDue(entry, process.delayMs);
    if (signal.aborted) throw stopping();
    await react(entry);
  };

  /** Handles partitions at the same time, each in order; up to the first failed event, everything is handled then. */
  const handleGroup = async (group: readonly LogEntry[], partitions: Iterable<readonly LogEntry[]>): Promise<void> => {
    const failures = new Map<LogEntry, unknown>();
    const handlePartition = async (partition: readonly LogEntry[]): Promise<void> => {
      for (const entry of partition) {
        try {
          await handleOne(entry);
        } catch (error) {
          failures.set(entry, error);
          return;
        }
      }
    };
    await pMap(partitions, handlePartition, { concurrency: PARTITIONS_AT_ONCE });
    const failedAt = group.findIndex((entry) => failures.has(entry));
    handled = (failedAt < 0 ? group.at(-1) : group[failedAt - 1])?.recorded ?? handled;
    if (failedAt >= 0) throw failures.get(group[failedAt] as LogEntry);
    if (performance.now() >= writtenAt + CHECKPOINT_MS) await writeHandled();
  };

  const handle = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    let group: LogEntry[] = [];
    const handleGathered = async (): Promise<void> => {
      if (group.length === 0) return;
      await handleGroup(group, Map.groupBy(group, partitionOf).values());
      group = [];
    };
    try {
      for (const entry of entries) {
        if (partitionOf(entry) === undefined) {
          await handleGathered();
          await handleGroup([entry], [[entry]]);
        } else group.push(entry);
      }
      await handleGathered();
    } catch (error) {
      await writeHandled();
      throw error;
    }
    await writeHandled(to);
  };

  return { lease, types: new Set(process.on), skipped, handle };
};
