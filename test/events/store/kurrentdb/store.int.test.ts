import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { START } from '#events/store/event.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { aStream, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { deny, silent } from '#test/support/eventstore/faults.ts';

const connect = (url: string, appendTimeoutMs = 3000) => connectKurrentdbStore({ url, categories: ['dossier'], appendTimeoutMs });
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('no failure'),
    (error: Error) => error,
  );

describe('a home on a server with TLS and passwords', () => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await startFakeServer({ username: 'motcua', password: 'p@ss:word' });
  });
  afterAll(() => server?.close());

  it('writes, reads and follows as the user of its URL', async () => {
    const store = await connect(server.url);
    const stream = aStream();
    await store.append(stream, 'none', someEvents(3));
    expect(await store.readStream(stream)).toHaveLength(3);
    const controller = new AbortController();
    for await (const { events } of store.subscribe({ after: START, signal: controller.signal })) {
      expect(events[0]?.stream).toBe(stream);
      controller.abort();
    }
    await store.close();
  });

  it('is refused with a wrong password, which no error holds', async () => {
    const error = await failureOf(connect(server.url.replace(encodeURIComponent('p@ss:word'), 'wrong-secret')));
    expect(error.message).toMatch(/refused .*access-denied/);
    const everything = [error, error.cause].map((part) => (part ? JSON.stringify(part, Object.getOwnPropertyNames(part)) : '')).join();
    expect(everything).not.toMatch(/wrong-secret|p@ss|p%40ss/);
  });

  it('prints no password whatever DEBUG asks for', () => {
    const program = `
      import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
      await connectKurrentdbStore({ url: process.env.URL, categories: ['dossier'], appendTimeoutMs: 50 }).catch((error) => console.log(error));
      await connectKurrentdbStore({ url: process.env.URL + '&surprise=1', categories: ['dossier'] }).catch((error) => console.log(error));
      process.exit(0);`;
    const url = 'kurrentdb://motcua:my-secret@127.0.0.1:1?tls=true';
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: { PATH: process.env.PATH, URL: url, DEBUG: '*,kdb:*,kdb:connection' },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/StoreUnavailable[\s\S]*there is no option surprise/);
    expect(stdout + stderr).not.toMatch(/my-secret|kdb:/);
  });
});

describe('a home without such', () => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await startFakeServer();
  });
  afterAll(() => server?.close());

  it('fails as unavailable when nobody listens or nobody answers', async () => {
    expect(await failureOf(connect('kurrentdb://127.0.0.1:1?tls=false', 300))).toBeInstanceOf(StoreUnavailable);
    for (const method of ['readStream', 'features'] as const) server.fault(method, silent(), { times: Number.POSITIVE_INFINITY });
    expect(await failureOf(connect(server.url, 300))).toBeInstanceOf(StoreUnavailable);
    server.heal();
  });

  it('finds the server by gossip, by one of several hosts, and by a name for all', async () => {
    const { port } = server;
    for (const url of [
      `kurrentdb://127.0.0.1:${port},127.0.0.1:1?tls=false`,
      `kurrentdb+discover://127.0.0.1:${port}?tls=false`,
      `esdb://127.0.0.1:${port}?tls=false`,
    ]) {
      const store = await connect(url, 10_000);
      expect(await store.append(aStream(), 'none', someEvents(1))).toMatchObject({ revision: 0 });
      await store.close();
    }
  });

  it('reads again after the server was away for longer than it tries', async () => {
    const store = await connect(server.url, 2000);
    const stream = aStream();
    await store.append(stream, 'none', someEvents(2));
    await server.stop();
    const asked = [store.readStream(stream), store.head(), store.readAll({ after: START })].map(failureOf);
    for (const failure of await Promise.all(asked)) expect(failure).toBeInstanceOf(StoreUnavailable);
    await server.start();
    await expect.poll(() => store.readStream(stream).then(({ length }) => length, String), { timeout: 10_000 }).toBe(2);
    await store.close();
  });

  it('tells a refusal from an absence', async () => {
    const store = await connect(server.url);
    server.fault('readAll', deny());
    await expect(store.readAll({ after: START })).rejects.toThrow(/refused to be read \(access-denied\)/);
    await store.close();
  });

  it('has one epoch, begun once, which stands beside the log', async () => {
    const [store, other] = await Promise.all([connect(server.url), connect(server.url)]);
    const epoch = await store.epoch();
    expect(await other.epoch()).toBe(epoch);
    expect(server.events().filter(({ stream }) => stream === 'motcua-epoch')).toHaveLength(1);
    expect((await readToEnd(store)).every(({ stream }) => stream.startsWith('dossier-'))).toBe(true);
    await Promise.all([store.close(), other.close()]);
  });
});
