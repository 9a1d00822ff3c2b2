import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { entryOf } from '#seal/entry.ts';
import { consistencyProof, cosignedNote, proofOfEvent, SealedOtherwise } from '#seal/proofs.ts';
import { type SealingOptions, startSealing } from '#seal/sealing.ts';
import { aStream, someEvents } from '#test/events/store/storeContract.ts';
import { createTestLog, type TestLog } from '#test/support/log.ts';
import { createTestSeal, type TestSeal } from '#test/support/seal.ts';
import { provesConsistency } from '#verifier/merkle.js';
import { parseCheckpoint, parseNote } from '#verifier/note.js';
import { keysAlone } from '#verifier/policy.js';
import { parseProof, verifyProof } from '#verifier/proof.js';
import { newSigningKey, parseSigningKey } from '#verifier/signing.js';

const origin = 'motcua.example/log';
const key = newSigningKey(origin);
const policy = keysAlone([key.verifier]);
const said: string[] = [];
const saying = (_: object, message: string) => void said.push(message);

let home: TestLog;
let kept: TestSeal;
let running: AsyncDisposable[];

beforeEach(async () => {
  [home, kept] = await Promise.all([createTestLog(), createTestSeal()]);
  running = [];
  said.length = 0;
});
afterEach(async () => {
  await Promise.all(running.map((one) => one[Symbol.asyncDispose]()));
  await Promise.all([home.drop(), kept.drop()]);
});

const start = (options: Partial<SealingOptions> = {}): AsyncDisposable => {
  const sealing = startSealing({
    store: home.store,
    seal: kept.seal,
    keys: [parseSigningKey(key.secret)],
    owner: 'one',
    log: { info: saying, warn: saying, error: saying },
    everyMs: 20,
    ...options,
  });
  running.push(sealing);
  return sealing;
};
const reopen = async (): Promise<void> => {
  await home.store.close();
  home.store = await connectPostgresStore({ url: home.appUrl });
};
const append = (count: number, stream = aStream()) => home.store.append(stream, 'any', someEvents(count));
const allEvents = async () => (await home.store.readAll({ after: -1 })).events;
/** The checkpoint of so many entries, once it is there. */
const sealed = (size: number) =>
  vi.waitFor(
    async () => {
      const latest = await kept.reading.latest(origin);
      expect(latest?.size).toBe(size);
      return latest as NonNullable<typeof latest>;
    },
    { timeout: 10_000, interval: 20 },
  );
const checkpointOf = (note: string) => parseCheckpoint(parseNote(note).text);
const tools = () => ({ store: home.store, seal: kept.reading });

