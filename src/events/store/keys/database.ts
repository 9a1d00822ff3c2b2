import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { durableConnection, retryTransient } from '#events/store/postgres/connections.ts';
import { openPool } from '#events/store/postgres/pool.ts';
import { examinePoolerOf } from '#events/store/postgres/pooler.ts';
import { type MasterKeys, unwrapKey, type WrappedKey, wrapKey } from './masterKeys.ts';

/** The database of the keys, through the role `motcua_keys`. */
export const connectKeysDatabase = (url: string, { connections, timeoutMs }: { connections: number; timeoutMs: number }) => {
  // Half, so that a silent connection leaves time for another attempt.
  const options = durableConnection(url, 'keys', Math.ceil(timeoutMs / 2));
  const pool = openPool({ ...options, max: connections });
  /** Attempts until there is an answer. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await retryTransient(pool, timeoutMs, work);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw new StoreUnavailable('the keys of personal data cannot be reached', { cause: error });
      throw error;
    }
  };
  return {
    /** What `examinePooler` says of the way to the keys. */
    examine: () => attempt(() => examinePoolerOf(pool, { part: 'the keys (KEYS_DATABASE_URL)', session: false, options })),
    /**
     * Rows of one statement, which is a transaction of its own and must bear repetition: it is repeated until it was
     * answered. It is prepared under `name`. Throws `StoreUnavailable` when the database cannot be reached in time.
     */
    async query<R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<R[]> {
      return (await attempt(() => pool.query<R>({ name, text, values: [...values] }))).rows;
    },
    close: () => pool.end(),
  };
};
export type KeysDatabase = ReturnType<typeof connectKeysDatabase>;

/** Subject that the key of the lookups is bound to when it is wrapped. */
export const LOOKUP_KEY = 'lookups';

/** The key of the keyed hashes, made on the first start. Throws `MasterKeyError` when other master keys wrapped it. */
export const loadLookupKey = async (db: KeysDatabase, masterKeys: MasterKeys): Promise<KeyObject> => {
  const { wrapped, master } = wrapKey(masterKeys, LOOKUP_KEY, randomBytes(32));
  const make = 'insert into keys.lookup_key (wrapped, master) values ($1, $2) on conflict do nothing';
  await db.query('lookup-key-make', make, [wrapped, master]);
  const [row] = await db.query<WrappedKey>('lookup-key-load', 'select wrapped, master from keys.lookup_key', []);
  if (!row) throw new Error('the key of the lookups vanished');
  return createSecretKey(unwrapKey(masterKeys, LOOKUP_KEY, row));
};
