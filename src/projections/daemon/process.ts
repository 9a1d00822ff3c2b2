import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';

/** What a process may use: commands, and the deletion of personal keys. Both bear repetition. */
export type ProcessTools = {
  /**
   * Executes a command as `system`; its event ids derive from the causing event, so a second delivery changes nothing. A `Rejection` reaches the process.
   * `which` tells commands of one name apart that one event causes; `at` is when the act happened, where that is not now.
   */
  execute: (command: string, input: unknown, because: Recorded<AnyEvent>, of?: { which?: string; at?: string }) => Promise<void>;
  /** A stream's events so far, in order; empty when there is none. */
  read: (stream: string) => Promise<readonly Recorded<AnyEvent>[]>;
  /** Deletes the key of a stream's personal data. */
  eraseKey: (stream: string) => Promise<void>;
};

/** "What when": reacts to events with commands or with acts outside. Delivered at least once, in order (of its lane, where there are some); must be idempotent. `Tools`: what it is given. */
export type Process<T extends AnyEvent['type'] = AnyEvent['type'], Tools extends ProcessTools = ProcessTools> = {
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

export const defineProcess = <const T extends AnyEvent['type'], Tools extends ProcessTools = ProcessTools>(
  process: Process<T, Tools>,
): Process<AnyEvent['type'], Tools> => process as unknown as Process<AnyEvent['type'], Tools>;
