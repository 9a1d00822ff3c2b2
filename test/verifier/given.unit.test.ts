import { describe, expect, test } from 'vitest';
import { grow, rootOfEdge } from '#seal/growth.ts';
import { toBase64, toHex } from '#verifier/bytes.js';
import { leafHash } from '#verifier/merkle.js';
import { checkpointText } from '#verifier/note.js';
import { keysAlone } from '#verifier/policy.js';
import { proofText } from '#verifier/proof.js';
import { sha256 as sha256InBrowsers } from '#verifier/sha256.js';
import { sha256 } from '#verifier/sha256.node.js';
import { newSigningKey, parseSigningKey, signedNote } from '#verifier/signing.js';
import { type Source, verifyExport, verifyLog, verifyProofText } from '#verifier/verify.js';

const origin = 'motcua.example/log';
const key = newSigningKey(origin);
const policy = keysAlone([key.verifier]);
const body = '{}';
const entry = (n: number): string =>
  JSON.stringify({
    body: toHex(sha256(Buffer.from(body))),
    id: `event-${n}`,
    occurredAt: '2025-07-01T00:00:00.000Z',
    recordedAt: '2025-07-01T00:00:00.000Z',
    stream: 'dossier-1',
    type: 'DossierReceived',
  });

/** A log of so many entries: its checkpoint and its tiles. */
const logOf = (size: number, signing = key) => {
  const { tiles, edge } = grow(
    [],
    0,
    Array.from({ length: size }, (_, n) => leafHash(Buffer.from(entry(n)))),
  );
  const kept = new Map(tiles.map(({ level, n, hashes }) => [`${level}/${n}`, hashes]));
  const checkpoint = signedNote([parseSigningKey(signing.secret)], checkpointText({ origin, size, root: rootOfEdge(edge) }));
  const source: Source = {
    checkpoint: async () => checkpoint,
    readTile: async (level, n, width) => new Uint8Array((kept.get(`${level}/${n}`) ?? edge[level] ?? []).slice(0, 32 * width)),
  };
  return { checkpoint, kept, edge, source };
};
const exportOf = (size: number, more: object = {}): string => {
  const header = { form: 'motcua-export/1', checkpoint: logOf(size).checkpoint, size, begin: 0, end: size, filter: {}, others: 'entries' };
  const lines = Array.from({ length: size }, (_, n) => `${n}\t${entry(n)}\t${body}\n`);
  return `${JSON.stringify({ ...header, left: [], right: [], ...more })}\n${lines.join('')}{"end":true}\n`;
};
const verdictOf = async (text: string) => (await verifyExport([Buffer.from(text)], { policy })).verdict;

describe('an export', () => {
  const whole = exportOf(3);
  test.each([
    ['followed by another', whole + whole],
    ['with an entry that is no JSON', whole.replace('1\t{', '1\t[')],
    ['with an entry that is nothing', whole.replace(/\n1\t\{.*\}\t/, '\n1\tnull\t')],
    ['with what is no hash in place of an entry', whole.replace(/\n1\t.*\n2/, '\n1\t"abc"\n2')],
    ['with a byte that is not UTF-8 text behind its header', `${whole.slice(0, whole.indexOf('\n1\t') + 1)}\u0000\n`],
    ['with the header of another size', whole.replace('"size":3', '"size":4').replace('"right":[]', `"right":["${toBase64(sha256())}"]`)],
    ['with the entries of another', exportOf(3).replaceAll('event-', 'other-')],
  ])('%s was manipulated', async (_, text) => {
    expect(text).not.toBe(whole);
    expect(await verdictOf(text)).toBe('manipulated');
  });

  test.each([
    ['a filter that nobody knows', exportOf(3, { filter: { color: 'red' } }), 'color'],
    ['no line end', 'x'.repeat(100), 'cannot be read'],
    ['nothing', '', 'empty'],
  ])('with %s is none', async (_, text, why) => {
    await expect(verdictOf(text)).rejects.toThrow(why);
  });

  test('says what it holds, and believes nothing of its end but its form', async () => {
    const text = whole.replace('{"end":true}', '{"end":true,"unsealed":{"events":"many"}}');
    const report = await verifyExport([Buffer.from(text)], { policy });
    expect(report).toMatchObject({ verdict: 'intact', range: { begin: 0, end: 3 }, filter: {} });
    expect(report.unsealed).toBeUndefined();
  });
});

describe('what was kept', () => {
  const { source } = logOf(600);
  test('by a key that is not named, or that is no checkpoint, accuses nobody', async () => {
    const other = logOf(300, newSigningKey(origin)).checkpoint;
    expect(await verifyLog(source, { policy, older: other })).toMatchObject({
      verdict: 'cannot-tell',
      why: expect.stringContaining('former one'),
    });
    expect(await verifyLog(source, { policy, older: '<html>' })).toMatchObject({ verdict: 'cannot-tell' });
  });

  test('and a proof are of one history, or tiles are asked for', async () => {
    const one = logOf(1);
    const proof = proofText({ entry: Buffer.from(entry(0)), index: 0, hashes: [], checkpoint: one.checkpoint });
    const older = logOf(600).checkpoint;
    expect(await verifyProofText(proof, { policy })).toMatchObject({ verdict: 'intact' });
    expect(await verifyProofText(proof, { policy, older })).toMatchObject({ verdict: 'cannot-tell' });
    expect(await verifyProofText(proof, { policy, older, source })).toMatchObject({ verdict: 'intact' });
    const forged = signedNote([parseSigningKey(key.secret)], checkpointText({ origin, size: 600, root: leafHash(Buffer.from('x')) }));
    expect(await verifyProofText(proof, { policy, older: forged, source })).toMatchObject({ verdict: 'manipulated' });
  });
});

describe('a log', () => {
  test('without a checkpoint is not sealed, or lost what it had', async () => {
    const empty: Source = { checkpoint: async () => '', readTile: async () => new Uint8Array() };
    expect((await verifyLog(empty, { policy })).verdict).toBe('unsealed');
    expect(await verifyLog(empty, { policy, older: logOf(5).checkpoint })).toMatchObject({
      verdict: 'gap',
      why: expect.stringContaining('5'),
    });
  });

  test('whose tiles above the first level are not made of those below was manipulated', async () => {
    const { source, edge } = logOf(600);
    expect((await verifyLog(source, { policy })).verdict).toBe('intact');
    const changed = Buffer.from(edge[1] ?? []);
    changed[0] = (changed[0] ?? 0) ^ 1;
    const lying: Source = {
      ...source,
      readTile: async (level, n, width) => (level === 1 ? new Uint8Array(changed) : source.readTile(level, n, width)),
    };
    expect(await verifyLog(lying, { policy })).toMatchObject({ verdict: 'manipulated', why: expect.stringContaining('level 1') });
    const lacking: Source = {
      ...source,
      readTile: async (level, n, width) => (level === 1 ? new Uint8Array() : source.readTile(level, n, width)),
    };
    expect((await verifyLog(lacking, { policy })).verdict).toBe('gap');
  });
});

test('hashes are the same in Node and in browsers, of any length', () => {
  for (const length of [0, 1, 55, 56, 64, 65, 5000, 9000]) {
    const bytes = Buffer.alloc(length, length);
    expect(toBase64(sha256(bytes))).toBe(toBase64(sha256InBrowsers(bytes)));
    expect(toBase64(sha256(bytes, Uint8Array.of(1)))).toBe(toBase64(sha256InBrowsers(bytes, Uint8Array.of(1))));
  }
});
