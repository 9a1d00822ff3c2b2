// The Merkle tree of RFC 6962, section 2.1, over SHA-256. A subtree is perfect: `level` l, `index` i spans the leaves
// from i * 2^l to (i + 1) * 2^l. Proofs are checked by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
import { sha256 } from '#sha256';
import { equal } from './bytes.js';

/** @typedef {Uint8Array} Hash */
/** @typedef {{ level: number, index: number }} Subtree */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The root of a tree without leaves. */
export const EMPTY_ROOT = sha256();

/** @param {Uint8Array} entry @returns {Hash} */
export const leafHash = (entry) => sha256(LEAF, entry);

/** @param {Hash} left @param {Hash} right @returns {Hash} */
export const nodeHash = (left, right) => sha256(NODE, left, right);

/** The fewest perfect subtrees that span the leaves from `begin` up to `end`, in order. @param {number} begin @param {number} end @returns {Subtree[]} */
export const subtreesOf = (begin, end) => {
  const subtrees = [];
  while (begin < end) {
    let level = 0;
    while (begin % 2 ** (level + 1) === 0 && begin + 2 ** (level + 1) <= end) level += 1;
    subtrees.push({ level, index: begin / 2 ** level });
    begin += 2 ** level;
  }
  return subtrees;
};

/** A tree as it grows: only its rightmost perfect subtrees, fewer than 64 hashes. */
export class Frontier {
  size = 0;
  /** @type {{ level: number, hash: Hash }[]} */
  #subtrees = [];

  /** Appends a perfect subtree; a leaf hash has level 0. Throws `RangeError` where none of this level can stand. @param {Hash} hash */
  append(hash, level = 0) {
    if (this.size % 2 ** level !== 0) throw new RangeError(`no subtree of level ${level} begins at leaf ${this.size}`);
    this.size += 2 ** level;
    let last = this.#subtrees.at(-1);
    while (last?.level === level) {
      hash = nodeHash(last.hash, hash);
      level += 1;
      this.#subtrees.pop();
      last = this.#subtrees.at(-1);
    }
    this.#subtrees.push({ level, hash });
  }

  /** @returns {Hash} */
  root() {
    const [last, ...others] = this.#subtrees.toReversed();
    return last === undefined ? EMPTY_ROOT : others.reduce((right, { hash }) => nodeHash(hash, right), last.hash);
  }
}

/** The hash of a whole tree from the hashes of its parts. @param {readonly { level: number, hash: Hash }[]} parts from leaf 0 on */
export const rootOf = (parts) => {
  const tree = new Frontier();
  for (const { level, hash } of parts) tree.append(hash, level);
  return tree.root();
};

/** Largest power of two below `size`. @param {number} size */
const splitOf = (size) => {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
};

/** Ranges of leaves whose hashes prove that a leaf stands in a tree, from its sibling up. @param {number} index @param {number} size @returns {[begin: number, end: number][]} */
export const inclusionRanges = (index, size, begin = 0) => {
  if (size <= 1) return [];
  const split = splitOf(size);
  return index < split
    ? [...inclusionRanges(index, split, begin), [begin + split, begin + size]]
    : [...inclusionRanges(index - split, size - split, begin + split), [begin, begin + split]];
};

/** Ranges whose hashes prove that a tree begins with the one of `first` leaves. @param {number} first @param {number} size @returns {[begin: number, end: number][]} */
export const consistencyRanges = (first, size) => {
  /** @type {(first: number, size: number, begin: number, known: boolean) => [number, number][]} */
  const below = (m, n, begin, known) => {
    if (m === n) return known ? [] : [[begin, begin + m]];
    const split = splitOf(n);
    return m <= split
      ? [...below(m, split, begin, known), [begin + split, begin + n]]
      : [...below(m - split, n - split, begin + split, false), [begin, begin + split]];
  };
  return first === 0 || first === size ? [] : below(first, size, 0, true);
};

/** Root of the leaves in a range of a proof, from its perfect subtrees. @param {readonly Hash[]} hashes in order */
export const hashOfRange = (hashes) => hashes.toReversed().reduce((right, left) => nodeHash(left, right));

const half = (/** @type {number} */ n) => Math.floor(n / 2);

/** Whether this proof shows the leaf at `index` in the tree. @param {Hash} leaf @param {number} index @param {number} size @param {readonly Hash[]} proof @param {Hash} root */
export const provesInclusion = (leaf, index, size, proof, root) => {
  if (index >= size) return false;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else hash = nodeHash(hash, sibling);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && equal(hash, root);
};

/** Whether this proof shows that the second tree begins with the first. @param {{ size: number, root: Hash }} first @param {{ size: number, root: Hash }} second @param {readonly Hash[]} proof */
export const provesConsistency = (first, second, proof) => {
  if (first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && equal(first.root, second.root);
  if (first.size === 0) return proof.length === 0 && equal(first.root, EMPTY_ROOT);
  const path = subtreesOf(0, first.size).length === 1 ? [first.root, ...proof] : proof;
  const [start, ...others] = path;
  if (start === undefined) return false;
  let [place, last] = [first.size - 1, second.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [before, after] = [start, start];
  for (const hash of others) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      before = nodeHash(hash, before);
      after = nodeHash(hash, after);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else after = nodeHash(after, hash);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && equal(before, first.root) && equal(after, second.root);
};
