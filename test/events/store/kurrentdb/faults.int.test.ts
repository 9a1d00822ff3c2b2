import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '#events/store/event.ts';
import { type Appended, type EventStore, RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { aStream, follow, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import {
  conflict,
  delay,
  end,
  type Fault,
  fail,
  kill,
  type Method,
  notLeader,
  silent,
  timeout,
  twice,
} from '#test/support/eventstore/faults.ts';

let server: FakeServer;
const stores: EventStore[] = [];
const connect = async (): Promise<EventStore> => {
  const store = await connectKurrentdbStore({ url: server.url, categories: ['dossier'], appendTimeoutMs: 5000 });
  stores.push(store);
  return store;
};
beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  server.heal();
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await server.close();
});

const inServer = (stream: string) => server.events().filter((event) => event.stream === stream);
const ids = (events: readonly { id: string }[]): string[] => events.map((event) => event.id);

/** The same numbers for the same seed, from 0 up to below 1. */
const randomOf = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};
const oneOf = <T>(random: () => number, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

/** What goes wrong around one append: something with it, with a read, with a subscription, with everything, or nothing. */
const trouble = (random: () => number): void => {
  const happened = random() < 0.5;
  const troubles: (() => void)[] = [
    ...[kill({ happened }), fail({ happened }), timeout({ happened }), end({ happened }), conflict(), conflict(3), delay(20)].map(
      planning('append'),
    ),
    ...[fail({ code: status.CANCELLED, happened }), silent({ happened })].map(planning('append')),
    ...[kill(), fail(), fail({ after: 1 }), delay(10)].map(planning('readStream')),
    ...[kill({ after: 2 }), end({ after: 3 }), fail({ after: 1 }), twice(), twice({ after: 5 })].map(planning('subscribe')),
    ...[kill(), end(), fail()].map((fault) => () => void server.strike('subscribe', fault)),
    () => server.forgetIds(),
    () => server.disconnect(),
    () => {},
    () => {},
  ];
  oneOf(random, troubles)();
};
const planning = (method: Method) => (fault: Fault) => (): void => void server.fault(method, fault);

describe('whatever goes wrong between home and server', () => {
  it.each([1, 2, 12])(
    'every append happened once as answered, or not at all, and subscribers see each event once in order (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const writers = [await connect(), await connect()];
      const streams = [aStream(), aStream(), aStream()];
      const asked: { stream: string; events: NewEvent[]; outcome: Appended | Error }[] = [];

      const write = async (store: EventStore): Promise<void> => {
        for (let turn = 0; turn < 10; turn += 1) {
          const stream = oneOf(random, streams);
          const events = someEvents(1 + Math.floor(random() * 3));
          const revision = inServer(stream).length - 1;
          const expected = oneOf(random, ['any', revision < 0 ? 'none' : revision, 'any'] as const);
          trouble(random);
          const outcome = await store.append(stream, expected, events).catch((error: Error) => error);
          asked.push({ stream, events, outcome });
        }
      };
      const reader = await connect();
      const [final] = someEvents(1) as [NewEvent];
      const following = follow(reader, -1, (seen) => seen.some(({ id }) => id === final.id), { limit: 4 });
      following.catch(() => {});
      await Promise.all(writers.flatMap((store) => [write(store), write(store)]));
      server.heal();

      for (const { stream, events, outcome } of asked) {
        const there = inServer(stream).filter(({ id }) => ids(events).includes(id));
        if (outcome instanceof RevisionConflict) expect(there).toEqual([]);
        else if (outcome instanceof StoreUnavailable) expect([0, events.length]).toContain(there.length);
        else {
          expect(outcome).toMatchObject({ repeated: false });
          expect(ids(there)).toEqual(ids(events));
          expect(outcome).toMatchObject({ revision: there.at(-1)?.revision, position: there.at(-1)?.position });
        }
      }
      await (writers[0] as EventStore).append(aStream(), 'none', [final]);
      const log = server.events().filter(({ stream }) => stream.startsWith('dossier-'));
      expect(ids(await following)).toEqual(ids(log));
      expect(ids(await readToEnd(reader))).toEqual(ids(log));
      expect(new Set(ids(log)).size).toBe(log.length);
    },
  );

  it('an append whose outcome nobody learnt is settled by repeating it, from anywhere', async () => {
    const [store, other] = [await connect(), await connect()];
    for (const happened of [true, false]) {
      const stream = aStream();
      const events = someEvents(2);
      server.fault('append', silent({ happened }));
      for (const method of ['append', 'readStream'] as const) server.fault(method, fail(), { times: Number.POSITIVE_INFINITY });
      expect(await store.append(stream, 'none', events).catch((error: Error) => error)).toBeInstanceOf(StoreUnavailable);
      server.heal();
      expect(await other.append(stream, 'none', events)).toMatchObject({ revision: 1, repeated: happened });
      expect(await store.append(stream, 'none', events)).toMatchObject({ revision: 1, repeated: true });
      expect(ids(inServer(stream))).toEqual(ids(events));
    }
  });

  it('many who append to one stream from two processes all come through', async () => {
    const [store, other] = [await connect(), await connect()];
    const stream = aStream();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 2 ? store : other).append(stream, 'any', someEvents(1))));
    expect(answers.map(({ revision }) => revision).toSorted((one, another) => one - another)).toEqual(answers.map((_, n) => n));
  });

  it('an append that is sent to the leader happens there, once', async () => {
    const store = await connect();
    const stream = aStream();
    server.fault('append', notLeader('127.0.0.1', server.port));
    const events = someEvents(2);
    expect(await store.append(stream, 'none', events)).toMatchObject({ revision: 1, repeated: false });
    expect(ids(inServer(stream))).toEqual(ids(events));
  });

  it('a restart of the server between append and answer loses and doubles nothing', async () => {
    const store = await connect();
    const stream = aStream();
    await store.append(stream, 'none', someEvents(1));
    const events = someEvents(2);
    const { promise: restarted, resolve } = Promise.withResolvers<void>();
    const { struck } = server.fault('append', silent({ happened: true }));
    server.fault('readStream', delay(restarted));
    const appending = store.append(stream, 0, events);
    await struck;
    await server.stop();
    await server.start();
    resolve();
    expect(await appending).toMatchObject({ revision: 2, repeated: false });
    expect(ids(inServer(stream)).slice(1)).toEqual(ids(events));
  });
});

it('a subscription ends when its store is closed, without waiting for events', async () => {
  const store = await connect();
  await store.append(aStream(), 'none', someEvents(1));
  const iterator = store.subscribe({ after: -1, signal: new AbortController().signal })[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  await store.close();
  await expect(next).rejects.toBeInstanceOf(StoreUnavailable);
  await expect.poll(() => server.open('subscribe')).toBe(0);
});
