// Tiles (c2sp.org/tlog-tiles v0.1.0): 256 hashes of one level of the tree, the last tile of a level maybe fewer.
import { Frontier, hashOfRange, subtreesOf } from './merkle.js';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/** Path of a tile below the prefix of a log; `level` may be `entries`. @param {number | 'entries'} level @param {number} n @param {number} width 1 to 256 */
export const tilePath = (level, n, width = TILE_WIDTH) => {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
};

/** Number of hashes in a tile of a tree of `size` leaves. @param {number} level @param {number} n @param {number} size */
export const tileWidth = (level, n, size) =>
  Math.max(0, Math.min(TILE_WIDTH, Math.floor(size / 2 ** (TILE_HEIGHT * level)) - n * TILE_WIDTH));

/** Answers a tile's hashes, one after the other; more than `width` of them are passed over. @typedef {(level: number, n: number, width: number) => Promise<Uint8Array>} ReadTile */

/** Hash of a perfect subtree of a tree of `size` leaves. @param {ReadTile} read @param {number} size @param {import('./merkle.js').Subtree} subtree */
const subtreeHash = async (read, size, { level, index }) => {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const n = Math.floor((index * count) / TILE_WIDTH);
  const first = (index * count) % TILE_WIDTH;
  const tile = await read(tileLevel, n, tileWidth(tileLevel, n, size));
  if (tile.length < 32 * (first + count)) throw new RangeError(`tile ${n} of level ${tileLevel} is cut off`);
  const tree = new Frontier();
  for (let at = first; at < first + count; at += 1) tree.append(tile.slice(32 * at, 32 * at + 32));
  return tree.root();
};

/** Hash of each perfect subtree that spans the leaves from `begin` up to `end` of a tree. @param {ReadTile} read @param {number} size @param {number} begin @param {number} end */
export const subtreeHashes = (read, size, begin, end) =>
  Promise.all(subtreesOf(begin, end).map((subtree) => subtreeHash(read, size, subtree)));

/** Hashes of a proof from the tiles of a tree. @param {ReadTile} read @param {number} size @param {readonly [begin: number, end: number][]} ranges @returns {Promise<Uint8Array[]>} */
export const proofFromTiles = (read, size, ranges) =>
  Promise.all(ranges.map(async ([begin, end]) => hashOfRange(await subtreeHashes(read, size, begin, end))));
