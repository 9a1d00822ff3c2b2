import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import type { Sealed } from '#events/store/personal.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Random bytes for so many values at a time, each of which is taken once: the call costs more than the bytes. */
const ivs = Buffer.alloc(256 * IV_BYTES);
let taken = ivs.length;
const nextIv = (): Buffer => {
  if (taken === ivs.length) {
    randomFillSync(ivs);
    taken = 0;
  }
  const iv = Buffer.from(ivs.subarray(taken, taken + IV_BYTES));
  taken += IV_BYTES;
  return iv;
};

/** Encrypts with AES-256-GCM; answers iv, ciphertext and tag in one. Decryption needs the same `bound` text. */
export const encrypt = (key: KeyObject, plain: Buffer, bound: string): Buffer => {
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Decrypts what `encrypt` made; throws when key, bytes or `bound` differ. */
export const decrypt = (key: KeyObject, bytes: Buffer, bound: string): Buffer => {
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new Error('too short to be a ciphertext');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
};

type Place = Omit<Sealed, 'sealed'>;
// JSON, because plain concatenation gives the same text for different places.
const boundTo = ({ stream, eventId, field }: Place): string => JSON.stringify([stream, eventId, field]);

/** Encrypts a JSON value for one place in the log; base64url. */
export const sealValue = (key: KeyObject, place: Place, value: unknown): string =>
  encrypt(key, Buffer.from(JSON.stringify(value)), boundTo(place)).toString('base64url');

/** Decrypts a value; throws `PersonalDataAltered` when it was sealed for another place or key, or altered. */
export const openValue = (key: KeyObject, value: Sealed): unknown => {
  try {
    return JSON.parse(decrypt(key, Buffer.from(value.sealed, 'base64url'), boundTo(value)).toString());
  } catch {
    throw new PersonalDataAltered(value);
  }
};

const UNSEALED = 'unsealed:';

/**
 * A value that an older version of its event kept in clear, in the form of a sealed one: readers treat it alike, masked
 * without right and purpose and forgotten after the erasure. Its bytes stand in the log as they were written.
 */
export const wrapUnsealed = (value: unknown): string => UNSEALED + Buffer.from(JSON.stringify(value)).toString('base64url');
export const isUnsealed = (sealed: string): boolean => sealed.startsWith(UNSEALED);
export const unwrapUnsealed = (sealed: string): unknown => JSON.parse(Buffer.from(sealed.slice(UNSEALED.length), 'base64url').toString());

/** A sealed value was moved from another place, or altered. */
export class PersonalDataAltered extends Error {
  override name = 'PersonalDataAltered';
  constructor({ stream, eventId, field }: Place) {
    super(`${field} of event ${eventId} in ${stream} was moved or altered`);
  }
}
