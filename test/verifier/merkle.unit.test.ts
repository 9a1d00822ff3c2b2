import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grow, rootOfEdge } from '#seal/growth.ts';
import { toHex } from '#verifier/bytes.js';
import {
  consistencyRanges,
  EMPTY_ROOT,
  Frontier,
  inclusionRanges,
  leafHash,
  nodeHash,
  provesConsistency,
  provesInclusion,
  rootOf,
} from '#verifier/merkle.js';
import { sha256 as sha256InBrowsers } from '#verifier/sha256.js';
import { proofFromTiles, subtreeHashes, tilePath, tileWidth } from '#verifier/tiles.js';

const hashOf = (n: number): Uint8Array => leafHash(Buffer.from(`entry ${n}`));
const leaves = (count: number): Uint8Array[] => Array.from({ length: count }, (_, n) => hashOf(n));

/** MTH of RFC 6962, section 2.1, word by word. */
const treeHash = (hashes: readonly Uint8Array[]): Uint8Array => {
  const [first] = hashes;
  if (first === undefined) return createHash('sha256').digest();
  if (hashes.length === 1) return first;
  let k = 1;
  while (2 * k < hashes.length) k *= 2;
  return nodeHash(treeHash(hashes.slice(0, k)), treeHash(hashes.slice(k)));
};

/** Tiles and edge of a tree that grew by groups of these sizes. */
const grown = (groups: readonly number[]) => {
  const tiles = new Map<string, Uint8Array>();
  let edge: readonly Uint8Array[] = [];
  let size = 0;
  for (const count of groups) {
    const step = grow(
      edge,
      size,
      Array.from({ length: count }, (_, n) => hashOf(size + n)),
    );
    for (const { level, n, hashes } of step.tiles) tiles.set(`${level}/${n}`, hashes);
    ({ edge } = step);
    size += count;
  }
  const read = async (level: number, n: number, width: number) =>
    new Uint8Array((tiles.get(`${level}/${n}`) ?? edge[level] ?? new Uint8Array()).subarray(0, 32 * width));
  return { size, edge, tiles, read };
};

describe('the tree', () => {
  test('has the roots that the tests of Certificate Transparency have', () => {
    // inputs and roots of certificate-transparency-go's merkletree tests, which RFC 6962 defines
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const hashes = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')));
    expect(toHex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(toHex(treeHash(hashes.slice(0, 1)))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(toHex(rootOf(hashes.map((hash) => ({ level: 0, hash }))))).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
  });

  test('has the root of RFC 6962 whatever its size and however it grew', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (groups) => {
        const { size, edge } = grown(groups);
        expect(toHex(rootOfEdge(edge))).toBe(toHex(treeHash(leaves(size))));
      }),
      { numRuns: 40 },
    ));

  test('writes each full tile once, 256 hashes of its level', () => {
    const { tiles } = grown([70_000]);
    expect([...tiles.values()].every(({ length }) => length === 8192)).toBe(true);
    expect([...tiles.keys()].filter((key) => key.startsWith('0/'))).toHaveLength(273);
    expect([...tiles.keys()].filter((key) => key.startsWith('1/'))).toEqual(['1/0']);
    // the example of c2sp.org/tlog-tiles
    expect([tileWidth(0, 273, 70_000), tileWidth(1, 1, 70_000), tileWidth(2, 0, 70_000)]).toEqual([112, 17, 1]);
  });

  test('refuses a subtree where none of its level can stand', () => {
    const tree = new Frontier();
    tree.append(hashOf(0));
    expect(() => tree.append(hashOf(1), 1)).toThrow(RangeError);
  });
});

describe('proofs from tiles', () => {
  const sizes = [1, 2, 3, 255, 256, 257, 511, 513, 700];
  test('show each leaf in each tree, and no other leaf and no other place', async () => {
    for (const size of sizes) {
      const { read, edge } = grown([size]);
      const root = rootOfEdge(edge);
      for (const index of new Set([0, 1, Math.floor(size / 2), size - 2, size - 1].filter((i) => i >= 0 && i < size))) {
        const proof = await proofFromTiles(read, size, inclusionRanges(index, size));
        expect(provesInclusion(hashOf(index), index, size, proof, root)).toBe(true);
        expect(provesInclusion(hashOf(index + 1), index, size, proof, root)).toBe(false);
        expect(provesInclusion(hashOf(index), index, size, [...proof, root], root)).toBe(false);
        expect(provesInclusion(hashOf(index), size, size, proof, root)).toBe(false);
        if (size > 1) {
          expect(provesInclusion(hashOf(index), (index + 1) % size, size, proof, root)).toBe(false);
          expect(provesInclusion(hashOf(index), index, size, proof.slice(1), root)).toBe(false);
        }
      }
    }
  });

  test('show each tree at the beginning of each larger one, and no other tree', async () => {
    for (const size of sizes) {
      const { read, edge } = grown([size]);
      const second = { size, root: rootOfEdge(edge) };
      for (const first of new Set([1, 2, 3, 128, 255, 256, 257, size - 1, size].filter((i) => i >= 1 && i <= size))) {
        const before = { size: first, root: treeHash(leaves(first)) };
        const proof = await proofFromTiles(read, size, consistencyRanges(first, size));
        expect(provesConsistency(before, second, proof)).toBe(true);
        expect(provesConsistency({ ...before, root: hashOf(9) }, second, proof)).toBe(false);
        expect(provesConsistency(before, { ...second, root: hashOf(9) }, proof)).toBe(false);
        expect(provesConsistency(before, second, [...proof, hashOf(1)])).toBe(false);
      }
      expect(provesConsistency({ size: 0, root: EMPTY_ROOT }, second, [])).toBe(true);
    }
  });

  test('rebuild the root from a part and what stands on both sides of it', async () => {
    const size = 1_234;
    const { read, edge } = grown([1_000, 234]);
    for (const [begin, end] of [
      [0, size],
      [0, 17],
      [300, 301],
      [511, 1_025],
      [1_233, 1_234],
    ] as const) {
      const tree = new Frontier();
      const add = async (from: number, to: number) => {
        const { subtreesOf } = await import('#verifier/merkle.js');
        const hashes = await subtreeHashes(read, size, from, to);
        for (const [at, { level }] of subtreesOf(from, to).entries()) tree.append(hashes[at] as Uint8Array, level);
      };
      await add(0, begin);
      for (let index = begin; index < end; index += 1) tree.append(hashOf(index));
      await add(end, size);
      expect(toHex(tree.root())).toBe(toHex(rootOfEdge(edge)));
    }
  });

  test('name tiles as c2sp.org/tlog-tiles does', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath('entries', 5, 17)).toBe('tile/entries/005.p/17');
  });
});

test('browsers compute the same SHA-256', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 80 }), (one, other) => {
      expect(toHex(sha256InBrowsers(one, other))).toBe(createHash('sha256').update(one).update(other).digest('hex'));
    }),
  ));
