import { equal, hashFromBase64, toHex } from './bytes.js';
import { readExport } from './export.js';
import { Found, rootOfTiles } from './found.js';
import { consistencyRanges, Frontier, provesConsistency, subtreesOf } from './merkle.js';
import { InvalidNote, parseCheckpoint, parseNote, sameTree } from './note.js';
import { Untrusted, verifyCheckpoint } from './policy.js';
import { InvalidProof, parseProof, verifyProof } from './proof.js';
import { proofFromTiles, TILE_WIDTH, tileWidth } from './tiles.js';

/** @typedef {'intact' | 'manipulated' | 'gap' | 'rolled-back' | 'unsealed' | 'cannot-tell'} Verdict */
/** @typedef {import('./note.js').Checkpoint} Checkpoint */
/** Where tiles and the newest checkpoint of a log are read; the checkpoint is empty where there is none. @typedef {{ checkpoint: () => Promise<string>, readTile: import('./tiles.js').ReadTile }} Source */
/** `older`: a checkpoint that the auditor kept. @typedef {{ policy: import('./policy.js').Policy, older?: string | undefined, tell?: (entries: number) => void }} Options */
/**
 * What was found. `why` says it in a sentence; `first` is the first event that differs, as far as it can be known.
 * @typedef {{ verdict: Verdict, why: string, log?: { origin: string, size: number, root: string }, witnesses?: { name: string, time: string }[],
 *   entries?: number, bodies?: number, range?: { begin: number, end: number }, filter?: import('./export.js').Filter, complete?: boolean, first?: import('./export.js').Place, unsealed?: { events: number, since?: string }, entry?: unknown }} Report
 */

/** Exit code of each verdict. */
export const exitCodes = Object.freeze({ intact: 0, manipulated: 1, gap: 2, 'rolled-back': 3, unsealed: 4, 'cannot-tell': 5 });

/** A witness says any number of seconds. @param {number} time */
const instantOf = (time) => (time * 1000 <= 8.64e15 ? new Date(time * 1000).toISOString() : `${time} s after 1970`);

/** @param {import('./policy.js').Trusted} trusted */
const described = ({ checkpoint: { origin, size, root }, cosigned }) => ({
  log: { origin, size, root: toHex(root) },
  witnesses: cosigned.map(({ name, time }) => ({ name, time: instantOf(time) })),
});

/** @param {() => Promise<Report>} check @returns {Promise<Report>} */
const reported = async (check) => {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Found) return error.report;
    if (error instanceof Untrusted) return { verdict: error.quorum ? 'cannot-tell' : 'manipulated', why: error.message };
    if (error instanceof InvalidNote || error instanceof InvalidProof) return { verdict: 'manipulated', why: error.message };
    throw error;
  }
};

/** The checkpoint that an auditor kept: signed by a known key, whoever witnessed it. @param {string} text @param {Options} options */
const olderCheckpoint = async (text, { policy }) => {
  try {
    return (await verifyCheckpoint(text, { ...policy, quorum: 'none' })).checkpoint;
  } catch (error) {
    if (error instanceof InvalidNote) throw new Found('cannot-tell', `What was kept is no checkpoint: ${error.message}`);
    if (!(error instanceof Untrusted)) throw error;
    throw new Found('cannot-tell', `What was kept: ${error.message} Where the key was changed since, name the former one as well.`);
  }
};

/** Throws `Found` unless the log still begins with what the auditor kept. @param {Checkpoint} older @param {Checkpoint} now @param {() => Promise<Uint8Array[]>} proof */
const beginsWith = async (older, now, proof) => {
  if (older.origin !== now.origin)
    throw new Found('cannot-tell', `The checkpoint that was kept is of ${older.origin}, not of ${now.origin}.`);
  if (older.size > now.size)
    throw new Found('rolled-back', `The log has ${now.size} entries and had ${older.size} before: ${older.size - now.size} are gone.`);
  if (older.size === now.size && !sameTree(older, now))
    throw new Found('manipulated', `The log had other entries when it had ${older.size} of them.`);
  if (!provesConsistency(older, now, await proof()))
    throw new Found('manipulated', `The log does not begin any more with the ${older.size} entries that it had before.`);
};

