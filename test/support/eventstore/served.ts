import type { Metadata, ServerDuplexStream, ServerWritableStream } from '@grpc/grpc-js';
import type { Refusal } from './errors.ts';
import type { Fault, Faults, Method } from './faults.ts';
import type { Log } from './log.ts';

/** A call, whatever its kind. */
export type Call = { getPeer(): string; metadata: Metadata };
/** A call that stays open. */
// biome-ignore lint/suspicious/noExplicitAny: messages of any kind.
export type OpenCall = ServerWritableStream<any, any> | ServerDuplexStream<any, any>;

/** What the methods share: the log, the faults to come, and who is connected. */
export type Served = {
  log: Log;
  faults: Faults;
  /** Why the caller may not do that, when credentials are asked for. */
  refusal(call: Call): Refusal | undefined;
  /** Destroys the connection of a call. */
  kill(call: Call): void;
  /** Takes note of a call that stays open, so that a fault can strike it there. */
  opened(method: Method, call: OpenCall): void;
  /** Whether a call was made to say nothing more. */
  isMute(call: OpenCall): boolean;
  /** Does to an open call what a fault says. */
  strike(call: OpenCall, fault: Fault): void;
  /** Lets a fault strike a call that owes one answer: nothing, silence, or what to answer instead. */
  struck(method: Method, call: Call): Promise<Refusal | 'silent' | undefined>;
};
