import { performance } from 'node:perf_hooks';
import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { isTransient, pause, repeatEvery } from '#events/store/retry.ts';
import { equal } from '#verifier/bytes.js';
import { checkpointText } from '#verifier/note.js';
import { type SigningKey, signedNote } from '#verifier/signing.js';
import { TILE_WIDTH, tileWidth } from '#verifier/tiles.js';
import { type SealDatabase, SealLeaseLost, type Tree } from './database.ts';
import { entryOf } from './entry.ts';
import { grow, rootOfEdge } from './growth.ts';

/** Where sealing logs; a pino logger fits. */
export type SealLog = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;

type Log = Pick<EventStore, 'readAll' | 'subscribe' | 'epoch' | 'end'>;

export type SealingOptions = {
  store: Log;
  seal: Pick<SealDatabase, 'claim' | 'renew' | 'release' | 'seal' | 'moveTo' | 'markDiffers' | 'readTile'>;
  /** The current key first, then those that it replaces: all of one name, which is the tree's origin. */
  keys: readonly [SigningKey, ...SigningKey[]];
  /** Names this process. */
  owner: string;
  log: SealLog;
  /** Told when this process becomes the one that seals, and when it no longer is. */
  holding?: (held: boolean) => void;
  /** Milliseconds that events wait at most for others to be sealed with them. */
  everyMs?: number;
  leaseMs?: number;
};

const EVERY_MS = 5_000;
const LEASE_MS = 15_000;
/** How often a process looks whether it may seal. */
const CLAIM_MS = 2_000;
/** How often somebody who waits for a checkpoint is looked for while events wait. */
const LOOK_MS = 500;
/** How often a log is looked at again that is not what was sealed. */
const DIFFERS_MS = 60_000;
/** Events that are sealed together at most. */
const MOST = 4_096;

/** The log and the tree have different histories. Its message names the first event that differs. */
class HistoriesDiffer extends Error {
  override name = 'HistoriesDiffer';
}

/** Another history of the log began while it was sealed. */
class EpochChanged extends Error {
  override name = 'EpochChanged';
}

type Place = { n: number; position: Position };

/**
 * Finds the leaves of a tree again in another history of the log, after a move or a restore, from the log's beginning.
 * Throws `HistoriesDiffer`.
 */
const findAgain = async (
  { store, seal }: SealingOptions,
  tree: Tree,
  signal: AbortSignal,
): Promise<{ position: Position; places: Place[] }> => {
  const readTile = seal.readTile(tree.origin);
  const places: Place[] = [];
  let index = 0;
  let position = START;
  let sealed: Uint8Array = new Uint8Array();
  while (index < tree.size && !signal.aborted) {
    const { events, next } = await store.readAll({ after: position });
    if (next <= position) throw new HistoriesDiffer(`the log ends after ${index} events, ${tree.size} were sealed`);
    for (const event of events.slice(0, tree.size - index)) {
      const n = Math.floor(index / TILE_WIDTH);
      const at = index % TILE_WIDTH;
      if (at === 0) {
        sealed = await readTile(0, n, tileWidth(0, n, tree.size));
        places.push({ n, position: event.position });
      }
      if (!equal(entryOf(event).leaf, sealed.subarray(32 * at, 32 * at + 32)))
        throw new HistoriesDiffer(`${event.type} ${event.id}, event ${index} of the log, is not what was sealed there`);
      index += 1;
      position = event.position;
    }
    if (index < tree.size) position = next;
  }
  return { position, places };
};

/** Events that wait to be sealed. */
const gathering = () => {
  let leaves: Uint8Array[] = [];
  let places: Place[] = [];
  let recordedAt: string | undefined;
  let since = 0;
  return {
    get count() {
      return leaves.length;
    },
    /** Milliseconds that the first of them has waited here. */
    get waitedMs() {
      return leaves.length === 0 ? 0 : performance.now() - since;
    },
    add: (event: RecordedEvent, size: number): void => {
      if (leaves.length === 0) since = performance.now();
      const index = size + leaves.length;
      if (index % TILE_WIDTH === 0) places.push({ n: index / TILE_WIDTH, position: event.position });
      recordedAt ??= event.recordedAt;
      leaves.push(entryOf(event).leaf);
    },
    take: () => {
      const taken = { leaves, places, recordedAt: recordedAt ?? '' };
      leaves = [];
      places = [];
      recordedAt = undefined;
      return taken;
    },
  };
};

