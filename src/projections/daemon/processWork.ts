import { performance } from 'node:perf_hooks';
import pMap from 'p-map';
import type { Pool } from 'pg';
import type { AnyEvent } from '#events/all.ts';
import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { backoffMs, isTransient, pause } from '#events/store/retry.ts';
import { LeaseLost } from './failure.ts';
import type { LogEntry } from './feed.ts';
import { type Held, moveCheckpoint } from './leases.ts';
import type { Process } from './process.ts';
import { type Surroundings, Unhandled, type Work } from './run.ts';

/** A reaction that fails is tried this often, with growing pauses, before it pauses the process. */
const ATTEMPTS = 5;
const RETRY_MS = { first: 200, most: 5_000 };
/** Lanes of a process that are handled at the same time: enough for the databases to do many things in one go, few enough to leave connections to others. */
const LANES_AT_ONCE = 8;
/** How often a process that waits for an event's time looks at the clock. */
const CLOCK_MS = 200;

/** Milliseconds since 1970 by the database's clock. */
const databaseTime = async (db: Pool): Promise<number> => {
  const { rows } = await db.query<{ now: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now');
  return rows[0]?.now ?? Number.NaN;
};

/**
 * A process that was let go on in another history of the log stands before everything, but it knows which event it handled last: all that follows is
 * still to be done. Where the log lost that event, it begins with the first one, since an act that is repeated does no harm.
 */
export const findPlace = async ({ db, leaseMs, log }: Surroundings, held: Held, store: EventStore, signal: AbortSignal): Promise<void> => {
  if (held.position !== START || held.lastEventId === null) return;
  for (let after = START; !signal.aborted; ) {
    const { events, next } = await store.readAll({ after });
    const last = events.find(({ id }) => id === held.lastEventId);
    if (last) {
      await moveCheckpoint(db, held, leaseMs, last.position, last.recordedAt);
      held.position = last.position;
      return;
    }
    if (next === after) {
      log.warn({ process: held.name }, 'The event that was handled last is not in this log; beginning with the first one');
      return;
    }
    after = next;
  }
};

/** How a process handles events: one after the other, moving the checkpoint after each; or, where it has lanes, some side by side. */
export const processWork = <Tools>(
  { db, leaseMs, log }: Surroundings,
  held: Held,
  process: Process<AnyEvent['type'], Tools>,
  { tools, clock, signal, skipped }: { tools: Tools; clock: (() => string) | undefined; signal: AbortSignal; skipped: ReadonlySet<string> },
): Work => {
  const react = async (entry: LogEntry): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await process.react(entry.event(), tools);
      } catch (error) {
        if (isTransient(error)) throw error;
        if (attempt === ATTEMPTS) throw new Unhandled(entry, error);
        log.warn({ process: process.name, position: entry.recorded.position, attempt }, 'A reaction failed; trying again');
        await pause(backoffMs(attempt, RETRY_MS), signal);
        signal.throwIfAborted();
      }
    }
  };

  /** One that cannot be decoded has none: reacting to it will say so. */
  const laneOf = (entry: LogEntry): string | undefined => {
    try {
      return process.laneOf?.(entry.event());
    } catch {
      return undefined;
    }
  };

  const now = async (): Promise<number> => (clock ? Date.parse(clock()) : databaseTime(db));

  const itsTime = async (entry: LogEntry, delayMs: number): Promise<void> => {
    const due = Date.parse(entry.recorded.recordedAt) + delayMs;
    // A clock that was set back behind the event keeps nobody waiting for longer than the delay itself.
    const atLast = performance.now() + delayMs;
    for (;;) {
      const left = Math.min(due - (await now()), atLast - performance.now());
      if (left <= 0) return;
      await pause(Math.min(left, CLOCK_MS), signal);
      signal.throwIfAborted();
    }
  };

  const handleOne = async (entry: LogEntry): Promise<void> => {
    if (process.delayMs) await itsTime(entry, process.delayMs);
    if (signal.aborted) throw new LeaseLost(`${process.name} is stopping`);
    await react(entry);
  };

  /** Lanes side by side, each in order; the checkpoint goes as far as everything is done. */
  const handleGroup = async (group: readonly LogEntry[], lanes: Iterable<readonly LogEntry[]>): Promise<void> => {
    const failures = new Map<LogEntry, unknown>();
    const handleLane = async (lane: readonly LogEntry[]): Promise<void> => {
      for (const entry of lane) {
        try {
          await handleOne(entry);
        } catch (error) {
          failures.set(entry, error);
          return;
        }
      }
    };
    await pMap(lanes, handleLane, { concurrency: LANES_AT_ONCE });
    const failedAt = group.findIndex((entry) => failures.has(entry));
    const last = failedAt < 0 ? group.at(-1) : group[failedAt - 1];
    if (last) await moved(last.recorded.position, last.recorded);
    if (failedAt >= 0) throw failures.get(group[failedAt] as LogEntry);
  };

  const handle = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    let group: LogEntry[] = [];
    let lanes = new Map<string, LogEntry[]>();
    const handleGathered = async (): Promise<void> => {
      await handleGroup(group, lanes.values());
      group = [];
      lanes = new Map();
    };
    for (const entry of entries) {
      const lane = laneOf(entry);
      if (lane === undefined) {
        await handleGathered();
        await handleGroup([entry], [[entry]]);
        continue;
      }
      group.push(entry);
      lanes.set(lane, [...(lanes.get(lane) ?? []), entry]);
    }
    await handleGathered();
    if (to > held.position) await moved(to, undefined);
  };
  const moved = async (to: Position, last: RecordedEvent | undefined): Promise<void> => {
    await moveCheckpoint(db, held, leaseMs, to, last?.recordedAt, last?.id);
    held.position = to;
  };

  return { held, types: new Set(process.on), skipped, handle };
};
