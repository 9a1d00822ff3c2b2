import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { type Backoff, backoffMs, isTransient, pause } from '#events/store/retry.ts';
import type { ConnectionOptions } from './pool.ts';

/** What measures a store. */
export type StoreWatch = {
  /** Called after every group of appends committed together, with their number. */
  groupCommitted: (appends: number) => void;
  watchPool: (name: string, pool: pg.Pool) => void;
};

/**
 * Connections to the log and to the keys. A commit is on disk before anybody sees it, whatever the server's own setting: an event that
 * a reader was given survives a crash, and its position is never drawn again. An append locks a stream no longer than
 * its commit takes. Plans use indexes only, because a connection keeps its plans while the log grows.
 */
export const durableConnection = (url: string, name: string, timeoutMs: number): ConnectionOptions => ({
  url,
  name,
  timeoutMs,
  settings: {
    lock_timeout: String(Math.ceil(timeoutMs / 5)),
    default_transaction_isolation: 'read committed',
    synchronous_commit: 'on',
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
  },
});

/** The server refused the statement, which had no effect. A server that panics may have committed it. */
export const isRefusal = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity !== 'PANIC' && !/^(08|57P)/.test(error.code ?? '08');

/** An event's id is in the log already. */
export const isKnownId = (error: unknown): boolean => error instanceof pg.DatabaseError && error.constraint === 'events_id';

/** SQLSTATE or system code of a driver's error: message and details may hold stored values and are never repeated. */
export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

/** Why the log does not answer: the code, with words where an operator has to act. */
export const reasonOf = (error: unknown): string => (codeOf(error) === '53100' ? 'its disk is full, 53100' : codeOf(error));

/** Waits between attempts at the same statement. */
export const RETRY_MS: Backoff = { first: 10, most: 500 };

/** The outcome of the work, or after so many milliseconds an error, which is made only then: a stack trace takes longer than the rest. */
const within = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/**
 * Attempts a statement, which must bear repetition, until it succeeds. Throws the error of one that the server refuses
 * for good, and `StoreUnavailable` after `timeoutMs` milliseconds, of which the caller may have waited some already, or
 * when the pool is closed.
 */
export const retryTransient = async <T>(
  pool: pg.Pool,
  timeoutMs: number,
  attempt: () => Promise<T>,
  since = performance.now(),
): Promise<T> => {
  const deadline = since + timeoutMs;
  const unavailable = (reason: string) => new StoreUnavailable(`the log did not answer within ${timeoutMs} ms (${reason})`);
  let reason = 'silent';
  for (let failures = 1; ; failures++) {
    const left = deadline - performance.now();
    if (left <= 0) throw unavailable(reason);
    try {
      return await within(attempt(), left, () => unavailable(reason));
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      if (pool.ending) throw new StoreUnavailable('the store is closed');
      if (!isTransient(error)) throw error;
      reason = reasonOf(error);
      const waitMs = backoffMs(failures, RETRY_MS);
      if (performance.now() + waitMs >= deadline) throw unavailable(reason);
      await pause(waitMs);
    }
  }
};
