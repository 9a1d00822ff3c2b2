// Exports of a log, as docs/proof.md specifies them: a header in JSON, a line for each entry of a range (its index, the
// entry, and the body of each event that was asked for, between tabs), and an end in JSON.
import { sha256 } from '#sha256';
import { hashFromBase64, toHex } from './bytes.js';
import { Frontier, leafHash, subtreesOf } from './merkle.js';

/** @typedef {{ unit?: string, stream?: string, category?: string, type?: string, recordedFrom?: string, recordedBefore?: string, occurredFrom?: string, occurredBefore?: string }} Filter */
/** The range is of entries `begin` up to `end` of a tree of `size`; `left` and `right` are the hashes of what stands beside it. @typedef {{ form: string, checkpoint: string, size: number, begin: number, end: number, filter: Filter, others: 'entries' | 'hashes', left: string[], right: string[] }} Header */
/** What an export holds. @typedef {{ index: number, id?: string, stream?: string, type?: string }} Place */
/** @typedef {{ verdict: 'manipulated' | 'gap', why: string, at?: Place }} Fault */
/** `complete`: no event of the range that fits the filter is missing. `unsealed`: as whoever made the export said. @typedef {{ header: Header, root: Uint8Array, entries: number, bodies: number, complete: boolean, fault?: Fault, unsealed?: { events: number, since?: string }, leafOf: (index: number) => Uint8Array | undefined }} Read */

export const FORM = 'motcua-export/1';

/** A file that is no export. */
export class InvalidExport extends Error {
  name = 'InvalidExport';
}

const TAB = 9;
const NEWLINE = 10;
/** A line is longer only where the file is something else. */
const MOST_LINE_BYTES = 64 * 1024 * 1024;

/** Lines of a stream of bytes, without their newlines; `whole` says whether one followed. @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks */
async function* linesOf(chunks) {
  /** @type {Uint8Array} */
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const line = chunk.subarray(from, at);
      if (rest.length === 0) yield { line, whole: true };
      else {
        const joined = new Uint8Array(rest.length + line.length);
        joined.set(rest);
        joined.set(line, rest.length);
        rest = new Uint8Array();
        yield { line: joined, whole: true };
      }
      from = at + 1;
    }
    if (from < chunk.length) {
      if (rest.length + chunk.length - from > MOST_LINE_BYTES) throw new InvalidExport('A line of the export has no end.');
      const joined = new Uint8Array(rest.length + chunk.length - from);
      joined.set(rest);
      joined.set(chunk.subarray(from), rest.length);
      rest = joined;
    }
  }
  if (rest.length > 0) yield { line: rest, whole: false };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @param {Uint8Array} bytes @returns {any} */
const parsed = (bytes) => {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new InvalidExport('A line of the export cannot be read.');
  }
};

/** An entry as far as it is read here; the rest of it stands in its hash. @param {Uint8Array} bytes */
const parsedEntry = (bytes) => {
  const entry = parsed(bytes);
  const { stream, type, recordedAt, occurredAt } = entry ?? {};
  if ([stream, type, recordedAt, occurredAt].some((value) => typeof value !== 'string'))
    throw new InvalidExport('A line of the export holds no entry.');
  return entry;
};

/** Whether an entry fits a filter. @param {Filter} filter @param {{ unit?: string, stream: string, type: string, recordedAt: string, occurredAt: string }} entry */
export const fits = (filter, { unit, stream, type, recordedAt, occurredAt }) =>
  (filter.unit === undefined || unit === filter.unit) &&
  (filter.stream === undefined || stream === filter.stream) &&
  (filter.category === undefined || stream.startsWith(`${filter.category}-`)) &&
  (filter.type === undefined || type === filter.type) &&
  (filter.recordedFrom === undefined || recordedAt >= filter.recordedFrom) &&
  (filter.recordedBefore === undefined || recordedAt < filter.recordedBefore) &&
  (filter.occurredFrom === undefined || occurredAt >= filter.occurredFrom) &&
  (filter.occurredBefore === undefined || occurredAt < filter.occurredBefore);

const FILTERS = ['unit', 'stream', 'category', 'type', 'recordedFrom', 'recordedBefore', 'occurredFrom', 'occurredBefore'];

/** @param {any} header @returns {Header} */
const checkedHeader = (header) => {
  const { form, checkpoint, size, begin, end, filter, others, left, right } = header ?? {};
  const counts = [size, begin, end].every((count) => Number.isSafeInteger(count) && count >= 0);
  const hashes = [left, right].every((list) => Array.isArray(list) && list.every((hash) => typeof hash === 'string'));
  if (form !== FORM || typeof checkpoint !== 'string' || !counts || begin > end || end > size || !hashes)
    throw new InvalidExport(`This is no export: it begins with a header of the form ${FORM}.`);
  if (typeof filter !== 'object' || filter === null || !['entries', 'hashes'].includes(others))
    throw new InvalidExport('The header says no filter.');
  for (const [name, value] of Object.entries(filter))
    if (!FILTERS.includes(name) || typeof value !== 'string')
      throw new InvalidExport(`The header filters by ${name}, which is not understood.`);
  return header;
};

