import pg from 'pg';
import { StoreUnavailable } from '#events/store/eventStore.ts';

/** The database of the keys, through the role `motcua_keys`. */
export type KeysDatabase = {
  /** Rows of one statement, which is a transaction of its own; `name` keeps it prepared. Throws `StoreUnavailable` when the database cannot be reached in time. */
  query: <R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) => Promise<R[]>;
  close: () => Promise<void>;
};

export type KeysLog = { warn: (fields: object, message: string) => void };

export const connectKeysDatabase = (url: string, connections: number, log?: KeysLog): KeysDatabase => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'motcua keys',
    max: connections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
  });
  pool.on('error', (error) => log?.warn({ reason: error.message }, 'connection to the keys was lost'));
  return {
    async query(name, text, values) {
      try {
        return (await pool.query({ name, text, values: [...values] })).rows;
      } catch (error) {
        if (isRefusal(error)) throw error;
        throw new StoreUnavailable('the keys of personal data cannot be reached', { cause: error });
      }
    },
    close: () => pool.end(),
  };
};

/** SQLSTATE classes 08, 53 and 57 speak of connection, resources and shutdown: the same statement may succeed later. */
const isRefusal = (error: unknown): boolean => error instanceof pg.DatabaseError && !/^(08|53|57)/.test(error.code ?? '');
