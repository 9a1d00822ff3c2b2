import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EventStore, StoreUnavailable } from '#events/store/eventStore.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { anEvent, aStream, someEvents } from '#test/events/store/storeContract.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { conflict, deny, end, type Fault, fail, kill, silent, timeout } from '#test/support/eventstore/faults.ts';

let server: FakeServer;
let store: EventStore;
const connect = (appendTimeoutMs?: number) =>
  connectKurrentdbStore({ url: server.url, categories: ['dossier'], ...(appendTimeoutMs && { appendTimeoutMs }) });

beforeAll(async () => {
  server = await startFakeServer();
  store = await connect(4000);
});
afterEach(() => server.heal());
afterAll(async () => {
  await store?.close();
  await server?.close();
});

const ids = (events: readonly { id: string }[]) => events.map((event) => event.id);
const inServer = (stream: string) => server.events().filter((event) => event.stream === stream);

describe('an append whose outcome is unknown', () => {
  const faults: [string, Fault][] = [true, false].flatMap((happened): [string, Fault][] => {
    const what = happened ? 'after it was written' : 'before it was written';
    return [
      [`the server falls silent ${what}`, silent({ happened })],
      [`the call ends ${what}`, end({ happened })],
      [`the call fails ${what}`, fail({ happened })],
      [`the call is cancelled ${what}`, fail({ happened, code: status.CANCELLED, details: 'Stopping' })],
      [`the server says nothing but "unknown" ${what}`, fail({ happened, code: status.UNKNOWN, details: 'Oops' })],
      [`the connection is killed ${what}`, kill({ happened })],
      [`the server’s own time is up ${what}`, timeout({ happened })],
    ];
  });
  it.each(faults)('happens once, and is answered as new, when %s', async (_, fault) => {
    const stream = aStream();
    await store.append(stream, 'none', someEvents(1));
    const events = someEvents(3);
    server.fault('append', fault);
    const appended = await store.append(stream, 0, events);
    expect(ids(inServer(stream)).slice(1)).toEqual(ids(events));
    expect(appended).toEqual({ revision: 3, position: inServer(stream).at(-1)?.position, repeated: false });
    expect(await store.append(stream, 'any', events)).toEqual({ ...appended, repeated: true });
  });

  it('with no revision expected happens once too, although the server has forgotten the ids', async () => {
    const stream = aStream();
    await store.append(stream, 'any', someEvents(1));
    const struck = server.fault('append', kill({ happened: true }));
    const appending = store.append(stream, 'any', someEvents(2));
    await struck.struck;
    server.forgetIds();
    expect(await appending).toMatchObject({ revision: 2, repeated: false });
    expect(inServer(stream)).toHaveLength(3);
  });

  it('is a conflict when another writer came between', async () => {
    const stream = aStream();
    const other = await connect();
    await store.append(stream, 'none', someEvents(1));
    const { struck } = server.fault('append', silent());
    const outcome = store.append(stream, 0, someEvents(1)).catch((error: unknown) => error);
    await struck;
    await other.append(stream, 0, someEvents(2));
    expect(await outcome).toMatchObject({ name: 'RevisionConflict', expected: 0, actual: 2 });
    expect(inServer(stream)).toHaveLength(3);
    await other.close();
  });

  it('never hangs: it fails as unavailable while the server is silent, and answers as repeated afterwards if it happened', async () => {
    const impatient = await connect(2000);
    const stream = aStream();
    const events = someEvents(2);
    server.fault('append', silent({ happened: true }));
    for (const method of ['append', 'readStream'] as const) server.fault(method, silent(), { times: Number.POSITIVE_INFINITY });
    await expect(impatient.append(stream, 'none', events)).rejects.toBeInstanceOf(StoreUnavailable);
    server.heal();
    expect(await impatient.append(stream, 'none', events)).toMatchObject({ revision: 1, repeated: true });
    await impatient.close();
  });

  it('fails alone: its neighbours go on', async () => {
    const impatient = await connect(2000);
    server.fault('append', silent(), { times: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => impatient.append(aStream(), 'none', someEvents(1))));
    expect(outcomes.filter(({ status: outcome }) => outcome === 'fulfilled').length).toBeGreaterThanOrEqual(6);
    await impatient.close();
  });
});

