import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StoreUnavailable } from '#events/store/eventStore.ts';

/** What the home tells its operator; a pino logger fits. */
export type StoreLog = { warn: (fields: object, message: string) => void };

/** Whoever measures the home. */
export type StoreWatch = {
  /** Told of every group of appends committed together, with their number. */
  groupCommitted: (appends: number) => void;
  watchPool: (name: string, pool: pg.Pool) => void;
};

/**
 * Settings of every connection: what it waits for ends by itself, and times come as UTC.
 * Commits are on disk before anybody sees them, whatever the server's own setting: what a reader was given survives a crash,
 * and no position that was passed is drawn again after it.
 * Only plans by index, because plans are kept and the log grows under them.
 */
export const connectionSettings = (url: string, name: string, timeoutMs: number): pg.ClientConfig => ({
  connectionString: url,
  application_name: `motcua ${name}`,
  keepAlive: true,
  connectionTimeoutMillis: timeoutMs,
  statement_timeout: timeoutMs,
  // Short: no append holds a stream longer than its commit takes.
  lock_timeout: Math.ceil(timeoutMs / 5),
  idle_in_transaction_session_timeout: timeoutMs,
  // The server's own limit comes first; this one is for a server or a network that has gone silent.
  query_timeout: timeoutMs + 500,
  options:
    '-c timezone=UTC -c datestyle=ISO -c default_transaction_isolation=read\\ committed -c synchronous_commit=on -c enable_seqscan=off -c enable_bitmapscan=off',
});

/** A pool whose broken connections are replaced, never thrown at the process. */
export const openPool = (url: string, name: string, timeoutMs: number, max: number): pg.Pool => {
  const pool = new pg.Pool({ ...connectionSettings(url, name, timeoutMs), max, idleTimeoutMillis: 0 });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
};

/** The server answered: whatever was asked did not happen. A server that panics answers too, but may find the commit on its disk when it recovers. */
export const isRefusal = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity !== 'PANIC' && !/^(08|57P)/.test(error.code ?? '08');

/** An event's id is in the log already. */
export const isKnownId = (error: unknown): boolean => error instanceof pg.DatabaseError && error.constraint === 'events_id';

/**
 * Asking again may succeed: connection, deadlock, resources, locks, time-out, shutdown.
 * An id taken by an append that was still under way is known by the next time.
 */
export const isPassing = (error: unknown): boolean =>
  !(error instanceof pg.DatabaseError) ||
  error.severity === 'PANIC' ||
  isKnownId(error) ||
  /^(08|25|40|53|55|57|58)/.test(error.code ?? '08');

/** SQLSTATE or system code: all that may be repeated of a driver's error, whose details can hold stored values. */
export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

/** Why the log does not answer: the code, in words where somebody has to act. */
export const reasonOf = (error: unknown): string => (codeOf(error) === '53100' ? 'its disk is full, 53100' : codeOf(error));

/** Asks again, ever less often, until it works, fails for good, or the time is up or the pool is closed (`StoreUnavailable`). */
export const persist = async <T>(pool: pg.Pool, timeoutMs: number, attempt: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (let wait = 10; ; wait = Math.min(wait * 2, 500)) {
    try {
      return await attempt();
    } catch (error) {
      if (pool.ending) throw new StoreUnavailable('the store is closed');
      if (!isPassing(error)) throw error;
      if (performance.now() + wait >= deadline)
        throw new StoreUnavailable(`the log did not answer within ${timeoutMs} ms (${reasonOf(error)})`);
      await sleep(wait);
    }
  }
};
