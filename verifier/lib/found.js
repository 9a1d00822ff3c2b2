import { equal } from './bytes.js';
import { Frontier, rootOf } from './merkle.js';
import { TILE_WIDTH, tileWidth } from './tiles.js';

/** What a check found, as far as it goes. */
export class Found extends Error {
  /** @param {import('./verify.js').Verdict} verdict @param {string} why @param {Partial<import('./verify.js').Report>} more */
  constructor(verdict, why, more = {}) {
    super(why);
    this.report = { verdict, why, ...more };
  }
}

/** Root of a tree from all its tiles of level 0; those above them must be made of them. @param {import('./verify.js').Source} source @param {number} size @param {(entries: number) => void} tell */
export const rootOfTiles = async (source, size, tell) => {
  const tree = new Frontier();
  /** Hashes of each level above, of its last tile. @type {Uint8Array[][]} */
  const above = [];
  /** @param {number} level @param {Uint8Array[]} hashes */
  const compare = async (level, hashes) => {
    const n = Math.ceil(Math.floor(tree.size / TILE_WIDTH ** level) / TILE_WIDTH) - 1;
    const tile = await source.readTile(level, n, hashes.length);
    if (tile.length < 32 * hashes.length) throw new Found('gap', `Tile ${n} of level ${level} is missing or cut off.`);
    if (!hashes.every((hash, at) => equal(hash, tile.slice(32 * at, 32 * at + 32))))
      throw new Found('manipulated', `Tile ${n} of level ${level} is not made of the tiles below it.`);
  };
  /** @param {number} level @param {Uint8Array} hash */
  const rise = async (level, hash) => {
    const hashes = (above[level] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    await compare(level, hashes);
    above[level] = [];
    await rise(level + 1, rootOf(hashes.map((one) => ({ level: 0, hash: one }))));
  };
  for (let n = 0; n * TILE_WIDTH < size; n += 1) {
    const width = tileWidth(0, n, size);
    const tile = await source.readTile(0, n, width);
    if (tile.length < 32 * width)
      throw new Found('gap', `Tile ${n} of the log is missing or cut off.`, { first: { index: n * TILE_WIDTH } });
    const hashes = Array.from({ length: width }, (_, at) => tile.slice(32 * at, 32 * at + 32));
    for (const hash of hashes) tree.append(hash);
    if (width === TILE_WIDTH) await rise(1, rootOf(hashes.map((hash) => ({ level: 0, hash }))));
    if (n % 400 === 0) tell(tree.size);
  }
  for (const [level, hashes] of above.entries()) if (hashes !== undefined && hashes.length > 0) await compare(level, hashes);
  return tree.root();
};
