import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grow, rootOfEdge } from '#seal/growth.ts';
import { toBase64 } from '#verifier/bytes.js';
import { consistencyRanges, EMPTY_ROOT, leafHash } from '#verifier/merkle.js';
import { COSIGNATURE, checkpointText, parseNote, parseVerifierKey, verifyNote } from '#verifier/note.js';
import { newSigningKey, parseSigningKey, signedNote } from '#verifier/signing.js';
import { proofFromTiles } from '#verifier/tiles.js';
import { createWitness, originHash } from '#verifier/witness.js';

const origin = 'motcua.example/log';
const log = newSigningKey(origin);
const own = newSigningKey('witness.example', COSIGNATURE);
let folder: string;

/** The log whose entries have these names, at each of its sizes. */
const history = (name: string, size: number) => {
  const { edge } = grow(
    [],
    0,
    Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`${name} ${n}`))),
  );
  const note = (secret = log.secret, as = origin) =>
    signedNote([parseSigningKey(secret)], checkpointText({ origin: as, size, root: size === 0 ? EMPTY_ROOT : rootOfEdge(edge) }));
  const read = async (level: number, _n: number, width: number) =>
    new Uint8Array((edge[level] ?? new Uint8Array()).subarray(0, 32 * width));
  const request = async (old: number, checkpoint = note()) => {
    const proof = await proofFromTiles(read, size, consistencyRanges(old, size));
    return [`old ${old}`, ...proof.map(toBase64), '', checkpoint].join('\n');
  };
  return { note, request };
};
const witnessIn = (dir = folder) =>
  createWitness({ folder: dir, key: parseSigningKey(own.secret, COSIGNATURE), logs: [parseVerifierKey(log.verifier)] });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'motcua-witness-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a witness', () => {
  test('cosigns a log that grows, and says when', async () => {
    const witness = witnessIn();
    for (const [old, size] of [
      [0, 5],
      [5, 5],
      [5, 100],
      [100, 200],
    ] as const) {
      const grown = history('a', size);
      const { status, body } = await witness.add(await grown.request(old));
      expect(status).toBe(200);
      const [verified] = await verifyNote(parseNote(grown.note() + body), [parseVerifierKey(own.verifier)]);
      expect(Math.abs((verified?.time ?? 0) - Date.now() / 1000)).toBeLessThan(60);
    }
    const latest = witness.latest(originHash(origin));
    expect(
      await verifyNote(
        parseNote(latest.body),
        [log, own].map(({ verifier }) => parseVerifierKey(verifier)),
      ),
    ).toHaveLength(2);
  });

  test('says what it holds to whoever does not know', async () => {
    const witness = witnessIn();
    await witness.add(await history('a', 7).request(0));
    expect(await witness.add(await history('a', 9).request(0))).toEqual({ status: 409, type: 'text/x.tlog.size', body: '7\n' });
    expect(await witness.add(await history('a', 9).request(6))).toMatchObject({ status: 409, body: '7\n' });
  });

  test('refuses another history, a smaller one, and a proof that does not fit', async () => {
    const witness = witnessIn();
    await witness.add(await history('a', 7).request(0));
    expect((await witness.add(await history('b', 9).request(7))).status).toBe(422);
    expect((await witness.add(await history('b', 7).request(7))).status).toBe(422);
    expect((await witness.add(await history('a', 5).request(0))).status).toBe(409);
    expect((await witness.add(`old 7\n\n${history('a', 9).note()}`)).status).toBe(422);
    expect((await witness.add(`old 9\n\n${history('a', 7).note()}`)).status).toBe(400);
    expect((await witness.add(await history('a', 9).request(7))).status).toBe(200);
  });

  test('of two, shown two histories, lets none pass that the other did not see', async () => {
    const [one, other] = [witnessIn(path.join(folder, '1')), witnessIn(path.join(folder, '2'))];
    for (const witness of [one, other]) await witness.add(await history('a', 7).request(0));
    expect((await one.add(await history('a', 9).request(7))).status).toBe(200);
    expect((await other.add(await history('b', 9).request(7))).status).toBe(422);
  });

  test('knows only its logs, and only their keys', async () => {
    const witness = witnessIn();
    const stranger = newSigningKey(origin);
    const elsewhere = newSigningKey('other.example/log');
    expect((await witness.add(await history('a', 3).request(0, history('a', 3).note(stranger.secret)))).status).toBe(403);
    expect((await witness.add(await history('a', 3).request(0, history('a', 3).note(elsewhere.secret, 'other.example/log')))).status).toBe(
      404,
    );
    const forged = history('a', 3).note().replace(/\n3\n/, '\n4\n');
    expect((await witness.add(`old 0\n\n${forged}`)).status).toBe(403);
    expect(witness.latest(originHash(origin)).status).toBe(404);
    expect(witness.latest(originHash('other.example/log')).status).toBe(404);
  });

  test('refuses what is not of the form', async () => {
    const witness = witnessIn();
    const note = history('a', 3).note();
    for (const body of [
      '',
      'old 0',
      `old 00\n\n${note}`,
      `old -1\n\n${note}`,
      `0\n\n${note}`,
      `old 0\nabc\n\n${note}`,
      'old 0\n\nnothing\n',
    ])
      expect([body, (await witness.add(body)).status]).toEqual([body, 400]);
    const many = Array.from({ length: 64 }, () => toBase64(EMPTY_ROOT));
    expect((await witness.add(['old 1', ...many, '', note].join('\n'))).status).toBe(400);
  });

  test('remembers after a restart, and answers one request after the other', async () => {
    await witnessIn().add(await history('a', 7).request(0));
    const witness = witnessIn();
    const answers = await Promise.all(
      [await history('a', 9).request(7), await history('a', 8).request(7)].map((body) => witness.add(body)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    expect(witness.latest(originHash(origin)).body).toContain('\n9\n');
  });

  test('cosigns the empty log, and what follows', async () => {
    const witness = witnessIn();
    expect((await witness.add(await history('a', 0).request(0))).status).toBe(200);
    const wrong = signedNote([parseSigningKey(log.secret)], checkpointText({ origin, size: 0, root: leafHash(Buffer.from('x')) }));
    expect((await witness.add(`old 0\n\n${wrong}`)).status).toBe(422);
    expect((await witness.add(await history('a', 2).request(0))).status).toBe(200);
  });
});
