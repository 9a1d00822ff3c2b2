import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anEvent } from '#test/events/store/storeContract.ts';
import { type SealedServer, startSealedServer } from '#test/support/sealedServer.ts';
import { leafHash } from '#verifier/merkle.js';
import { verifyExport, verifyLog, verifyProofText } from '#verifier/verify.js';

const unit = '25747';
const aStream = (): string => `access-dossier-${randomUUID()}`;

let sealed: SealedServer;
let sealing: AsyncDisposable;
let early: string;
const stream = aStream();

/** Events of a unit, as the trail knows them. */
const someEvents = (count: number) =>
  Array.from({ length: count }, () =>
    anEvent({ type: 'PersonalDataRead', unit, data: { subject: 'dossier-1', unit, fields: ['owner'], purpose: 'Tiếp nhận hồ sơ' } }),
  );

beforeAll(async () => {
  sealed = await startSealedServer();
  sealing = sealed.seals();
  await sealed.store.append(aStream(), 'none', someEvents(40));
  early = await sealed.sealed(40);
  await sealed.store.append(stream, 'none', someEvents(10));
  await sealed.store.append(aStream(), 'none', someEvents(500));
  await sealed.sealed(550);
});
afterAll(async () => {
  await sealing?.[Symbol.asyncDispose]();
  await sealed?.close();
});

const text = async (chunks: Promise<Uint8Array[]>): Promise<string> => Buffer.concat(await chunks).toString();
const bytes = (whole: string): Uint8Array[] => [new TextEncoder().encode(whole)];

describe('the log, for anyone', () => {
  test('is verified by its key and an older checkpoint', async () => {
    const { policy, source } = sealed;
    await expect(verifyLog(source, { policy, older: early })).resolves.toMatchObject({ verdict: 'intact', entries: 550 });
  });

  test('serves tiles for ever, and none that is not there', async () => {
    const full = await sealed.server.inject({ url: '/log/tile/0/000' });
    expect(full.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': expect.stringContaining('immutable'),
    });
    expect(full.rawPayload).toHaveLength(8192);
    expect((await sealed.server.inject({ url: '/log/tile/1/000.p/2' })).rawPayload).toHaveLength(64);
    const far = `0/${'x999/'.repeat(7)}999`;
    for (const path of [
      far,
      '0/003',
      '0/002',
      '0/002.p/39',
      '0/000.p/256',
      '0/000.p/0',
      '8/000',
      '0/0',
      '0/x000/000',
      '1/000',
      '2/000.p/1',
    ])
      expect([path, (await sealed.get(`/log/tile/${path}`)).status]).toEqual([path, path === '8/000' ? 400 : 404]);
    expect((await sealed.get('/log/tile/00/000')).status).toBe(400);
  });

  test('keeps former checkpoints as they were signed', async () => {
    expect((await sealed.get('/log/checkpoint/40')).body).toBe(early);
    expect((await sealed.get('/log/checkpoint/39')).status).toBe(404);
  });
});

describe('entries', () => {
  test('are for auditors, and hash to the tiles', async () => {
    const officer = await sealed.token({ roles: ['officer'], units: ['25747'] });
    expect((await sealed.get('/log/tile/entries/000')).status).toBe(401);
    expect((await sealed.get('/log/tile/entries/000', officer)).status).toBe(403);
    const headers = { authorization: `Bearer ${sealed.auditor}` };
    for (const [path, width] of [
      ['000', 256],
      ['002.p/38', 38],
    ] as const) {
      const { rawPayload } = await sealed.server.inject({ url: `/log/tile/entries/${path}`, headers });
      const tile = (await sealed.server.inject({ url: `/log/tile/0/${path}` })).rawPayload;
      let at = 0;
      for (let index = 0; index < width; index += 1) {
        const length = rawPayload.readUInt16BE(at);
        const leaf = leafHash(rawPayload.subarray(at + 2, at + 2 + length));
        expect(Buffer.from(leaf).equals(tile.subarray(32 * index, 32 * index + 32))).toBe(true);
        at += 2 + length;
      }
      expect(at).toBe(rawPayload.length);
    }
    expect((await sealed.get('/log/tile/entries/002', sealed.auditor)).status).toBe(404);
  });
});

describe('the proof of an event', () => {
  const proofOf = async (id: string, token = sealed.auditor) =>
    vi.waitFor(
      async () => {
        const answer = await sealed.get(`/v1/events/${id}/proof`, token);
        if (answer.status !== 200) throw new Error(`answered with ${answer.status}`);
        return answer;
      },
      { timeout: 10_000, interval: 20 },
    );

  test('is a file that the key alone verifies', async () => {
    const [event] = await sealed.store.readStream(stream, { from: 4, limit: 1 });
    const { body, headers } = await proofOf(event?.id ?? '');
    expect(headers['content-disposition']).toBe(`attachment; filename="${event?.id}.tlog-proof"`);
    await expect(verifyProofText(body, { policy: sealed.policy })).resolves.toMatchObject({
      verdict: 'intact',
      first: { index: 44, id: event?.id, stream, type: event?.type },
    });
    const other = body.replace(/^index 44$/m, 'index 45');
    await expect(verifyProofText(other, { policy: sealed.policy })).resolves.toMatchObject({ verdict: 'manipulated' });
  });

  test('is asked for again until the event is sealed', async () => {
    await sealing[Symbol.asyncDispose]();
    const other = aStream();
    await sealed.store.append(other, 'none', someEvents(1));
    const [event] = await sealed.store.readStream(other);
    await vi.waitFor(async () => expect((await sealed.get(`/v1/events/${event?.id}/proof`, sealed.auditor)).status).toBe(202), {
      timeout: 10_000,
    });
    const early = await sealed.get(`/v1/events/${event?.id}/proof`, sealed.auditor);
    expect(early.headers['retry-after']).toBe('2');
    sealing = sealed.seals();
    await proofOf(event?.id ?? '');
  });

  test('is nobody’s who may not see the event', async () => {
    const [event] = await sealed.store.readStream(stream, { limit: 1 });
    const officer = await sealed.token({ roles: ['officer'], units: ['26740'] });
    expect((await sealed.get(`/v1/events/${event?.id}/proof`)).status).toBe(401);
    expect((await sealed.get(`/v1/events/${event?.id}/proof`, officer)).status).toBe(404);
    expect((await sealed.get('/v1/events/0197bf3e-1c00-7a10-8b00-000000000000/proof', sealed.auditor)).status).toBe(404);
    expect((await sealed.get('/v1/events/none/proof', sealed.auditor)).status).toBe(400);
  });
});

