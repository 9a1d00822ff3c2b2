import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';

/** Keys that wrap keys: `current` names the one for new keys; `known` holds it and those that still wrap older keys. */
export type MasterKeys = { current: string; known: ReadonlyMap<string, KeyObject> };

/** A stored key, encrypted by the master key of this id. */
export type WrappedKey = { wrapped: Buffer; master: string };

/** Reads `id:base64` and a comma-separated list of further ones. Throws with the reason; never quotes a key. */
export const parseMasterKeys = (current: string, previous = ''): MasterKeys => {
  const known = new Map<string, KeyObject>();
  const add = (entry: string, where: string) => {
    const [id = '', base64 = ''] = entry.trim().split(':', 2);
    if (!/^[\w.-]{1,64}$/.test(id)) throw new MasterKeyError(`${where} is not of the form id:base64`);
    const key = Buffer.from(base64, 'base64');
    if (key.length !== 32) throw new MasterKeyError(`${where}: the key "${id}" is not 32 bytes in base64`);
    if (known.has(id)) throw new MasterKeyError(`${where}: there are two keys "${id}"`);
    known.set(id, createSecretKey(key));
    return id;
  };
  const id = add(current, 'MASTER_KEY');
  for (const entry of previous.split(',').filter((part) => part.trim() !== '')) add(entry, 'MASTER_KEYS_PREVIOUS');
  return { current: id, known };
};

/** A fresh master key as `id:base64`; the id tells the day it was made. */
export const newMasterKey = (today: string): string => `${today}-${randomBytes(3).toString('hex')}:${randomBytes(32).toString('base64')}`;

/** Wraps a key under the current master key, bound to what it is the key of. */
export const wrapKey = ({ current, known }: MasterKeys, subject: string, key: Buffer): WrappedKey => ({
  wrapped: encrypt(masterKey(known, current), key, bound(subject)),
  master: current,
});

/** Unwraps a key; throws `MasterKeyError` when its master key is not known or not the right one. */
export const unwrapKey = ({ known }: MasterKeys, subject: string, { wrapped, master }: WrappedKey): Buffer => {
  const key = masterKey(known, master);
  try {
    return decrypt(key, wrapped, bound(subject));
  } catch {
    throw new MasterKeyError(`the key of ${subject} cannot be unwrapped by the master key "${master}": it is another one of that name`);
  }
};

const bound = (subject: string): string => JSON.stringify(['key', subject]);

const masterKey = (known: MasterKeys['known'], id: string): KeyObject => {
  const key = known.get(id);
  if (!key) throw new MasterKeyError(`the master key "${id}" is not among MASTER_KEY and MASTER_KEYS_PREVIOUS`);
  return key;
};

/** The master keys of the configuration are not well-formed, or do not fit the stored keys. */
export class MasterKeyError extends Error {
  override name = 'MasterKeyError';
}