describe('sealing', () => {
  test('gives every event of the log a proof that its key alone verifies', async () => {
    start();
    await append(3);
    await append(700);
    await sealed(703);
    const events = await allEvents();
    for (const index of [0, 2, 3, 255, 256, 511, 702]) {
      const event = events[index];
      if (event === undefined) throw new Error('the log is shorter');
      const proof = parseProof((await proofOfEvent(tools(), event)) ?? '');
      expect(proof.index).toBe(index);
      await expect(verifyProof(proof, policy)).resolves.toMatchObject({ checkpoint: { origin } });
      expect(Buffer.from(proof.entry).toString()).toBe(entryOf(event).entry);
    }
  });

  test('signs no checkpoint that a former one is not the beginning of', async () => {
    start();
    const notes: string[] = [];
    for (const [size, more] of [
      [5, 5],
      [300, 295],
      [301, 1],
      [900, 599],
    ] as const) {
      await append(more);
      notes.push((await sealed(size)).note);
    }
    const last = checkpointOf(notes.at(-1) ?? '');
    for (const note of notes) {
      const first = checkpointOf(note);
      const proof = await consistencyProof(kept.reading, origin, first.size, last.size);
      expect(provesConsistency(first, last, proof)).toBe(true);
    }
  });

  test('waits for more events, but not when somebody asks for a proof', async () => {
    start({ everyMs: 60_000 });
    await append(1);
    const [event] = await allEvents();
    if (event === undefined) throw new Error('the log is empty');
    await vi.waitFor(async () => expect(await kept.reading.origin()).toBe(origin), { timeout: 10_000 });
    expect(await proofOfEvent(tools(), event)).toBeUndefined();
    await sealed(1);
    expect(await proofOfEvent(tools(), event)).toContain('c2sp.org/tlog-proof@v1');
  });

  test('is done by one process at a time; the next one goes on where the last one stopped', async () => {
    const first = start();
    await append(10);
    await sealed(10);
    start({ owner: 'two' });
    await append(10);
    await sealed(20);
    const claimed = await kept.seal.claim(origin, 'three', 15_000);
    expect(claimed).toBeUndefined();
    await first[Symbol.asyncDispose]();
    await append(10);
    await sealed(30);
    const { rows } = await kept.owner.query('select count(*)::int as checkpoints, max(size)::int as size from seal.checkpoints');
    expect(rows[0].size).toBe(30);
  });

  test('is refused to a process that lost its lease, and to a tree that moved on', async () => {
    const claimed = await kept.seal.claim(origin, 'slow', 1);
    if (claimed === undefined) throw new Error('no lease');
    start();
    await append(4);
    const latest = await sealed(4);
    const grown = {
      size: 9,
      tiles: [],
      places: [],
      edge: [],
      note: 'n',
      epoch: latest.epoch,
      position: 9,
      recordedAt: new Date().toISOString(),
    };
    await expect(kept.seal.seal(origin, claimed.fence, 0, grown)).rejects.toMatchObject({ name: 'SealLeaseLost' });
    await expect(kept.seal.renew(origin, claimed.fence, 1)).rejects.toMatchObject({ name: 'SealLeaseLost' });
  });

  test('goes on after a new epoch of the same history, and proofs of before and after hold', async () => {
    const first = start();
    await append(300);
    await sealed(300);
    await first[Symbol.asyncDispose]();
    await home.owner.query('select es.begin_epoch()');
    await reopen();
    start();
    await append(1);
    await sealed(301);
    const events = await allEvents();
    for (const event of [events[0], events[299], events[300]]) {
      if (event === undefined) throw new Error('the log is shorter');
      const proof = await vi.waitFor(async () => parseProof((await proofOfEvent(tools(), event)) ?? ''));
      await verifyProof(proof, policy);
    }
  });

  test('stops at a history that is not the one that was sealed, and names the event', async () => {
    const first = start();
    await append(20);
    await sealed(20);
    await first[Symbol.asyncDispose]();
    await home.owner.query(`alter table es.events disable trigger all`);
    await home.owner.query(`update es.events set meta = (meta::jsonb || '{"unit": "other"}')::json where position = 7`);
    await home.owner.query('select es.begin_epoch()');
    await reopen();
    start();
    await vi.waitFor(async () => expect((await kept.reading.state())?.differs).toContain('event 6 of the log'), { timeout: 10_000 });
    await append(1);
    expect((await kept.reading.latest(origin))?.size).toBe(20);
  });

  test('gives no proof of an event that is not what was sealed', async () => {
    start();
    await append(20);
    await sealed(20);
    await home.owner.query(`alter table es.events disable trigger all`);
    await home.owner.query(`update es.events set type = 'Other' where position = 7`);
    const event = (await allEvents())[6];
    if (event === undefined) throw new Error('the log is shorter');
    await expect(proofOfEvent(tools(), event)).rejects.toThrow(SealedOtherwise);
  });

  test('is not rolled back with the log: a log that ends before what was sealed is found', async () => {
    const first = start();
    await append(20);
    await sealed(20);
    await first[Symbol.asyncDispose]();
    await home.owner.query(`alter table es.events disable trigger all`);
    await home.owner.query(`delete from es.events where position > 15; update es.high_water set position = 15`);
    await reopen();
    start();
    await vi.waitFor(async () => expect((await kept.reading.state())?.differs).toContain('the log ends'), { timeout: 10_000 });
  });

  test('shows the cosignatures that arrived beside the log’s own signature', async () => {
    start();
    await append(2);
    await sealed(2);
    await kept.seal.cosign(origin, 2, 'w.example', '— w.example AAAAAAAAAA==\n');
    await kept.seal.cosign(origin, 2, 'w.example', '— w.example AAAAAAAAAA==\n');
    const latest = await kept.reading.latest(origin);
    expect(latest && cosignedNote(latest)).toBe(`${latest?.note}— w.example AAAAAAAAAA==\n`);
  });
});

describe('the seal', () => {
  test.each(['tiles', 'places', 'checkpoints', 'cosignatures', 'stamps'])('keeps %s from everybody', async (table) => {
    start();
    await append(260);
    await sealed(260);
    await expect(kept.owner.query(`update seal.${table} set origin = origin`)).rejects.toThrow('what was sealed stays');
    await expect(kept.owner.query(`delete from seal.${table}`)).rejects.toThrow('what was sealed stays');
    for (const part of [kept.seal, kept.reading])
      await expect(part.pool.query(`delete from seal.${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(kept.reading.pool.query(`insert into seal.${table} select * from seal.${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('lets a tree only grow', async () => {
    start();
    await append(3);
    await sealed(3);
    await expect(kept.owner.query('update seal.trees set size = 2')).rejects.toThrow('only grows');
    await expect(kept.owner.query('delete from seal.trees')).rejects.toThrow('only grows');
  });
});
