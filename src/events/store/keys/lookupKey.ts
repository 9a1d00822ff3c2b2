import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { KeysDatabase } from './database.ts';
import { type MasterKeys, unwrapKey, type WrappedKey, wrapKey } from './masterKeys.ts';

/** What the key of the lookups is bound to when it is wrapped. */
export const LOOKUP_KEY = 'lookups';

/** The key of the keyed hashes, made on the first start. Throws `MasterKeyError` when the configured master keys are not those of this database. */
export const loadLookupKey = async (db: KeysDatabase, masterKeys: MasterKeys): Promise<KeyObject> => {
  const { wrapped, master } = wrapKey(masterKeys, LOOKUP_KEY, randomBytes(32));
  await db.query('lookup-key-make', 'insert into keys.lookup_key (wrapped, master) values ($1, $2) on conflict do nothing', [
    wrapped,
    master,
  ]);
  const [row] = await db.query<WrappedKey>('lookup-key-load', 'select wrapped, master from keys.lookup_key', []);
  if (!row) throw new Error('the key of the lookups vanished');
  return createSecretKey(unwrapKey(masterKeys, LOOKUP_KEY, row));
};
