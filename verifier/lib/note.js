// Signed notes (c2sp.org/signed-note v1.0.0), checkpoints (c2sp.org/tlog-checkpoint v1.0.0) and cosignatures of
// witnesses (c2sp.org/tlog-cosignature v1.0.1, the Ed25519 form).
import { sha256 } from '#sha256';
import { concat, equal, fromBase64, hasControls, hashFromBase64, parseCount, toBase64, toHex, utf8 } from './bytes.js';

/** Types of signatures, as signed-note assigns them. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;

/** A key that signatures are checked with. @typedef {{ name: string, id: string, type: number, publicKey: Uint8Array, text: string }} VerifierKey */
/** `id` in hexadecimal; `line` as it stands in the note, without its newline. @typedef {{ name: string, id: string, signature: Uint8Array, line: string }} Signature */
/** `text` ends in a newline. @typedef {{ text: string, signatures: Signature[] }} Note */
/** `time`, seconds since 1970, is a witness's word. @typedef {{ key: VerifierKey, time?: number }} Verified */
/** @typedef {{ origin: string, size: number, root: Uint8Array }} Checkpoint */

/** A text that is not what it should be, or a signature of a known key that is not its own. */
export class InvalidNote extends Error {
  name = 'InvalidNote';
}

/** Id of a key as signed-note recommends, in hexadecimal. @param {string} name @param {number} type @param {Uint8Array} publicKey */
export const keyId = (name, type, publicKey) => toHex(sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey).slice(0, 4));

/** A name of a key: not empty, neither spaces nor plus. @param {string} name */
export const isKeyName = (name) => name !== '' && !/[\s+\p{White_Space}]/u.test(name);

/** Writes a key as `<name>+<id>+<type and key in base 64>`. @param {string} name @param {number} type @param {Uint8Array} publicKey */
export const verifierKeyText = (name, type, publicKey) =>
  `${name}+${keyId(name, type, publicKey)}+${toBase64(concat(Uint8Array.of(type), publicKey))}`;

/** Reads what `verifierKeyText` writes. Throws `InvalidNote`. @param {string} text @returns {VerifierKey} */
export const parseVerifierKey = (text) => {
  const [, name = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const bytes = checked(() => fromBase64(encoded), 'a verifier key is not in base 64');
  const [type = 0] = bytes;
  const publicKey = bytes.slice(1);
  if (!isKeyName(name) || publicKey.length !== 32 || ![ED25519, COSIGNATURE].includes(type))
    throw new InvalidNote('A verifier key is <name>+<id>+<key>, of type Ed25519 or cosignature.');
  if (keyId(name, type, publicKey) !== id) throw new InvalidNote(`The id of the verifier key ${name} is not the one of its key.`);
  return { name, id, type, publicKey, text };
};

/** @template T @param {() => T} read @param {string} complaint @returns {T} */
const checked = (read, complaint) => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidNote(`${complaint}: ${error.message}.`);
    throw error;
  }
};

/** Splits a note; checks no signature. Throws `InvalidNote`. @param {string} whole @returns {Note} */
export const parseNote = (whole) => {
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n') || hasControls(whole, '\n') || !whole.isWellFormed())
    throw new InvalidNote('This is no signed note.');
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > 100) throw new InvalidNote('A note has 100 signatures at most.');
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignature) };
};

/** Reads one line of a signature. Throws `InvalidNote`. @param {string} line @returns {Signature} */
export const parseSignature = (line) => {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = checked(() => fromBase64(encoded), 'a signature is not in base 64');
  if (!isKeyName(name) || bytes.length < 5) throw new InvalidNote('A line of a note is no signature.');
  return { name, id: toHex(bytes.slice(0, 4)), signature: bytes.slice(4), line };
};

/** What a witness signs. @param {string} text of the checkpoint @param {number} time seconds since 1970 */
export const cosignedMessage = (text, time) => utf8(`cosignature/v1\ntime ${time}\n${text}`);

/** @param {VerifierKey} key @param {string} text @param {Uint8Array} signature @returns {Promise<Verified | undefined>} */
const verified = async (key, text, signature) => {
  const time =
    key.type === COSIGNATURE && signature.length === 72 ? Number(new DataView(signature.slice().buffer).getBigUint64(0)) : undefined;
  const [message, bytes] = time === undefined ? [utf8(text), signature] : [cosignedMessage(text, time), signature.slice(8)];
  if (bytes.length !== 64 || (key.type === COSIGNATURE) !== (time !== undefined)) return undefined;
  const publicKey = await crypto.subtle.importKey('raw', key.publicKey.slice(), { name: 'Ed25519' }, false, ['verify']);
  if (!(await crypto.subtle.verify({ name: 'Ed25519' }, publicKey, bytes.slice(), message))) return undefined;
  return time === undefined ? { key } : { key, time };
};

/**
 * Which of these keys signed the note; others' signatures are passed over. Throws `InvalidNote` where a signature in the
 * name of one of them is not its own.
 * @param {Note} note @param {readonly VerifierKey[]} keys @returns {Promise<Verified[]>}
 */
export const verifyNote = async ({ text, signatures }, keys) => {
  /** @type {Verified[]} */
  const found = [];
  for (const { name, id, signature } of signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (key === undefined || found.some((one) => one.key === key)) continue;
    const one = await verified(key, text, signature);
    if (one === undefined) throw new InvalidNote(`The signature of ${name} is not its own.`);
    found.push(one);
  }
  return found;
};

/** Reads the text of a checkpoint. Throws `InvalidNote`. @param {string} text @returns {Checkpoint} */
export const parseCheckpoint = (text) => {
  const [origin = '', size = '', root = '', ...others] = text.slice(0, -1).split('\n');
  if (!text.endsWith('\n') || origin === '' || others.some((line) => line === '')) throw new InvalidNote('This is no checkpoint.');
  return checked(() => ({ origin, size: parseCount(size), root: hashFromBase64(root) }), 'this is no checkpoint');
};

/** @param {Checkpoint} checkpoint */
export const checkpointText = ({ origin, size, root }) => `${origin}\n${size}\n${toBase64(root)}\n`;

/** @param {Checkpoint} one @param {Checkpoint} other */
export const sameTree = (one, other) => one.size === other.size && equal(one.root, other.root);
