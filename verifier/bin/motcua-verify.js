#!/usr/bin/env node
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes, keysAlone, parsePolicy, verifyExport, verifyLog, verifyProofText } from '../lib/index.js';
import { tilePath } from '../lib/tiles.js';

const usage = `motcua-verify <what> --key <verifier key> [--key …] | --policy <file>
              [--checkpoint <file>] [--log <folder or address>] [--token <token>] [--json]

what          an export of the audit trail, a .tlog-proof, or the log itself: a folder with its checkpoint and tiles,
              or its address (https://…/log)
--key         key of the log, which you had from its operator by another way: <name>+<id>+<key>; two while keys change
--policy      instead: keys of log and witnesses, and how many witnesses are enough (c2sp.org/tlog-policy)
--checkpoint  what you kept of an earlier look: the log must still begin with it
--log         beside an export: folder or address of the log, to say which entry differs; beside a proof and --checkpoint:
              to say that both are of one history
--token       access token of an auditor, for entries behind an address
--json        tells the outcome as JSON

Says what was found, and ends with: ${Object.entries(exitCodes)
  .map(([verdict, code]) => `${code} ${verdict}`)
  .join(', ')}; 64 for a question that cannot be answered.`;

const WRONG = 64;

/** @typedef {import('../lib/verify.js').Source} Source */

/** @param {string} folder @returns {Source} */
const folderSource = (folder) => ({
  checkpoint: () =>
    readFile(path.join(folder, 'checkpoint'), 'utf8').catch((/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    }),
  readTile: async (level, n, width) => {
    for (const file of [tilePath(level, n), tilePath(level, n, width)])
      try {
        return new Uint8Array(await readFile(path.join(folder, file))).subarray(0, 32 * width);
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
      }
    return new Uint8Array();
  },
});

/** A checkpoint is far smaller; a tile has 8192 bytes. */
const MOST_BYTES = 1 << 20;

/** The body of an answer, which may come from anybody. @param {Response} answer @param {string} place */
const bytesOf = async (answer, place) => {
  const chunks = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`${place} was answered with more than a checkpoint or a tile.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/** @param {string} address @param {string | undefined} token @returns {Source} */
const addressSource = (address, token) => {
  const prefix = address.replace(/\/+$/, '');
  /** @type {Map<string, Promise<Uint8Array>>} */
  const asked = new Map();
  /** @param {string} place */
  const get = async (place) => {
    const answer = await fetch(`${prefix}/${place}`, {
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error) => {
      throw new Error(`${prefix}/${place} cannot be reached: ${error.cause?.code ?? error.message}.`);
    });
    if (answer.status === 404) return new Uint8Array();
    if (!answer.ok) throw new Error(`${prefix}/${place} was answered with ${answer.status}.`);
    return bytesOf(answer, `${prefix}/${place}`);
  };
  return {
    checkpoint: async () => new TextDecoder().decode(await get('checkpoint')),
    readTile: (level, n, width) => {
      const place = tilePath(level, n, width);
      // a log may take a part of a tile away once the tile is full
      const known = asked.get(place) ?? get(place).then((tile) => (tile.length > 0 || width === 256 ? tile : get(tilePath(level, n))));
      // full tiles are asked for again by proofs; thousands of them are read once
      if (asked.size < 64) asked.set(place, known);
      return known;
    },
  };
};

/** @param {string} what @param {string | undefined} token */
const sourceOf = (what, token) => (/^https?:\/\//.test(what) ? addressSource(what, token) : folderSource(what));

/** @param {string} file */
const beginningOf = async (file) => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** @param {import('../lib/verify.js').Report} report */
const told = ({ verdict, why, log, witnesses, range, filter = {}, complete, unsealed }) => {
  const lines = [`${verdict.toUpperCase()}: ${why}`];
  if (log) lines.push(`log        ${log.origin}, ${log.size} entries, root ${log.root}`);
  if (witnesses?.length) lines.push(`witnesses  ${witnesses.map(({ name, time }) => `${name} at ${time}`).join(', ')}`);
  if (range) lines.push(`holds      entries ${range.begin} up to ${range.end}, the last one not among them`);
  const asked = Object.entries(filter).map(([name, value]) => `${name} ${value}`);
  if (asked.length > 0) lines.push(`bodies of  ${asked.join(', ')}`);
  if (complete === false) lines.push('complete   not proved: the export does not hold the entries beside the ones asked for');
  if (unsealed && unsealed.events > 0)
    lines.push(`not sealed ${unsealed.events} events${unsealed.since ? `, since ${unsealed.since}` : ''}, as the export says`);
  // what was given may hold anything, also what would write over these lines
  return lines.map((line) => line.replaceAll(/\p{Cc}|\p{Cf}/gu, '�')).join('\n');
};

const main = async () => {
  const text = /** @type {const} */ ({ type: 'string' });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string', multiple: true },
      policy: text,
      checkpoint: text,
      log: text,
      token: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [what, ...others] = positionals;
  if (what === undefined || others.length > 0 || (values.policy === undefined) === (values.key === undefined)) {
    console.error(usage);
    return WRONG;
  }
  const policy = values.policy === undefined ? keysAlone(values.key ?? []) : parsePolicy(readFileSync(values.policy, 'utf8'));
  const tell = (/** @type {number} */ entries) => void (process.stderr.isTTY && process.stderr.write(`\r${entries} entries`));
  const options = { policy, tell, ...(values.checkpoint !== undefined && { older: readFileSync(values.checkpoint, 'utf8') }) };
  const source = values.log === undefined ? undefined : sourceOf(values.log, values.token);

  let report;
  if (/^https?:\/\//.test(what) || statSync(what).isDirectory()) report = await verifyLog(sourceOf(what, values.token), options);
  else if ((await beginningOf(what)).startsWith('c2sp.org/tlog-proof'))
    report = await verifyProofText(readFileSync(what, 'utf8'), { ...options, source });
  else report = await verifyExport(createReadStream(what, { highWaterMark: 1 << 20 }), { ...options, source });
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(values.json ? JSON.stringify(report) : told(report));
  return exitCodes[report.verdict];
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The question could not be answered.');
  process.exitCode = WRONG;
}
