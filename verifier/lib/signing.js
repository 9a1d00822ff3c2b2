// Keys that sign notes, as text in the form of Go's sumdb/note: PRIVATE+KEY+<name>+<id>+<type and seed in base 64>.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { concat, fromBase64, toBase64, utf8 } from './bytes.js';
import { COSIGNATURE, cosignedMessage, ED25519, isKeyName, keyId, verifierKeyText } from './note.js';

/** A key that signs notes under its name. @typedef {{ name: string, id: string, type: number, verifier: string, privateKey: import('node:crypto').KeyObject }} SigningKey */

/** A text that is no signing key. Never quotes it. */
export class InvalidSigningKey extends Error {
  name = 'InvalidSigningKey';
}

const PREFIX = 'PRIVATE+KEY+';
/** What PKCS #8 writes before the 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** @param {string} name @param {number} type @param {Uint8Array} seed @returns {SigningKey} */
const keyOf = (name, type, seed) => {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = fromBase64(Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64'));
  return { name, type, privateKey, id: keyId(name, type, publicKey), verifier: verifierKeyText(name, type, publicKey) };
};

/**
 * A fresh key: the text to be kept secret, and the one that whoever verifies is given. Throws `InvalidSigningKey` for a
 * name that is none. `type`: of a log's key, or of a witness's.
 * @param {string} name @param {typeof ED25519 | typeof COSIGNATURE} type
 */
export const newSigningKey = (name, type = ED25519) => {
  if (!isKeyName(name)) throw new InvalidSigningKey('The name of a key is not empty, and has neither spaces nor plus signs.');
  const seed = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-SEED_BYTES);
  const { id, verifier } = keyOf(name, type, seed);
  return { secret: `${PREFIX}${name}+${id}+${toBase64(concat(Uint8Array.of(type), seed))}`, verifier };
};

/** Reads a key of this type. Throws `InvalidSigningKey`. @param {string} text @param {typeof ED25519 | typeof COSIGNATURE} type */
export const parseSigningKey = (text, type = ED25519) => {
  const [, name = '', id = '', encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!isKeyName(name) || bytes.length !== 1 + SEED_BYTES || bytes[0] !== type)
    throw new InvalidSigningKey(
      'A signing key is PRIVATE+KEY+<name>+<id>+<key>, and of the kind that is asked for: of a log or of a witness.',
    );
  const key = keyOf(name, type, bytes.subarray(1));
  if (key.id !== id) throw new InvalidSigningKey(`The id of the key ${name} is not its own.`);
  return key;
};

/** The line, with its newline, that a key adds to a note; a witness's says when, in seconds since 1970. @param {SigningKey} key @param {string} text @param {number} time */
export const signatureLine = ({ name, id, type, privateKey }, text, time = Math.floor(Date.now() / 1000)) => {
  const own = Buffer.from(id, 'hex');
  if (type !== COSIGNATURE) return `— ${name} ${Buffer.concat([own, sign(null, utf8(text), privateKey)]).toString('base64')}\n`;
  const at = Buffer.alloc(8);
  at.writeBigUInt64BE(BigInt(time));
  return `— ${name} ${Buffer.concat([own, at, sign(null, cosignedMessage(text, time), privateKey)]).toString('base64')}\n`;
};

/** Signs a text that ends in a newline: the note, with a line of each key. @param {readonly SigningKey[]} keys @param {string} text */
export const signedNote = (keys, text) => `${text}\n${keys.map((key) => signatureLine(key, text)).join('')}`;
