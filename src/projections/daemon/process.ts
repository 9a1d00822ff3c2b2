import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';

/** What a process may use: commands, and the deletion of personal keys. Both bear repetition. */
export type ProcessTools = {
  /** Executes a command as `system`; its event ids derive from the causing event, so a second delivery changes nothing. A `Rejection` reaches the process. */
  execute: (command: string, input: unknown, because: Recorded<AnyEvent>) => Promise<void>;
  /** A stream's events so far, in order; empty when there is none. */
  read: (stream: string) => Promise<readonly Recorded<AnyEvent>[]>;
  /** Deletes the key of a stream's personal data. */
  eraseKey: (stream: string) => Promise<void>;
};

/** "What when": reacts to events with commands or with acts outside. Delivered at least once, in order; must be idempotent. */
export type Process<T extends AnyEvent['type'] = AnyEvent['type']> = {
  /** kebab-case; keys its checkpoint for ever. */
  name: string;
  on: readonly T[];
  /** Milliseconds to let pass after an event was recorded before it is looked at; 0 by default. */
  delayMs?: number;
  react: (event: Recorded<Extract<AnyEvent, { type: T }>>, tools: ProcessTools) => Promise<void>;
};

export const defineProcess = <const T extends AnyEvent['type']>(process: Process<T>): Process => process as unknown as Process;
