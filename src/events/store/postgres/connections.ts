import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { type Backoff, backoffMs, isTransient, pause } from '#events/store/retry.ts';

/** What measures a store. */
export type StoreWatch = {
  /** Called after every group of appends committed together, with their number. */
  groupCommitted: (appends: number) => void;
  watchPool: (name: string, pool: pg.Pool) => void;
};

/**
 * Settings of every connection. Every wait has a time limit, and times are given in UTC. A commit is on disk before
 * anybody sees it, whatever the server's own setting: an event that a reader was given survives a crash, and its
 * position is never drawn again. Plans use indexes only, because a connection keeps its plans while the log grows.
 */
export const connectionSettings = (url: string, name: string, timeoutMs: number): pg.ClientConfig => ({
  connectionString: url,
  application_name: `motcua ${name}`,
  keepAlive: true,
  connectionTimeoutMillis: timeoutMs,
  statement_timeout: timeoutMs,
  // An append locks a stream no longer than its commit takes.
  lock_timeout: Math.ceil(timeoutMs / 5),
  idle_in_transaction_session_timeout: timeoutMs,
  // Longer than the server's own limit: it ends the wait for a server or a network that does not answer at all.
  query_timeout: timeoutMs + 500,
  options:
    '-c timezone=UTC -c datestyle=ISO -c default_transaction_isolation=read\\ committed -c synchronous_commit=on -c enable_seqscan=off -c enable_bitmapscan=off',
});

/** A pool that replaces broken connections: their errors never reach the process. */
export const openPool = (url: string, name: string, timeoutMs: number, max: number): pg.Pool => {
  const pool = new pg.Pool({ ...connectionSettings(url, name, timeoutMs), max, idleTimeoutMillis: 0 });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
};

/** The server refused the statement, which had no effect. A server that panics may have committed it. */
export const isRefusal = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity !== 'PANIC' && !/^(08|57P)/.test(error.code ?? '08');

/** An event's id is in the log already. */
export const isKnownId = (error: unknown): boolean => error instanceof pg.DatabaseError && error.constraint === 'events_id';

/** The statement may succeed later. What is no answer of the server is a connection that failed: the driver threw. */
export const mayRetry = (error: unknown): boolean => !(error instanceof pg.DatabaseError) || isTransient(error);

/** SQLSTATE or system code of a driver's error: message and details may hold stored values and are never repeated. */
export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

/** Why the log does not answer: the code, with words where an operator has to act. */
export const reasonOf = (error: unknown): string => (codeOf(error) === '53100' ? 'its disk is full, 53100' : codeOf(error));

/** Waits between attempts at the same statement. */
export const RETRY_MS: Backoff = { first: 10, most: 500 };

/**
 * Attempts a statement, which must bear repetition, until it succeeds. Throws the error of one that the server refuses
 * for good, and `StoreUnavailable` after `timeoutMs` milliseconds or when the pool is closed.
 */
export const retryTransient = async <T>(pool: pg.Pool, timeoutMs: number, attempt: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (pool.ending) throw new StoreUnavailable('the store is closed');
      if (!mayRetry(error)) throw error;
      const waitMs = backoffMs(failures, RETRY_MS);
      if (performance.now() + waitMs >= deadline)
        throw new StoreUnavailable(`the log did not answer within ${timeoutMs} ms (${reasonOf(error)})`);
      await pause(waitMs);
    }
  }
};
