import { Frontier, type Hash } from '#verifier/merkle.js';
import { TILE_HEIGHT, TILE_WIDTH } from '#verifier/tiles.js';

/** The last tile of each level, from level 0 on, while it is not full: its hashes one after the other. */
export type Edge = readonly Uint8Array[];
/** A full tile. */
export type Tile = { level: number; n: number; hashes: Uint8Array };

const HASH_BYTES = 32;

const tileRoot = (hashes: Uint8Array): Hash => {
  const tree = new Frontier();
  for (let at = 0; at < hashes.length; at += HASH_BYTES) tree.append(hashes.subarray(at, at + HASH_BYTES));
  return tree.root();
};

/** Appends leaves to a tree of `size` leaves: the tiles that became full, and the edge that is left. */
export const grow = (edge: Edge, size: number, leaves: readonly Hash[]): { tiles: Tile[]; edge: Edge } => {
  const levels = edge.map((hashes) => [Buffer.from(hashes)]);
  const widths = edge.map((hashes) => hashes.length / HASH_BYTES);
  const tiles: Tile[] = [];
  const append = (level: number, hash: Hash, before: number): void => {
    const hashes = (levels[level] ??= []);
    hashes.push(Buffer.from(hash));
    const width = (widths[level] = (widths[level] ?? 0) + 1);
    if (width < TILE_WIDTH) return;
    const tile = { level, n: Math.floor(before / TILE_WIDTH ** (level + 1)), hashes: Buffer.concat(hashes) };
    tiles.push(tile);
    levels[level] = [];
    widths[level] = 0;
    append(level + 1, tileRoot(tile.hashes), before);
  };
  for (const [at, leaf] of leaves.entries()) append(0, leaf, size + at);
  return { tiles, edge: levels.map((hashes) => Buffer.concat(hashes)) };
};

/** Root of the tree that an edge belongs to. */
export const rootOfEdge = (edge: Edge): Hash => {
  const tree = new Frontier();
  for (const [level, hashes] of [...edge.entries()].toReversed())
    for (let at = 0; at < hashes.length; at += HASH_BYTES) tree.append(hashes.subarray(at, at + HASH_BYTES), TILE_HEIGHT * level);
  return tree.root();
};
