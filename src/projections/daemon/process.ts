import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';

/** "What when": reacts to events with commands or with acts outside. Delivered at least once, in order (of its lane, where there are some); must be idempotent. `Tools`: what it is given. */
export type Process<T extends AnyEvent['type'] = AnyEvent['type'], Tools = unknown> = {
  /** kebab-case; keys its checkpoint for ever. */
  name: string;
  on: readonly T[];
  /** Milliseconds to let pass after an event was recorded before it is looked at; 0 by default. */
  delayMs?: number;
  /**
   * Events of different lanes may be handled side by side, those of one lane never: for a process that follows much of the log. One without a lane is handled
   * when all before it are done, and before any after it begins; without this function, every event is.
   */
  laneOf?: (event: Recorded<Extract<AnyEvent, { type: T }>>) => string | undefined;
  react: (event: Recorded<Extract<AnyEvent, { type: T }>>, tools: Tools) => Promise<void>;
};

/** A process for the list of a daemon: what type its events have, only its own `react` knows. */
export const defineProcess = <const T extends AnyEvent['type'], Tools>(process: Process<T, Tools>): Process<AnyEvent['type'], Tools> =>
  process as unknown as Process<AnyEvent['type'], Tools>;
