import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '#events/store/event.ts';
import { isTransient, LeaseLost } from './failure.ts';
import type { LogEntry } from './feed.ts';
import { type Held, moveCheckpoint } from './leases.ts';
import type { Process, ProcessTools } from './process.ts';
import { type Surroundings, Unhandled, type Work } from './run.ts';

/** A reaction that fails is tried this often, with growing pauses, before it pauses the process. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;
/** How often a process that waits for an event's time looks at the clock. */
const CLOCK_MS = 200;

/** How a process handles events: react to one after the other, and move the checkpoint after each. */
export const processWork = (
  { db, leaseMs, log }: Surroundings,
  held: Held,
  process: Process,
  { tools, clock, signal, skipped }: { tools: ProcessTools; clock: () => string; signal: AbortSignal; skipped: ReadonlySet<Position> },
): Work => {
  const react = async (entry: LogEntry): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await process.react(entry.event(), tools);
      } catch (error) {
        if (isTransient(error)) throw error;
        if (attempt === ATTEMPTS) throw new Unhandled(entry, error);
        log.warn({ process: process.name, position: entry.recorded.position, attempt }, 'A reaction failed; trying again');
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal });
      }
    }
  };

  const itsTime = async (entry: LogEntry): Promise<void> => {
    const due = Date.parse(entry.recorded.recordedAt) + (process.delayMs ?? 0);
    for (let left = due - Date.parse(clock()); left > 0; left = due - Date.parse(clock())) {
      await sleep(Math.min(left, CLOCK_MS), undefined, { signal });
    }
  };

  const handle = async (entries: readonly LogEntry[], to: Position): Promise<void> => {
    for (const entry of entries) {
      if (process.delayMs) await itsTime(entry);
      if (signal.aborted) throw new LeaseLost(`${process.name} is stopping`);
      await react(entry);
      await moved(entry.recorded.position, entry.recorded.recordedAt);
    }
    if (to > held.position) await moved(to, undefined);
  };
  const moved = async (to: Position, recordedAt: string | undefined): Promise<void> => {
    await moveCheckpoint(db, held, leaseMs, to, recordedAt);
    held.position = to;
  };

  return { held, types: new Set(process.on), skipped, handle };
};
