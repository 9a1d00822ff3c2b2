import { type JSONEventType, jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NewEvent } from '#events/store/event.ts';
import { type EventStore, type Page, StoreUnavailable } from '#events/store/eventStore.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { anEvent, aStream, follow, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { end, type Fault, fail, kill, silent, twice } from '#test/support/eventstore/faults.ts';

let server: FakeServer;
let store: EventStore;
let foreign: KurrentDBClient;
const warnings: object[] = [];

beforeAll(async () => {
  server = await startFakeServer();
  const log = { warn: (fields: object) => void warnings.push(fields) };
  store = await connectKurrentdbStore({ url: server.url, categories: ['dossier'], appendTimeoutMs: 3000, log });
  foreign = KurrentDBClient.connectionString(server.url);
});
afterEach(() => server.heal());
afterAll(async () => {
  await store?.close();
  await foreign?.dispose();
  await server?.close();
});

const ids = (events: readonly { id: string }[]) => events.map((event) => event.id);
const write = async (events: readonly NewEvent[]) => {
  for (const event of events) await store.append(aStream(), 'none', [event]);
};
const writeForeign = (count: number) =>
  foreign.appendToStream(
    'neighbour-1',
    Array.from({ length: count }, () => jsonEvent<JSONEventType>({ type: 'NotOurs', data: {} })),
  );

describe('a subscription goes on by itself, with every event once,', () => {
  const faults: [string, Fault][] = [
    ['it ended well', end()],
    ['it ended well in the middle', end({ after: 2 })],
    ['it failed', fail()],
    ['it failed in the middle', fail({ after: 2 })],
    ['its connection was killed', kill()],
    ['its connection was killed in the middle', kill({ after: 2 })],
    ['the server fell silent', silent()],
    ['the server fell silent in the middle', silent({ after: 2 })],
    ['events came twice', twice({ after: 1 })],
  ];
  it.each(faults)('when %s', async (_, fault) => {
    const before = await store.head();
    const [early, late] = [someEvents(4), someEvents(3)];
    await write(early);
    const planned = server.fault('subscribe', fault);
    const following = follow(store, before, (seen) => seen.length >= 7);
    await planned.struck;
    await write(late);
    expect(ids(await following)).toEqual(ids([...early, ...late]));
  });

  it.each([
    ['ended well', end()],
    ['failed', fail()],
    ['fell silent', silent()],
    ['lost its connection', kill()],
  ])('when it %s at the end of the log', async (_, fault) => {
    const before = await store.head();
    const [early, late] = [someEvents(2), someEvents(2)];
    await write(early);
    let struck = 0;
    const following = follow(store, before, (seen) => seen.length >= 4, {
      onPage: async ({ events }) => {
        if (struck > 0 || events.at(-1)?.id !== early[1]?.id) return;
        struck = server.strike('subscribe', fault);
        await write(late);
      },
    });
    expect(ids(await following)).toEqual(ids([...early, ...late]));
    expect(struck).toBeGreaterThan(0);
  });

  it('when the server was gone for a while, and says that it tries', async () => {
    const before = await store.head();
    const [early, late] = [someEvents(2), someEvents(2)];
    await write(early);
    const dropped = warnings.length;
    const seenEarly = Promise.withResolvers<void>();
    const following = follow(store, before, (seen) => seen.length >= 4, {
      onPage: async ({ events }) => {
        if (events.some(({ id }) => id === early[1]?.id)) seenEarly.resolve();
      },
    });
    await seenEarly.promise;
    await server.stop();
    await expect.poll(() => warnings.length, { timeout: 10_000 }).toBeGreaterThan(dropped + 2);
    await server.start();
    const stream = aStream();
    const writing = () => store.append(stream, 'none', late).then(({ revision }) => revision, String);
    await expect.poll(writing, { timeout: 10_000 }).toBe(1);
    expect(ids(await following)).toEqual(ids([...early, ...late]));
    expect(warnings.at(-1)).toEqual({ reason: expect.any(String), after: expect.any(Number) });
  });
});

describe('what is not ours', () => {
  it('is handed out by no reader: other streams, the server’s own, tombstones', async () => {
    const before = await store.head();
    const [first, second] = [anEvent(), anEvent()];
    const gone = aStream();
    await write([first]);
    await writeForeign(3);
    await store.append(gone, 'none', someEvents(1));
    await foreign.tombstoneStream(gone);
    await write([second]);
    const ours = ids(await readToEnd(store, before, 1));
    expect(ours).toHaveLength(3);
    expect(ours).toEqual(expect.arrayContaining(ids([first, second])));
    expect(ids(await follow(store, before, (seen) => seen.length === 3, { limit: 1 }))).toEqual(ours);
    expect(await store.readStream(gone)).toEqual([]);
    await foreign.tombstoneStream(aStream());
    expect((await readToEnd(store, before)).at(-1)?.position).toBe(await store.head());
  });

  it('moves a reader on by the filter’s own progress, who then misses nothing', async () => {
    const before = await store.head();
    await write([anEvent()]);
    const head = await store.head();
    await writeForeign(3000);
    const controller = new AbortController();
    const pages: Page[] = [];
    for await (const page of store.subscribe({ after: before, signal: controller.signal })) {
      pages.push(page);
      if (page.next > head) controller.abort();
    }
    const moved = pages.at(-1) as Page;
    expect(moved.events).toEqual([]);
    expect(await store.end()).toBeGreaterThanOrEqual(moved.next);
    // Who reads by pages gets there too.
    expect(await store.readAll({ after: head })).toEqual({ events: [], next: moved.next });
    const later = someEvents(2);
    await write(later);
    expect(ids(await follow(store, moved.next, (seen) => seen.length === 2))).toEqual(ids(later));
    expect(ids((await store.readAll({ after: moved.next })).events)).toEqual(ids(later));
    expect(ids((await store.readAll({ after: head })).events)).toEqual(ids(later));
  });

  it('is told by its version when others write into our streams', async () => {
    const stream = aStream();
    await foreign.appendToStream(stream, jsonEvent<JSONEventType>({ type: 'NotOurs', data: {} }));
    expect(await store.readStream(stream)).toMatchObject([{ type: 'NotOurs', schemaVersion: 0 }]);
  });
});

it('a subscription leaves nothing open on the server when it is broken off', async () => {
  await write(someEvents(3));
  for (let turn = 0; turn < 5; turn++)
    for await (const page of store.subscribe({ after: -1, limit: 1, signal: new AbortController().signal }))
      if (page.events.length > 0) break;
  await expect.poll(() => server.open('subscribe')).toBe(0);
});

it('a subscription ends as unavailable when its store is closed', async () => {
  const closing = await connectKurrentdbStore({ url: server.url, categories: ['dossier'] });
  const iterator = closing.subscribe({ after: await closing.head(), signal: new AbortController().signal })[Symbol.asyncIterator]();
  const next = iterator.next().catch((error: unknown) => error);
  await expect.poll(() => server.open('subscribe')).toBe(1);
  await closing.close();
  expect(await next).toBeInstanceOf(StoreUnavailable);
});

it('events appended by others say the same whichever way they are read', async () => {
  const before = await store.head();
  await write(someEvents(3));
  const subscribed = await follow(store, before, (seen) => seen.length === 3);
  expect(await readToEnd(store, before)).toEqual(subscribed);
  for (const event of subscribed) expect(await store.readStream(event.stream)).toEqual([event]);
});
