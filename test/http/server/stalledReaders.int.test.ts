import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineList, defineQuery } from '#http/server/query.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

/** More than the buffers of a connection hold on both its sides. */
const large = 'x'.repeat(40_000_000);
let computed = 0;

const writeLarge = async () => Buffer.from(large);
const report = defineQuery({
  name: 'GetDirectiveReport',
  summary: 'A large answer.',
  path: '/large',
  answer: z.object({ text: z.string() }),
  forms: { xlsx: { type: 'application/octet-stream', write: writeLarge }, pdf: { type: 'application/pdf', write: writeLarge } },
  projections: [],
  run: async () => ({ text: large }),
});
const endless = defineList({
  name: 'ListAuditTrail',
  summary: 'A list without an end.',
  path: '/endless',
  answer: z.object({ number: z.int(), text: z.string() }),
  key: z.tuple([z.int()]),
  keyOf: ({ number }) => [number],
  projections: [],
  run: async (_, { limit, cursor }) => {
    computed += 1;
    return Array.from({ length: limit }, (__, index) => ({ number: (cursor?.[0] ?? 0) + index + 1, text: 'x'.repeat(10_000) }));
  },
});

let app: TestServer;
let port: number;
const startWith = async (limits: object): Promise<void> => {
  app = await startTestServer({ commands: [], queries: [report, endless], options: { limits } });
  await app.server.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.server.address() as { port: number }).port;
};

const tokenOf = (sub: string) => app.token({ roles: ['supervisor', 'auditor'], units: ['*'], sub });
/** A client that asks and reads no more than the first bytes of the answer. */
const askUnread = async (path: string, token: string): Promise<{ socket: Socket; head: string }> => {
  const socket = connect(port, '127.0.0.1');
  // that it was cut off is what the tests look at
  socket.on('error', () => {});
  socket.write(`GET /v1${path} HTTP/1.1\r\nhost: motcua\r\nauthorization: Bearer ${token}\r\n\r\n`);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  return { socket, head: bytes.toString('latin1').split('\r\n')[0] ?? '' };
};
const connections = (): Promise<number> =>
  new Promise((resolve, reject) => app.server.server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

describe('an answer that is not read', () => {
  beforeAll(() => startWith({ stalledReaderMs: 600 }));
  afterAll(() => app?.close());

  it.each(['/large', '/large?format=xlsx', '/large?format=pdf', '/endless?format=csv'])(
    'is ended, and others are answered meanwhile: %s',
    async (path) => {
      const { socket, head } = await askUnread(path, await tokenOf(`one who does not read ${path}`));
      expect(head).toBe('HTTP/1.1 200 OK');
      expect((await fetch(`http://127.0.0.1:${port}/livez`, { headers: { connection: 'close' } })).status).toBe(200);
      await vi.waitFor(async () => expect(await connections()).toBe(0), { timeout: 10_000, interval: 20 });
      socket.destroy();
      const route = `/v1${path.split('?')[0]}`;
      expect((await app.get('/metrics')).body).toMatch(new RegExp(`motcua_http_stalled_total\\{route="${route}"\\} [1-9]`));
    },
  );

  it('a list without an end is computed no further than it is read', async () => {
    const before = computed;
    const { socket } = await askUnread('/endless?format=csv', await tokenOf('curious'));
    await vi.waitFor(async () => expect(await connections()).toBe(0), { timeout: 10_000, interval: 20 });
    socket.destroy();
    const pages = computed - before;
    expect(pages).toBeLessThan(20);
  });

  it('a reader who takes a little now and then keeps the answer', async () => {
    const { socket } = await askUnread('/large', await tokenOf('slow'));
    let read = 0;
    // twenty pauses, together longer than nothing may be read
    socket.on('data', (bytes: Buffer) => {
      const pauses = Math.floor(read / 2_000_000);
      read += bytes.length;
      if (Math.floor(read / 2_000_000) === pauses) return;
      socket.pause();
      setTimeout(() => socket.resume(), 50);
    });
    socket.resume();
    await vi.waitFor(() => expect(read).toBeGreaterThan(large.length * 0.98), { timeout: 60_000, interval: 50 });
    socket.destroy();
  }, 70_000);
});

describe('open files', () => {
  beforeAll(() => startWith({ exportsPerSubject: 2 }));
  afterAll(() => app?.close());

  it('so many files at a time are open for one subject, by any of its tokens, and each that ends makes room', async () => {
    const [token, other] = [await tokenOf('clerk'), await tokenOf('clerk')];
    const ask = (as: string, path = '/endless?format=csv') => app.get(`/v1${path}`, as);
    const open = [await askUnread('/endless?format=csv', token), await askUnread('/large?format=pdf', other)];
    const refused = await ask(token, '/large?format=xlsx');
    expect([refused.status, refused.headers['retry-after'], refused.json.type]).toEqual([429, '5', '/problems/rate-limited']);
    expect((await ask(token, '/endless?limit=1')).status).toBe(200);
    expect((await ask(await tokenOf('another clerk'), '/large?format=pdf')).status).toBe(200);
    for (const { socket } of open) socket.destroy();
    await vi.waitFor(async () => expect((await ask(other, '/large?format=pdf')).status).toBe(200), { timeout: 10_000, interval: 20 });
  });

  it('what was refused or not found does not count as open', async () => {
    const token = await tokenOf('hasty');
    for (let times = 0; times < 5; times += 1) expect((await app.get('/v1/large?format=docx', token)).status).toBe(400);
    expect((await app.get('/v1/large?format=pdf', token)).status).toBe(200);
  });
});
