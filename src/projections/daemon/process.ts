import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';

/**
 * Reacts to events with commands or with acts outside. Events are delivered at least once, in order (within their
 * partition, where there are some): a process must be idempotent. `Tools` is what it uses.
 */
export type Process<T extends AnyEvent['type'] = AnyEvent['type'], Tools = unknown> = {
  /** kebab-case; keys its checkpoint for ever. */
  name: string;
  on: readonly T[];
  /** Milliseconds from the recording of an event to its handling; 0 by default. */
  delayMs?: number;
  /**
   * The partition of an event. Events of different partitions may be handled at the same time, those of one partition
   * never: for a process that handles much of the log. An event without a partition is handled after all before it, and
   * before all after it. Without this function, no event has one.
   */
  partitionOf?: (event: Recorded<Extract<AnyEvent, { type: T }>>) => string | undefined;
  react: (event: Recorded<Extract<AnyEvent, { type: T }>>, tools: Tools) => Promise<void>;
};

/** A process for the list of a daemon: what type its events have, only its own `react` knows. */
export const defineProcess = <const T extends AnyEvent['type'], Tools>(process: Process<T, Tools>): Process<AnyEvent['type'], Tools> =>
  process as unknown as Process<AnyEvent['type'], Tools>;