/** Appends the hashes of perfect subtrees to a tree. @param {Frontier} tree @param {readonly string[]} hashes @param {number} from @param {number} to */
const appendSubtrees = (tree, hashes, from, to) => {
  const subtrees = subtreesOf(from, to);
  if (subtrees.length !== hashes.length) throw new InvalidExport('The header lacks hashes of what stands beside its range.');
  try {
    for (const [at, { level }] of subtrees.entries()) tree.append(hashFromBase64(hashes[at] ?? ''), level);
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidExport(`The header holds what is no hash: ${error.message}.`);
    throw error;
  }
};

/** @param {Uint8Array} line @param {number} from */
const tabAfter = (line, from) => {
  const at = line.indexOf(TAB, from);
  return at < 0 ? line.length : at;
};

/** @param {Uint8Array} line @param {number} end */
const indexIn = (line, end) => {
  let index = 0;
  for (let at = 0; at < end; at += 1) {
    const digit = /** @type {number} */ (line[at]) - 48;
    if (digit < 0 || digit > 9) throw new InvalidExport('A line of the export begins with no index.');
    index = index * 10 + digit;
  }
  return index;
};

/** The end, of which nothing is signed: only what has its form is kept. @param {Uint8Array} line */
const parsedEnd = (line) => {
  const { end, why, unsealed } = parsed(line);
  const { events, since } = unsealed ?? {};
  return {
    end: end === true,
    ...(typeof why === 'string' && { why }),
    ...(Number.isSafeInteger(events) && { unsealed: { events, ...(typeof since === 'string' && { since }) } }),
  };
};

/**
 * Reads a whole export, recomputes every leaf and the root of its tree, and looks for what is missing in its range.
 * Whether the root is the one of the checkpoint, whoever calls compares. Memory stays flat but for 32 bytes an entry.
 * Throws `InvalidExport` for a file that is none; one that can be read no further behind its header was manipulated. `tell` hears of every 100,000 entries.
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks @param {(entries: number) => void} [tell] @returns {Promise<Read>}
 */
export const readExport = async (chunks, tell = () => {}) => {
  /** @type {Header | undefined} */
  let header;
  const tree = new Frontier();
  /** @type {Fault | undefined} */
  let fault;
  /** @type {{ end: boolean, why?: string, unsealed?: { events: number, since?: string } } | undefined} */
  let ended;
  let bodies = 0;
  let hashed = new Uint8Array(32 * 4096);
  let index = 0;
  const blame = (/** @type {Fault} */ found) => {
    fault ??= found;
  };

  /** Takes the next entry; false where another one stands there. @param {Header} header @param {Uint8Array} line */
  const take = (header, line) => {
    const first = tabAfter(line, 0);
    const second = tabAfter(line, first + 1);
    const own = indexIn(line, first);
    if (own !== index) {
      blame({ verdict: 'gap', why: `entry ${index} is missing: entry ${own} follows`, at: { index } });
      return false;
    }
    const bytes = line.subarray(first + 1, second);
    let leaf;
    if (bytes[0] === 34) leaf = hashFromBase64(parsed(bytes));
    else {
      leaf = leafHash(bytes);
      const entry = parsedEntry(bytes);
      const at = { index, id: entry.id, stream: entry.stream, type: entry.type };
      const body = second < line.length ? line.subarray(second + 1) : undefined;
      const asked = fits(header.filter, entry);
      if (body !== undefined) {
        bodies += 1;
        if (toHex(sha256(body)) !== entry.body) blame({ verdict: 'manipulated', why: 'its body is not the one that its entry names', at });
      } else if (asked) blame({ verdict: 'gap', why: 'its body is missing, although it fits the filter', at });
    }
    tree.append(leaf);
    const offset = 32 * (index - header.begin);
    if (offset + 32 > hashed.length) {
      const larger = new Uint8Array(hashed.length * 2);
      larger.set(hashed);
      hashed = larger;
    }
    hashed.set(leaf, offset);
    index += 1;
    if (index % 100_000 === 0) tell(index - header.begin);
    return true;
  };

  for await (const { line, whole } of linesOf(chunks)) {
    if (header === undefined) {
      header = checkedHeader(parsed(line));
      appendSubtrees(tree, header.left, 0, header.begin);
      index = header.begin;
      continue;
    }
    if (ended !== undefined) {
      blame({ verdict: 'manipulated', why: 'the export goes on after its end', at: { index } });
      break;
    }
    if (!whole) break;
    try {
      if (line[0] === 123) {
        ended = parsedEnd(line);
        continue;
      }
      if (!take(header, line)) break;
    } catch (error) {
      if (!(error instanceof InvalidExport || error instanceof SyntaxError)) throw error;
      blame({ verdict: 'manipulated', why: `entry ${index} cannot be read`, at: { index } });
      break;
    }
  }
  if (header === undefined) throw new InvalidExport('The export is empty.');
  const { begin, end, right, size } = header;
  if (!ended?.end || index !== end)
    blame({ verdict: 'gap', why: ended?.why ?? `the export is cut off: it ends at entry ${index} of ${end}`, at: { index } });
  if (index === end) appendSubtrees(tree, right, end, size);
  const entries = index - begin;
  return {
    header,
    root: tree.root(),
    entries,
    bodies,
    complete: header.others === 'entries' && index === end,
    ...(fault && { fault }),
    ...(ended?.unsealed && { unsealed: ended.unsealed }),
    leafOf: (asked) => (asked >= begin && asked < index ? hashed.slice(32 * (asked - begin), 32 * (asked - begin) + 32) : undefined),
  };
};
