import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { concat, fromBase64, toBase64, utf8 } from '#verifier/bytes.js';
import { COSIGNATURE, cosignedMessage, ED25519, isKeyName, keyId, verifierKeyText } from '#verifier/note.js';

/** A key that signs notes under its name. */
export type SigningKey = { name: string; type: number; verifier: string; privateKey: KeyObject };

/** A text that is no signing key. Never quotes it. */
export class InvalidSigningKey extends Error {
  override name = 'InvalidSigningKey';
}

const PREFIX = 'PRIVATE+KEY+';
/** What PKCS #8 writes before the 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

const keyOf = (name: string, type: number, seed: Uint8Array): SigningKey & { id: string } => {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = fromBase64(Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64'));
  return { name, type, privateKey, id: keyId(name, type, publicKey), verifier: verifierKeyText(name, type, publicKey) };
};

/** A fresh key: the text to be kept secret, and the one that whoever verifies is given. `type` as in signed-note. */
export const newSigningKey = (name: string, type: typeof ED25519 | typeof COSIGNATURE = ED25519): { secret: string; verifier: string } => {
  if (!isKeyName(name)) throw new InvalidSigningKey('The name of a key is not empty, and has neither spaces nor plus signs.');
  const pkcs8 = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  const seed = pkcs8.subarray(-SEED_BYTES);
  const { id, verifier } = keyOf(name, type, seed);
  return { secret: `${PREFIX}${name}+${id}+${toBase64(concat(Uint8Array.of(type), seed))}`, verifier };
};

/** Reads `PRIVATE+KEY+<name>+<id>+<type and seed in base 64>`, as Go's `sumdb/note` writes it. Throws `InvalidSigningKey`. */
export const parseSigningKey = (text: string, type: typeof ED25519 | typeof COSIGNATURE = ED25519): SigningKey => {
  const [, name = '', id = '', encoded = ''] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (!isKeyName(name) || bytes.length !== 1 + SEED_BYTES || bytes[0] !== type)
    throw new InvalidSigningKey('expected PRIVATE+KEY+<name>+<id>+<key>, as `npm run -s seal -- key` prints it');
  const { id: own, ...key } = keyOf(name, type, bytes.subarray(1));
  if (own !== id) throw new InvalidSigningKey(`the id of the key ${name} is not its own`);
  return key;
};

/** The line that a key adds to a note; a witness's says when, in seconds since 1970. */
export const signatureLine = ({ name, type, verifier, privateKey }: SigningKey, text: string, time?: number): string => {
  const id = Buffer.from(verifier.slice(name.length + 1).split('+', 1)[0] ?? '', 'hex');
  if (type !== COSIGNATURE) return `— ${name} ${Buffer.concat([id, sign(null, utf8(text), privateKey)]).toString('base64')}\n`;
  const at = Buffer.alloc(8);
  at.writeBigUInt64BE(BigInt(time ?? Math.floor(Date.now() / 1000)));
  const signature = sign(null, cosignedMessage(text, Number(at.readBigUInt64BE())), privateKey);
  return `— ${name} ${Buffer.concat([id, at, signature]).toString('base64')}\n`;
};

/** Signs a text that ends in a newline: the note, with a line of each key. */
export const signedNote = (keys: readonly SigningKey[], text: string): string =>
  `${text}\n${keys.map((key) => signatureLine(key, text)).join('')}`;
