import type pg from 'pg';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { openPool, retryTransient } from '#events/store/postgres/connections.ts';

/** The database of the keys, through the role `motcua_keys`. */
export type KeysDatabase = {
  /**
   * Rows of one statement, which is a transaction of its own and must bear repetition: it is asked again until it was answered.
   * `name` keeps it prepared. Throws `StoreUnavailable` when the database cannot be reached in time.
   */
  query: <R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) => Promise<R[]>;
  close: () => Promise<void>;
};

export const connectKeysDatabase = (url: string, { connections, timeoutMs }: { connections: number; timeoutMs: number }): KeysDatabase => {
  // Half, so that a silent connection leaves time to ask again on another one.
  const pool = openPool(url, 'keys', Math.ceil(timeoutMs / 2), connections);
  return {
    async query<R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<R[]> {
      try {
        return (await retryTransient(pool, timeoutMs, () => pool.query<R>({ name, text, values: [...values] }))).rows;
      } catch (error) {
        if (error instanceof StoreUnavailable) throw new StoreUnavailable('the keys of personal data cannot be reached', { cause: error });
        throw error;
      }
    },
    close: () => pool.end(),
  };
};