describe('a conflict', () => {
  it('that the server names for no reason is not believed', async () => {
    const stream = aStream();
    await store.append(stream, 'none', someEvents(1));
    server.fault('append', conflict());
    expect(await store.append(stream, 0, someEvents(1))).toMatchObject({ revision: 1, repeated: false });
  });

  it('names where the stream stands, also to a store that remembers less', async () => {
    const stream = aStream();
    const other = await connect();
    await store.append(stream, 'none', someEvents(1));
    await other.append(stream, 0, someEvents(3));
    await expect(store.append(stream, 0, someEvents(1))).rejects.toMatchObject({ name: 'RevisionConflict', actual: 3 });
    await expect(store.append(stream, 7, someEvents(1))).rejects.toMatchObject({ name: 'RevisionConflict', actual: 3 });
    await expect(store.append(stream, 'none', someEvents(1))).rejects.toMatchObject({ name: 'RevisionConflict', actual: 3 });
    await other.close();
  });
});

describe('a repeated append', () => {
  it('answers as the first did long after, in another process, whatever is expected, although the server has forgotten its ids', async () => {
    const stream = aStream();
    const events = someEvents(2);
    const first = await store.append(stream, 'any', events);
    await store.append(stream, 'any', someEvents(1500).slice(0, 700));
    await store.append(stream, 'any', someEvents(700));
    server.forgetIds();
    const later = await connect();
    for (const expected of ['any', 'none', 1, 1401] as const)
      expect(await later.append(stream, expected, events)).toEqual({ ...first, repeated: true });
    expect(inServer(stream)).toHaveLength(1402);
    await later.close();
  });

  it('is refused when only a part of it is repeated, or more than was appended at once', async () => {
    const stream = aStream();
    const [a, b, c, d] = someEvents(4) as [ReturnType<typeof anEvent>, ...ReturnType<typeof someEvents>];
    await store.append(stream, 'none', [a, b] as never);
    await store.append(stream, 1, [c] as never);
    const later = await connect();
    for (const group of [[a], [b], [b, c], [a, b, c], [c, d], [b, a]])
      await expect(later.append(stream, 'any', group as never)).rejects.toMatchObject({ name: 'EventIdReused' });
    expect(inServer(stream)).toHaveLength(3);
    await later.close();
  });
});

describe('an append that the log cannot take', () => {
  it('is refused at once when the user may not write, and the error holds nothing of its body', async () => {
    const denied = [deny(), fail({ code: status.PERMISSION_DENIED, details: 'no' }), fail({ code: status.UNAUTHENTICATED, details: 'no' })];
    for (const fault of denied) {
      server.fault('append', fault);
      const error = await store.append(aStream(), 'none', [anEvent({ data: { name: 'Nguyễn Văn Tý' } })]).catch((reason: Error) => reason);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toMatch(/refused an append .*access-denied/);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('Nguyễn');
    }
  });

  it('has one id twice, an id that is none, or a time that is none', async () => {
    const event = anEvent();
    await expect(store.append(aStream(), 'none', [event, event])).rejects.toBeInstanceOf(RangeError);
    await expect(store.append(aStream(), 'none', [anEvent({ id: 'not-a-uuid' })])).rejects.toBeInstanceOf(RangeError);
    await expect(store.append(aStream(), 'none', [anEvent({ occurredAt: 'yesterday' })])).rejects.toBeInstanceOf(RangeError);
    await expect(store.append(aStream(), 'none', [anEvent({ data: undefined })])).rejects.toBeInstanceOf(RangeError);
  });
});

it('loses and doubles none of many appends while connections are cut again and again', async () => {
  const streams = Array.from({ length: 6 }, aStream);
  const events = streams.map(() => someEvents(20));
  let done = 0;
  const writers = streams.map(async (stream, n) => {
    for (const [turn, event] of (events[n] as ReturnType<typeof someEvents>).entries()) {
      expect(await store.append(stream, turn === 0 ? 'none' : turn - 1, [event])).toMatchObject({ revision: turn, repeated: false });
      done++;
    }
  });
  for (const share of [20, 50, 80]) {
    await expect.poll(() => done, { timeout: 20_000, interval: 1 }).toBeGreaterThan(share);
    server.disconnect();
  }
  await Promise.all(writers);
  for (const [n, stream] of streams.entries()) expect(ids(inServer(stream))).toEqual(ids(events[n] as ReturnType<typeof someEvents>));
});