/**
 * Seals the log for as long as this process holds the lease: leaves, tiles and a signed checkpoint together, at most
 * `everyMs` after an event was seen, at once when somebody asks. A tree that differs from the log is grown no more.
 */
const sealOn = async (options: SealingOptions, { tree, fence }: { tree: Tree; fence: number }, signal: AbortSignal): Promise<void> => {
  const { store, seal, keys, everyMs = EVERY_MS, leaseMs = LEASE_MS } = options;
  const { origin } = tree;
  const epoch = await store.epoch();
  let { size, edge, differs } = tree;
  let position = tree.position ?? START;
  if (size > 0 && tree.epoch !== epoch) {
    const found = await findAgain(options, tree, signal);
    if (signal.aborted) return;
    await seal.moveTo(origin, fence, { epoch, ...found });
    position = found.position;
  }

  const waiting = gathering();
  let last = position;
  const sealNow = async (): Promise<void> => {
    if ((await store.epoch()) !== epoch) throw new EpochChanged(`another history of the log began`);
    const { leaves, places, recordedAt } = waiting.take();
    const grown = grow(edge, size, leaves);
    const note = signedNote(keys, checkpointText({ origin, size: size + leaves.length, root: rootOfEdge(grown.edge) }));
    await seal.seal(origin, fence, size, { ...grown, size: size + leaves.length, places, note, epoch, position: last, recordedAt });
    ({ edge } = grown);
    size += leaves.length;
  };

  const ending = new AbortController();
  const pages = store.subscribe({ after: position, signal: AbortSignal.any([signal, ending.signal]) })[Symbol.asyncIterator]();
  try {
    let next = pages.next();
    // awaited below, or given up
    next.catch(() => {});
    for (let renewedAt = Number.NEGATIVE_INFINITY; !signal.aborted; ) {
      const untilRenewal = renewedAt + (waiting.count > 0 ? LOOK_MS : leaseMs / 3) - performance.now();
      const wait = new AbortController();
      const page = await Promise.race([
        next,
        pause(Math.max(0, Math.min(untilRenewal, waiting.count > 0 ? everyMs - waiting.waitedMs : untilRenewal)), wait.signal),
      ]);
      wait.abort();
      if (page?.done) return;
      if (page) {
        for (const event of page.value.events) {
          waiting.add(event, size);
          last = event.position;
          if (waiting.count === MOST) await sealNow();
        }
        next = pages.next();
        next.catch(() => {});
      }
      let asked = false;
      if (performance.now() >= renewedAt + (waiting.count > 0 ? LOOK_MS : leaseMs / 3)) {
        ({ asked } = await seal.renew(origin, fence, leaseMs));
        renewedAt = performance.now();
        const end = await store.end();
        if (end < last) throw new HistoriesDiffer(`the log ends at position ${end}, events up to position ${last} were sealed`);
        if (differs !== null) await seal.markDiffers(origin, (differs = null));
      }
      if (waiting.count > 0 && (asked || waiting.waitedMs >= everyMs)) await sealNow();
    }
  } finally {
    ending.abort();
  }
};

/** Seals the log until disposed, whenever no other process does. */
export const startSealing = (options: SealingOptions): AsyncDisposable => {
  const { seal, keys, owner, log, holding = () => {}, leaseMs = LEASE_MS } = options;
  const [{ name: origin }] = keys;
  return repeatEvery(CLAIM_MS, async (signal) => {
    let fence: number | undefined;
    try {
      const claimed = await seal.claim(origin, owner, leaseMs);
      if (claimed === undefined) return undefined;
      ({ fence } = claimed);
      holding(true);
      await sealOn(options, claimed, signal);
    } catch (error) {
      if (error instanceof SealLeaseLost || error instanceof EpochChanged) log.info({ origin }, error.message);
      else if (error instanceof HistoriesDiffer) {
        log.error({ origin }, `The log is not what was sealed: ${error.message}`);
        await seal.markDiffers(origin, error.message).catch(() => {});
        await pause(DIFFERS_MS, signal);
      } else log.warn({ origin, reason: (error as Error).name, transient: isTransient(error) }, 'Sealing failed; trying again');
    }
    holding(false);
    if (fence !== undefined) await seal.release(origin, fence).catch(() => {});
    return undefined;
  });
};
