import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { registerOfficial } from '#commands/official/person.ts';
import type { Sealed } from '#events/store/personal.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { getPersonal } from './tinyQueries.ts';

// what the read models hold, how often they were asked, where they stand, and what time it is
let texts: string[];
let asked: string[];
let positions: number[];
let now: string;
let slow: Promise<void> | undefined;

const listTexts = defineList({
  name: 'ListDossiers',
  summary: 'Texts.',
  path: '/texts',
  query: z.object({ unit: z.string().optional() }),
  answer: z.object({ text: z.string(), units: z.string() }),
  key: z.tuple([z.string()]),
  keyOf: ({ text }) => [text],
  projections: ['texts', 'others'],
  run: async ({ units }, { limit }) => {
    asked.push('texts');
    await slow;
    return texts.slice(0, limit).map((text) => ({ text, units: String(units) }));
  },
});
const getMoment = defineQuery({
  name: 'GetDirective',
  summary: 'One text, and when it was asked for.',
  path: '/moment',
  answer: z.object({ moment: z.string(), text: z.string() }),
  projections: ['texts'],
  run: async (tools) => ({ moment: tools.now, text: texts[0] ?? '' }),
});
const getOfLog = defineQuery({
  name: 'GetCenter',
  summary: 'How many events the log has of an official.',
  path: '/events-of-official',
  answer: z.object({ events: z.int() }),
  projections: ['texts'],
  run: async ({ readEvents }) => ({ events: (await readEvents('official-o-1')).length }),
});

let app: TestServer;
let officer: string;
let supervisor: string;

beforeAll(async () => {
  const sealedName = async () => {
    const [stored] = await app.store.readStream('official-o-1');
    if (stored === undefined) throw new Error('nobody is registered');
    return app.codec.decode(stored).data as { name: Sealed };
  };
  app = await startTestServer({
    commands: [registerOfficial],
    queries: [listTexts, getMoment, getOfLog, getPersonal(sealedName)],
    options: {
      clock: () => now,
      waitForPosition: async () => ({ position: Math.min(...positions), reached: true, positions }),
    },
  });
  officer = await app.token({ roles: ['officer'], units: ['25747'], personal: true });
  supervisor = await app.token({ roles: ['supervisor'], units: [] });
});
afterAll(() => app.close());
beforeEach(() => {
  texts = ['một', 'hai'];
  asked = [];
  positions = [(positions?.[0] ?? 0) + 10, 5];
  now = '2025-07-01T02:00:00.000Z';
  slow = undefined;
});

const etagOf = async (path: string, token = officer) => (await app.get(path, token)).headers['etag'] ?? '';

it('sends nothing to who has the answer already', async () => {
  const first = await app.get('/v1/texts', officer);
  const etag = first.headers['etag'] ?? '';
  expect(first.headers).toMatchObject({ 'cache-control': 'private, no-cache', etag: expect.stringMatching(/^W\/"[\w-]+"$/) });
  for (const known of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
    const { status, body, headers } = await app.get('/v1/texts', officer, { 'if-none-match': known });
    expect([known, status, body, headers['etag'], headers['motcua-position']]).toEqual([known, 304, '', etag, '5']);
  }
  expect((await app.get('/v1/texts', officer, { 'if-none-match': 'W/"other"' })).status).toBe(200);
});

it('has one ETag for what is said alike, however far the log has come and whatever time it is', async () => {
  const [list, moment] = [await etagOf('/v1/texts'), await etagOf('/v1/moment')];
  positions = [100, 200];
  now = '2025-07-01T03:00:00.000Z';
  const { json } = await app.get('/v1/texts', officer);
  expect(json.position).toBe(100);
  expect([await etagOf('/v1/texts'), await etagOf('/v1/moment')]).toEqual([list, moment]);
  texts = ['ba', 'hai'];
  positions = [101, 200];
  expect(await etagOf('/v1/texts')).not.toBe(list);
  expect(await etagOf('/v1/moment')).not.toBe(moment);
});

