import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from './eventStore.ts';

/** Bounds of the waits between attempts, in milliseconds. */
export type Backoff = { first: number; most: number };

/** Milliseconds to wait after this many failures in a row (from 1): each wait is twice the one before, up to `most`. */
export const backoffMs = (failures: number, { first, most }: Backoff): number => Math.min(first * 2 ** (failures - 1), most);

/** Waits `ms` milliseconds, or until the signal aborts. Never rejects. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});

/**
 * Runs `round` until disposed, and pauses `everyMs` milliseconds after each one that does not answer "more". A round
 * must handle its own failures. Disposal ends a pause at once and waits for the round under way, whose signal aborts.
 */
export const repeatEvery = (everyMs: number, round: (signal: AbortSignal) => Promise<'more' | undefined>): AsyncDisposable => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const repeat = async (): Promise<void> => {
    while (!signal.aborted) if ((await round(signal)) !== 'more') await pause(everyMs, signal);
  };
  const repeating = repeat();
  return {
    [Symbol.asyncDispose]: () => {
      stopping.abort();
      return repeating;
    },
  };
};

// SQLSTATE classes and codes: connection 08, rollback by the server 40, resources 53, object in use or locked 55,
// operator 57, system 58, a server that is read-only for now 25006, a session ended for its silence 25P03 and 25P04.
const transientStates = /^(?:08|40|53|55|57|58)...$|^25(?:006|P03|P04)$/;
// Codes of sockets, of looking names up, of TLS, and of Node where a socket ended during a write.
const networkCodes =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EPROTO|ENOTCONN|ENOTFOUND|EAI_(?:AGAIN|FAIL)|E(?:HOST|NET)(?:UNREACH|DOWN)|ENETRESET|ERR_STREAM_(?:DESTROYED|WRITE_AFTER_END|PREMATURE_CLOSE)|ERR_SOCKET_CLOSED)$/;
// The driver of PostgreSQL reports a broken connection, and one that is out of step after a break, by its message only.
const connectionMessages =
  /^(?:Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Received unexpected \w+ message from backend|Cannot use a pool after calling end)/;

/**
 * Whether the same request may succeed later: the log, a database or the network failed, not what was asked of it. The
 * one list of such failures: workers retry by it, stores repeat by it, and HTTP answers 503.
 */
export const isTransient = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // A server that panics restarts.
  if (severity === 'PANIC') return true;
  if (typeof code === 'string') return networkCodes.test(code) || transientStates.test(code);
  return connectionMessages.test(error.message);
};
