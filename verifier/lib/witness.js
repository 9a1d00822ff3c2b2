// A witness (c2sp.org/tlog-witness v1.0.0): it remembers the newest checkpoint of each log it knows, and cosigns only one
// that begins with it. So two of its cosignatures can never stand under two histories of one log.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { equal, hashFromBase64, parseCount } from './bytes.js';
import { EMPTY_ROOT, provesConsistency } from './merkle.js';
import { InvalidNote, parseCheckpoint, parseNote, sameTree, verifyNote } from './note.js';
import { signatureLine } from './signing.js';

/** @typedef {import('./note.js').VerifierKey} VerifierKey */
/** @typedef {{ status: number, type?: string, body: string }} Answer */
/** `logs`: keys of the logs that are witnessed; a log has several while its keys change. @typedef {{ folder: string, key: import('./signing.js').SigningKey, logs: readonly VerifierKey[] }} Options */

/** Hashes of a proof at most. */
const MOST_HASHES = 63;
const MOST_BYTES = 64 * 1024;
const TEXT = 'text/plain; charset=utf-8';

/** Name of a log in addresses and files: it may hold any character. @param {string} origin */
export const originHash = (origin) => createHash('sha256').update(origin).digest('hex');

/** Writes a file so that it is there as a whole after a crash, or as before. @param {string} file @param {string} text */
const keep = (file, text) => {
  const draft = `${file}.tmp`;
  const handle = openSync(draft, 'w', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
  const folder = openSync(path.dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
};

/** @param {string} body @returns {{ old: number, hashes: Uint8Array[], note: string } | undefined} */
const requestOf = (body) => {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, end).split('\n');
  if (end < 0 || !first.startsWith('old ') || lines.length > MOST_HASHES) return undefined;
  try {
    return { old: parseCount(first.slice('old '.length)), hashes: lines.map(hashFromBase64), note: body.slice(end + 2) };
  } catch {
    return undefined;
  }
};

/** @param {Options} options */
export const createWitness = ({ folder, key, logs }) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  /** @param {string} origin */
  const fileOf = (origin) => path.join(folder, `${originHash(origin)}.checkpoint`);
  /** @param {string} origin */
  const kept = (origin) => (existsSync(fileOf(origin)) ? readFileSync(fileOf(origin), 'utf8') : undefined);
  /** One request after another: what was checked must still be the newest when it is replaced. @type {Promise<unknown>} */
  let turn = Promise.resolve();

  /** @param {string} body @returns {Promise<Answer>} */
  const add = async (body) => {
    /** @param {number} status @param {string} why @returns {Answer} */
    const refuse = (status, why) => ({ status, body: `${why}\n` });
    const request = requestOf(body);
    if (request === undefined) return refuse(400, 'The request is not of the form of tlog-witness.');
    let note;
    let checkpoint;
    try {
      note = parseNote(request.note);
      checkpoint = parseCheckpoint(note.text);
    } catch (error) {
      if (!(error instanceof InvalidNote)) throw error;
      return refuse(400, error.message);
    }
    const { origin, size, root } = checkpoint;
    const keys = logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return refuse(404, 'This log is not witnessed here.');
    const signed = await verifyNote(note, keys).catch((/** @type {unknown} */ error) => {
      if (!(error instanceof InvalidNote)) throw error;
      return [];
    });
    if (signed.length === 0) return refuse(403, 'No known key of the log signed this checkpoint.');
    const before = kept(origin);
    const last = before === undefined ? { origin, size: 0, root: EMPTY_ROOT } : parseCheckpoint(parseNote(before).text);
    if (request.old > size) return refuse(400, 'The old size is larger than the checkpoint.');
    if (request.old !== last.size) return { status: 409, type: 'text/x.tlog.size', body: `${last.size}\n` };
    if (size === 0 && !equal(root, EMPTY_ROOT)) return refuse(422, 'An empty log has another root.');
    const consistent =
      last.size === size && size > 0
        ? request.hashes.length === 0 && sameTree(last, checkpoint)
        : provesConsistency(last, checkpoint, request.hashes);
    if (!consistent) return refuse(422, 'The checkpoint does not begin with the one that was cosigned before.');
    const line = signatureLine(key, note.text);
    const own = note.signatures.filter((signature) => signed.some((one) => one.key.name === signature.name && one.key.id === signature.id));
    keep(fileOf(origin), `${note.text}\n${own.map((signature) => `${signature.line}\n`).join('')}${line}`);
    return { status: 200, body: line };
  };

  return {
    /** `add-checkpoint`: cosigns the checkpoint of a request's body, or says why not. @param {string} body */
    add: (body) => {
      const answered = turn.then(() => add(body));
      turn = answered.catch(() => {});
      return answered;
    },
    /** The newest checkpoint of the log of this hash, with its cosignature. @param {string} hash @returns {Answer} */
    latest: (hash) => {
      const origin = logs.find(({ name }) => originHash(name) === hash)?.name;
      const note = origin === undefined ? undefined : kept(origin);
      return note === undefined ? { status: 404, body: 'No checkpoint of this log was cosigned.\n' } : { status: 200, body: note };
    },
  };
};

/** The witness behind an HTTP server, ready but not listening. @param {Options} options @param {(request: { method: string, path: string, status: number }) => void} tell */
export const createWitnessServer = (options, tell = () => {}) => {
  const witness = createWitness(options);
  /** @param {import('node:http').IncomingMessage} request @returns {Promise<Answer>} */
  const answerTo = async (request) => {
    const { pathname } = new URL(request.url ?? '/', 'http://witness');
    const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(pathname)?.[1];
    if (request.method === 'GET' && hash !== undefined) return witness.latest(hash);
    if (pathname !== '/add-checkpoint') return { status: 404, body: 'A witness has /add-checkpoint and /<origin hash>/checkpoint.\n' };
    if (request.method !== 'POST') return { status: 405, body: 'POST is wanted.\n' };
    const chunks = [];
    let length = 0;
    for await (const chunk of request) {
      length += chunk.length;
      if (length > MOST_BYTES) return { status: 413, body: 'The request is too large.\n' };
      chunks.push(chunk);
    }
    return witness.add(Buffer.concat(chunks).toString('utf8'));
  };
  return createServer({ requestTimeout: 10_000 }, (request, response) => {
    void answerTo(request)
      .catch(() => ({ status: 500, body: 'The witness failed.\n' }))
      .then((/** @type {Answer} */ { status, type = TEXT, body }) => {
        tell({ method: request.method ?? '', path: request.url ?? '', status });
        response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
      });
  });
};