it('asks who may have the answer before it says that it is the same', async () => {
  const etag = await etagOf('/v1/texts');
  const status = async (token?: string) => (await app.get('/v1/texts?unit=25750', token, { 'if-none-match': etag })).status;
  expect([await status(), await status(officer)]).toEqual([401, 403]);
});

it('gives an answer again until a read model has moved, and for a second at most', async () => {
  const ask = async () => (await app.get('/v1/texts', officer)).json.items[0].text;
  expect(await ask()).toBe('một');
  texts = ['ba'];
  expect([await ask(), asked.length]).toEqual(['một', 1]);
  positions = [positions[0] ?? 0, 6];
  expect([await ask(), asked.length]).toEqual(['ba', 2]);
  texts = ['bốn'];
  now = '2025-07-01T02:00:00.999Z';
  expect(await ask()).toBe('ba');
  now = '2025-07-01T02:00:01.000Z';
  expect(await ask()).toBe('bốn');
});

it('gives nobody the answer of somebody who may see more, or of another question', async () => {
  const units = async (token: string, query = '') => (await app.get(`/v1/texts${query}`, token)).json.items.map((one: any) => one.units);
  expect([await units(supervisor), await units(officer), await units(officer, '?limit=1')]).toEqual([
    ['all', 'all'],
    ['25747', '25747'],
    ['25747'],
  ]);
  expect(asked).toHaveLength(3);
});

it('computes once what many ask at the same time', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  slow = promise;
  const answers = Array.from({ length: 5 }, () => app.get('/v1/texts', officer));
  await expect.poll(() => asked.length).toBe(1);
  resolve();
  expect((await Promise.all(answers)).map(({ status, json }) => [status, json.items.length])).toEqual(Array(5).fill([200, 2]));
  expect(asked).toHaveLength(1);
});

it('does not keep what comes from the log, which no position of read models tells', async () => {
  const count = async () => (await app.get('/v1/events-of-official', officer)).json.events;
  const before = await count();
  const administrator = await app.token({ roles: ['administrator'], units: [] });
  await app.post('/v1/officials', administrator, { officialId: 'o-1', name: 'Nguyễn Văn A', office: 'civil-servant', phone: '0900' });
  expect([before, await count()]).toEqual([0, 1]);
});

it('opens personal values each time for its purpose, on record, without an ETag; masked ones are kept', async () => {
  const reads = async () => (await app.store.readStream('access-official-o-1')).length;
  const before = await reads();
  const purpose = { 'x-purpose': 'a purpose', 'if-none-match': '*' };
  for (const turn of [1, 2]) {
    const { status, json, headers } = await app.get('/v1/officials/o-1', officer, purpose);
    expect([status, json.name, headers['etag'], headers['cache-control']]).toEqual([200, 'Nguyễn Văn A', undefined, 'no-store']);
    expect(await reads()).toBe(before + turn);
  }
  expect((await app.get('/v1/officials/o-1', officer)).json.name).toEqual({ masked: true });
});

it('compresses what is long for who takes gzip', async () => {
  const short = await app.get('/v1/texts', officer, { 'accept-encoding': 'gzip' });
  expect(short.headers['content-encoding']).toBeUndefined();
  texts = Array.from({ length: 400 }, (_, index) => `phường ${String(index).padStart(3, '0')}`);
  positions = [positions[0] ?? 0, 7];
  const plain = await app.get('/v1/texts?limit=500', officer);
  for (const refused of ['', 'br', 'gzip;q=0', 'identity'])
    expect((await app.get('/v1/texts?limit=500', officer, { 'accept-encoding': refused })).headers['content-encoding']).toBeUndefined();
  for (const taken of ['gzip', 'br, gzip;q=0.8', '*']) {
    const { rawPayload, headers } = await app.server.inject({
      url: '/v1/texts?limit=500',
      headers: { authorization: `Bearer ${officer}`, 'accept-encoding': taken },
    });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      etag: plain.headers['etag'],
      vary: expect.stringContaining('Accept-Encoding'),
    });
    expect(gunzipSync(rawPayload).toString()).toBe(plain.body);
    expect(rawPayload.length).toBeLessThan(plain.body.length / 4);
  }
});
