import type { RecordedEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { equal } from '#verifier/bytes.js';
import { consistencyRanges, inclusionRanges } from '#verifier/merkle.js';
import { parseNote, verifyNote } from '#verifier/note.js';
import { isQuorum, type Policy } from '#verifier/policy.js';
import { proofText } from '#verifier/proof.js';
import { proofFromTiles, TILE_WIDTH, tileWidth } from '#verifier/tiles.js';
import type { SealDatabase, Sealed } from './database.ts';
import { entryOf } from './entry.ts';

/** What proofs are made of. `policy`: whose witnesses a proof should carry; nobody's when absent. */
export type ProofTools = { store: Pick<EventStore, 'readAll' | 'epoch'>; seal: SealDatabase; policy?: Policy | undefined };

/** What was sealed in the place of an event is something else. */
export class SealedOtherwise extends Error {
  override name = 'SealedOtherwise';
  constructor(eventId: string, index: number) {
    super(`event ${eventId} is not what was sealed as entry ${index}`);
  }
}

/** A checkpoint with what its witnesses said so far. */
export const cosignedNote = ({ note, cosignatures }: Sealed): string => note + cosignatures.join('');

/** Checkpoints that are looked through for the first that enough witnesses cosigned. */
const LOOKED_THROUGH = 50;

const witnessed = async ({ policy }: ProofTools, sealed: Sealed): Promise<boolean> => {
  if (policy === undefined) return true;
  const keys = policy.witnesses.map(({ key }) => key);
  const verified = await verifyNote(parseNote(cosignedNote(sealed)), keys).catch(() => []);
  return isQuorum(
    policy,
    verified.map(({ key }) => key),
  );
};

/** The first checkpoint that has an entry and enough witnesses; where none has them, the first that has the entry. */
const checkpointWith = async (tools: ProofTools, origin: string, index: number): Promise<Sealed | undefined> => {
  if (tools.policy !== undefined)
    for (const sealed of await tools.seal.after(origin, index, LOOKED_THROUGH, true)) if (await witnessed(tools, sealed)) return sealed;
  return (await tools.seal.after(origin, index, 1))[0];
};

/** Place of a sealed event among the entries of the tree; undefined before it is sealed. */
const indexOf = async ({ store, seal }: ProofTools, origin: string, { position }: RecordedEvent): Promise<number | undefined> => {
  const epoch = await store.epoch();
  const latest = await seal.latest(origin);
  if (latest === undefined || latest.epoch !== epoch || latest.position < position) return undefined;
  const place = await seal.placeOf(origin, epoch, position);
  if (place === undefined) return undefined;
  let index = place.n * TILE_WIDTH;
  for (let at = place.position; at < position; ) {
    const { events, next } = await store.readAll({ after: at, limit: TILE_WIDTH });
    for (const event of events) if (event.position <= position) index += 1;
    if (next <= at) return undefined;
    at = next;
  }
  return index;
};

/**
 * The text of a `.tlog-proof` for an event: its entry, its place, the first checkpoint that has it, with enough
 * witnesses where there is one. Undefined while it is not sealed; whoever seals is asked to hurry. Throws
 * `SealedOtherwise`.
 */
export const proofOfEvent = async (tools: ProofTools, event: RecordedEvent): Promise<string | undefined> => {
  const { seal } = tools;
  const origin = await seal.origin();
  if (origin === undefined) return undefined;
  const index = await indexOf(tools, origin, event);
  const sealed = index === undefined ? undefined : await checkpointWith(tools, origin, index);
  if (index === undefined || sealed === undefined) {
    await seal.hurry(origin);
    return undefined;
  }
  const { size } = sealed;
  const { entry, leaf } = entryOf(event);
  const readTile = seal.readTile(origin);
  const n = Math.floor(index / TILE_WIDTH);
  const at = 32 * (index % TILE_WIDTH);
  const tile = await readTile(0, n, tileWidth(0, n, size));
  if (!equal(tile.subarray(at, at + 32), leaf)) throw new SealedOtherwise(event.id, index);
  const hashes = await proofFromTiles(readTile, size, inclusionRanges(index, size));
  return proofText({ entry: Buffer.from(entry), index, hashes, checkpoint: cosignedNote(sealed) });
};

/** Hashes that prove that the tree of `size` entries begins with the one of `first`. */
export const consistencyProof = (
  seal: Pick<SealDatabase, 'readTile'>,
  origin: string,
  first: number,
  size: number,
): Promise<Uint8Array[]> => proofFromTiles(seal.readTile(origin), size, consistencyRanges(first, size));