describe('an export', () => {
  test('of everything is intact, and complete', async () => {
    const { policy } = sealed;
    const report = await verifyExport(await sealed.exported(), { policy, older: early });
    expect(report).toMatchObject({ verdict: 'intact', complete: true });
    expect(report.bodies).toBe(report.entries);
  });

  test('of one stream proves that none of its events is missing', async () => {
    const { policy } = sealed;
    const report = await verifyExport(await sealed.exported(`?stream=${stream}`), { policy });
    expect(report).toMatchObject({ verdict: 'intact', bodies: 10, complete: true });
    const alone = await verifyExport(await sealed.exported(`?stream=${stream}&others=hashes`), { policy });
    expect(alone).toMatchObject({ verdict: 'intact', bodies: 10, complete: false });
  });

  test('of a period is a part of the log, and knows where it begins', async () => {
    const { policy, source } = sealed;
    const last = (await sealed.store.readAll({ after: -1, limit: 550 })).events.at(-1);
    const whole = await text(sealed.exported(`?recordedFrom=${last?.recordedAt}`));
    const { begin } = JSON.parse(whole.slice(0, whole.indexOf('\n')));
    expect(begin).toBeGreaterThanOrEqual(40);
    expect(begin).toBeLessThan(550);
    const report = await verifyExport(bytes(whole), { policy, older: early, source });
    expect(report).toMatchObject({ verdict: 'intact', complete: true });
  });

  test('goes on where it was broken off', async () => {
    const { policy } = sealed;
    const whole = await text(sealed.exported());
    const size = JSON.parse(whole.slice(0, whole.indexOf('\n'))).size;
    const half = whole.slice(0, whole.indexOf('\n300\t') + 1);
    const rest = await text(sealed.exported(`?size=${size}&from=300`));
    await expect(verifyExport(bytes(half + rest), { policy })).resolves.toMatchObject({ verdict: 'intact', entries: size });
    expect((await sealed.get('/v1/audit/export?from=300', sealed.auditor)).status).toBe(400);
    expect((await sealed.get(`/v1/audit/export?size=${size}&from=${size + 1}`, sealed.auditor)).status).toBe(400);
  });

  test.each([
    ['cut off', (whole: string) => whole.slice(0, whole.length / 2), 'gap'],
    ['without its end', (whole: string) => whole.slice(0, whole.lastIndexOf('\n{') + 1), 'gap'],
    ['thinned out', (whole: string) => whole.replace(/\n100\t.*(?=\n101\t)/, ''), 'gap'],
    ['without a body', (whole: string) => whole.replace(/(\n100\t\{.*\})\t\{.*\}(?=\n101\t)/, '$1'), 'gap'],
    ['with another body', (whole: string) => whole.replace(/(\n100\t\{.*\})\t\{.*\}(?=\n101\t)/, '$1\t{}'), 'manipulated'],
    ['with another author', (whole: string) => whole.replace(/(\n100\t.*"actor":\{"id":")[^"]*/, '$1someone'), 'manipulated'],
    ['with another root', (whole: string) => whole.replace(/(checkpoint":"[^"]*?\\n)\d+/, '$19'), 'manipulated'],
  ])('that is %s is not intact', async (_, change, verdict) => {
    const { policy, source } = sealed;
    const whole = await text(sealed.exported());
    const changed = change(whole);
    expect(changed).not.toBe(whole);
    const report = await verifyExport(bytes(changed), { policy, source });
    expect(report.verdict).toBe(verdict);
    if (_.startsWith('with another author')) expect(report.first).toEqual({ index: 100 });
  });

  test('is on record, and for auditors alone', async () => {
    const supervisor = await sealed.token({ roles: ['supervisor'], units: ['*'] });
    expect((await sealed.get('/v1/audit/export', supervisor)).status).toBe(403);
    await sealed.exported(`?stream=${stream}`);
    const { events } = await sealed.store.readAll({ after: -1, limit: 1000 });
    const record = events.findLast(({ type }) => type === 'LogExported');
    expect(record?.data).toMatchObject({ begin: 0, filter: { stream } });
  });

  test('asks for what there is', async () => {
    for (const query of ['?type=Nothing', '?category=nothing', '?unit=1', '?size=13', '?other=1'])
      expect([query, (await sealed.get(`/v1/audit/export${query}`, sealed.auditor)).status]).toEqual([
        query,
        query === '?size=13' ? 404 : 400,
      ]);
  });
});
