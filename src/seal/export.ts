import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { toBase64 } from '#verifier/bytes.js';
import { type Filter, FORM, fits, type Header } from '#verifier/export.js';
import { subtreeHashes, TILE_WIDTH } from '#verifier/tiles.js';
import type { SealDatabase, Sealed } from './database.ts';
import { entryOf } from './entry.ts';
import { cosignedNote } from './proofs.ts';

export type ExportTools = { store: Pick<EventStore, 'readAll' | 'epoch'>; seal: SealDatabase };

/** What is exported: entries `begin` up to `end` of the tree of a checkpoint; bodies of those that fit. */
export type Selection = { origin: string; sealed: Sealed; begin: number; end: number; filter: Filter; others: 'entries' | 'hashes' };

/** The log is not what was sealed: it lacks entries of the range. */
class RangeMissing extends Error {
  override name = 'RangeMissing';
}

const PAGE = 1000;

/**
 * Which entries of the tree of a checkpoint hold what was recorded in a period: from one checkpoint to another, so maybe
 * a little more. All of them without a period.
 */
export const rangeOf = async (
  { seal }: ExportTools,
  origin: string,
  sealed: Sealed,
  { recordedFrom, recordedBefore }: Filter,
): Promise<{ begin: number; end: number }> => {
  const found = await seal.rangeRecorded(origin, recordedFrom, recordedBefore);
  const begin = Math.min(found.begin, sealed.size);
  return { begin, end: Math.max(begin, recordedBefore === undefined ? sealed.size : Math.min(found.end, sealed.size)) };
};

const headerOf = async ({ seal }: ExportTools, { origin, sealed, begin, end, filter, others }: Selection): Promise<Header> => {
  const { size } = sealed;
  const readTile = seal.readTile(origin);
  const beside = async (from: number, to: number) => (await subtreeHashes(readTile, size, from, to)).map(toBase64);
  const [left, right] = await Promise.all([beside(0, begin), beside(end, size)]);
  return { form: FORM, checkpoint: cosignedNote(sealed), size, begin, end, filter, others, left, right };
};

/** Position before the entry at an index that begins a tile, and how many entries to pass over from there. */
const startOf = async ({ seal }: ExportTools, { origin, sealed }: Selection, index: number): Promise<{ after: Position; pass: number }> => {
  const n = Math.floor(index / TILE_WIDTH);
  const first = await seal.placeOfTile(origin, sealed.epoch, n);
  if (first === undefined) throw new RangeMissing(`no event of the log is known as entry ${n * TILE_WIDTH}`);
  return { after: n === 0 ? START : first - 1, pass: index % TILE_WIDTH };
};

/** The event of the log that stands as an entry of the tree now, whatever was sealed; undefined behind the log's end. */
export const eventOfEntry = async (tools: ExportTools, selection: Selection, index: number): Promise<RecordedEvent | undefined> => {
  const { after, pass } = await startOf(tools, selection, index);
  return (await tools.store.readAll({ after, limit: pass + 1 })).events[pass];
};

/** Events that were recorded since the checkpoint, counted up to this many. */
const MOST_UNSEALED = 10_000;
const unsealedAfter = async ({ store }: ExportTools, { sealed }: Selection): Promise<{ events: number; since?: string }> => {
  let events = 0;
  let since: string | undefined;
  for (let after = sealed.position; events < MOST_UNSEALED; ) {
    const page = await store.readAll({ after, limit: PAGE });
    since ??= page.events[0]?.recordedAt;
    events += page.events.length;
    if (page.next <= after) break;
    after = page.next;
  }
  return { events, ...(since !== undefined && { since }) };
};

/** The lines of entries from an index on, a page at a time. Throws `RangeMissing`. */
async function* entryLines(tools: ExportTools, selection: Selection, from: number): AsyncGenerator<string> {
  const { end, filter, others } = selection;
  if (from === end) return;
  let index = from;
  let { after, pass } = await startOf(tools, selection, index);
  while (index < end) {
    const { events, next } = await tools.store.readAll({ after, limit: PAGE });
    if (next <= after) throw new RangeMissing(`the log ends before entry ${index} of ${end}`);
    after = next;
    const following = events.slice(pass);
    pass = Math.max(0, pass - events.length);
    let lines = '';
    for (const event of following.slice(0, end - index)) {
      const { entry, body, leaf } = entryOf(event);
      if (fits(filter, event)) lines += `${index}\t${entry}\t${body}\n`;
      else if (others === 'entries') lines += `${index}\t${entry}\n`;
      else lines += `${index}\t"${toBase64(leaf)}"\n`;
      index += 1;
    }
    yield lines;
  }
}

/**
 * The lines of an export: see docs/proof.md. `from` goes on with one that was broken off: the entries from this index
 * on, without the header. Its end says so where the log lacks entries of the range.
 */
export async function* exportLines(tools: ExportTools, selection: Selection, from?: number): AsyncGenerator<string> {
  if (from === undefined) yield `${JSON.stringify(await headerOf(tools, selection))}\n`;
  try {
    yield* entryLines(tools, selection, from ?? selection.begin);
  } catch (error) {
    if (!(error instanceof RangeMissing)) throw error;
    yield `${JSON.stringify({ end: false, why: error.message })}\n`;
    return;
  }
  yield `${JSON.stringify({ end: true, unsealed: await unsealedAfter(tools, selection) })}\n`;
}