/** Verifies checkpoint and tiles of a log, and that it still begins with what was kept. @param {Source} source @param {Options} options @returns {Promise<Report>} */
export const verifyLog = (source, options) =>
  reported(async () => {
    const note = await source.checkpoint();
    if (note === '') {
      if (options.older === undefined)
        throw new Found('unsealed', 'There is no checkpoint: nothing is sealed yet, or the log is not there.');
      const { size: had } = await olderCheckpoint(options.older, options);
      throw new Found('gap', `There is no checkpoint any more; the log had ${had} entries before.`);
    }
    const trusted = await verifyCheckpoint(note, options.policy);
    const { checkpoint } = trusted;
    const { size } = checkpoint;
    const more = { ...described(trusted), entries: size };
    if (options.older !== undefined) {
      const older = await olderCheckpoint(options.older, options);
      try {
        await beginsWith(older, checkpoint, () => proofFromTiles(source.readTile, size, consistencyRanges(older.size, size)));
      } catch (error) {
        if (error instanceof Found) throw new Found(error.report.verdict, error.report.why, more);
        if (error instanceof RangeError) throw new Found('gap', `Tiles of the log are missing: ${error.message}.`, more);
        throw error;
      }
    }
    if (!equal(await rootOfTiles(source, size, options.tell ?? (() => {})), checkpoint.root))
      return { verdict: 'manipulated', why: 'The tiles are not those that the checkpoint was signed for.', ...more };
    return { verdict: 'intact', why: `All ${size} entries are those that were signed.`, ...more };
  });

/** Entries on either side of a difference that are compared to tell what happened. */
const WINDOW = 512;

/** What happened at the first leaf that differs. @param {(index: number) => Uint8Array | undefined} found @param {(index: number) => Uint8Array | undefined} sealed @param {number} index */
const whatHappened = (found, sealed, index) => {
  const [here, there] = [found(index), sealed(index)];
  for (let step = 1; step < WINDOW; step += 1) {
    const [ahead, behind] = [sealed(index + step), found(index + step)];
    if (here !== undefined && ahead !== undefined && equal(here, ahead)) {
      const swapped = behind !== undefined && there !== undefined && equal(behind, there);
      return swapped ? `stands in the place of the one ${step} entries later` : `${step} entries that were sealed here are missing`;
    }
    if (there !== undefined && behind !== undefined && equal(there, behind)) return `${step} entries stand here that were never sealed`;
  }
  return 'is not what was sealed';
};

/** The first leaf that is not in the tiles, and what happened there. @param {Source} source @param {Checkpoint} checkpoint @param {import('./export.js').Read} read */
const firstDifference = async (source, { size, root }, read) => {
  const { begin, end } = read.header;
  if (!equal(await rootOfTiles(source, size, () => {}), root)) return undefined;
  for (let n = Math.floor(begin / TILE_WIDTH); n * TILE_WIDTH < end; n += 1) {
    const tiles = [
      await source.readTile(0, n, tileWidth(0, n, size)),
      ...(await Promise.all([1, 2].map((k) => source.readTile(0, n + k, tileWidth(0, n + k, size))))),
    ];
    const sealed = (/** @type {number} */ index) => {
      const at = index - n * TILE_WIDTH;
      const tile = tiles[Math.floor(at / TILE_WIDTH)];
      const from = 32 * (at % TILE_WIDTH);
      return tile !== undefined && from + 32 <= tile.length ? tile.slice(from, from + 32) : undefined;
    };
    for (let index = Math.max(begin, n * TILE_WIDTH); index < Math.min(end, (n + 1) * TILE_WIDTH); index += 1) {
      const [found, expected] = [read.leafOf(index), sealed(index)];
      if (found === undefined || expected === undefined || !equal(found, expected))
        return { index, what: whatHappened(read.leafOf, sealed, index) };
    }
  }
  return undefined;
};

/**
 * Verifies an export: each body against its entry, all entries against the checkpoint in its header, and against what
 * was kept. `source`, where there is one, tells which entry differs. Throws `InvalidExport`.
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks @param {Options & { source?: Source | undefined }} options @returns {Promise<Report>}
 */
export const verifyExport = (chunks, { source, ...options }) =>
  reported(async () => {
    const read = await readExport(chunks, options.tell);
    const { header, entries, bodies, complete, unsealed } = read;
    const trusted = await verifyCheckpoint(header.checkpoint, options.policy);
    const { checkpoint } = trusted;
    const more = {
      ...described(trusted),
      entries,
      bodies,
      range: { begin: header.begin, end: header.end },
      filter: header.filter,
      complete,
      ...(unsealed && { unsealed }),
    };
    if (checkpoint.size !== header.size) throw new Found('manipulated', 'The header names another size than its checkpoint.', more);
    if (read.fault) {
      const { verdict, why, at } = read.fault;
      const before = at?.id === undefined && source ? await firstDifference(source, checkpoint, read) : undefined;
      if (before && before.index < (at?.index ?? 0))
        return { verdict: 'manipulated', why: `Entry ${before.index}: ${before.what}.`, ...more, first: { index: before.index } };
      return { verdict, why: at?.id === undefined ? `${why}.` : `${nameOf(at)}: ${why}.`, ...more, ...(at && { first: at }) };
    }
    if (!equal(read.root, checkpoint.root)) {
      const first = source && (await firstDifference(source, checkpoint, read));
      const where = first
        ? `Entry ${first.index}: ${first.what}.`
        : `At least one of the entries ${header.begin} to ${header.end - 1} is not what was sealed.`;
      return { verdict: 'manipulated', why: where, ...more, ...(first && { first: { index: first.index } }) };
    }
    if (options.older !== undefined) {
      const older = await olderCheckpoint(options.older, options);
      try {
        await beginsWith(older, checkpoint, () => proofFromExport(read, older.size, source));
      } catch (error) {
        if (error instanceof Found) throw new Found(error.report.verdict, error.report.why, more);
        throw error;
      }
    }
    const size = `${entries} entries, ${bodies} with their bodies, are those that were signed`;
    return { verdict: 'intact', why: complete ? `All ${size}; none of the range is missing.` : `All ${size}.`, ...more };
  });

/** A consistency proof from the leaves of an export of everything, or from tiles. @param {import('./export.js').Read} read @param {number} first @param {Source | undefined} source */
const proofFromExport = async (read, first, source) => {
  const { size, begin, end, left, right } = read.header;
  if (source) return proofFromTiles(source.readTile, size, consistencyRanges(first, size));
  const outside = new Map([
    ...subtreesOf(0, begin).map((subtree, at) => /** @type {const} */ ([`${subtree.level} ${subtree.index}`, left[at] ?? ''])),
    ...subtreesOf(end, size).map((subtree, at) => /** @type {const} */ ([`${subtree.level} ${subtree.index}`, right[at] ?? ''])),
  ]);
  return consistencyRanges(first, size).map(([from, to]) => {
    const tree = new Frontier();
    for (const { level, index } of subtreesOf(from, to)) {
      const known = outside.get(`${level} ${index}`);
      if (known !== undefined) {
        // the parts of a range are appended from its beginning, which stands for the tree's
        tree.append(hashFromBase64(known), level);
        continue;
      }
      for (let leaf = index * 2 ** level; leaf < (index + 1) * 2 ** level; leaf += 1) {
        const hash = read.leafOf(leaf);
        if (hash === undefined)
          throw new Found('cannot-tell', 'The export does not reach back to the checkpoint that was kept: name the log as well.');
        tree.append(hash);
      }
    }
    return tree.root();
  });
};

/**
 * Verifies one proof, and that its tree and what was kept are of one history: for that `source` is wanted, unless both
 * have one size. @param {string} text @param {Options & { source?: Source | undefined }} options @returns {Promise<Report>}
 */
export const verifyProofText = (text, { source, ...options }) =>
  reported(async () => {
    const proof = parseProof(text);
    const trusted = await verifyProof(proof, options.policy);
    if (options.older !== undefined) await agree(await olderCheckpoint(options.older, options), trusted.checkpoint, source);
    const entry = entryIn(proof);
    const at = { index: proof.index, id: entry.id, stream: entry.stream, type: entry.type };
    return { verdict: 'intact', why: `${nameOf(at)} was sealed as entry ${proof.index}.`, ...described(trusted), first: at, entry };
  });

/** @param {import('./proof.js').Proof} proof */
const entryIn = (proof) => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(proof.entry)) ?? {};
  } catch {
    throw new Found('cannot-tell', 'The proof holds, but its extra line is no entry of a log of Motcua.');
  }
};

/** Throws `Found` unless one of two trees begins with the other. @param {Checkpoint} older @param {Checkpoint} proved @param {Source | undefined} source */
const agree = async (older, proved, source) => {
  const [first, second] = older.size <= proved.size ? [older, proved] : [proved, older];
  if (source === undefined && first.size < second.size && first.origin === second.origin)
    throw new Found(
      'cannot-tell',
      'Whether the proof and the checkpoint that was kept are of one history, tiles tell: name the log as well.',
    );
  try {
    await beginsWith(first, second, () =>
      source ? proofFromTiles(source.readTile, second.size, consistencyRanges(first.size, second.size)) : Promise.resolve([]),
    );
  } catch (error) {
    if (error instanceof RangeError) throw new Found('gap', `Tiles of the log are missing: ${error.message}.`);
    throw error;
  }
};

/** @param {import('./export.js').Place} place */
const nameOf = ({ index, id, type, stream }) => `${type} ${id} of ${stream}, entry ${index},`.replace(/,$/, '');

/** Whether a text is a checkpoint, whoever signed it. @param {string} text */
export const isCheckpoint = (text) => {
  try {
    parseCheckpoint(parseNote(text).text);
    return true;
  } catch {
    return false;
  }
};
