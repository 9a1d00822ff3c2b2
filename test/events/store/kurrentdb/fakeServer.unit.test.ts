import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { credentials as channel } from '@grpc/grpc-js';
import {
  type AppendResult,
  BACKWARDS,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type JSONEventData,
  type JSONType,
  jsonEvent,
  KurrentDBClient,
  type ResolvedEvent,
  START,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streamsGrpc from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import {
  conflict,
  delay,
  deny,
  end,
  fail,
  kill,
  notLeader,
  silent,
  timeout,
  twice,
  unauthenticated,
} from '#test/support/eventstore/faults.ts';

/** What the vendor's client makes of the server in memory: the promises of the real one, and the faults that real ones have. */

let server: FakeServer;
let client: KurrentDBClient;
const clients: KurrentDBClient[] = [];
const connect = (url: string): KurrentDBClient => {
  const opened = KurrentDBClient.connectionString(url);
  clients.push(opened);
  return opened;
};

// A server for each test: clients of one process share its connection, also one that was just cut.
beforeEach(async () => {
  server = await startFakeServer();
  client = connect(server.url);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((opened) => opened.dispose()));
  await server.close();
});

const { StreamsClient } = streamsGrpc;
const { AppendReq, DeleteReq } = streams;
const { Empty, StreamIdentifier, UUID } = shared;

const aStream = (): string => `dossier-${randomUUID()}`;
const anEvent = (data: JSONType = {}): JSONEventData => jsonEvent({ type: 'Happened', data, metadata: { $correlationId: 'c' } });
const someEvents = (count: number): JSONEventData[] => Array.from({ length: count }, (_, n) => anEvent({ n }));
const credentials = { username: 'motcua', password: 'secret' };

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const all = async (read: AsyncIterable<ResolvedEvent>): Promise<ResolvedEvent[]> => {
  const events: ResolvedEvent[] = [];
  for await (const event of read) events.push(event);
  return events;
};
const ids = (events: readonly (ResolvedEvent | JSONEventData)[]): (string | undefined)[] =>
  events.map((event) => ('id' in event ? event.id : event.event?.id));
const positionOf = ({ position }: AppendResult): bigint => position?.commit ?? -1n;
const place = (commit: bigint) => ({ commit, prepare: commit });
/** Takes so many events of a subscription, then leaves it. */
const take = async (subscription: AsyncIterable<ResolvedEvent>, count: number): Promise<ResolvedEvent[]> => {
  const events: ResolvedEvent[] = [];
  for await (const event of subscription) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
};
const isPending = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise.catch(() => 'settled'), new Promise((resolve) => setImmediate(() => resolve('pending')))])) === 'pending';

describe.each([
  ['a batch', {}],
  ['a call of its own', { credentials }],
])('an append in %s', (_, how) => {
  it('stands in its stream and in the log, as it was given', async () => {
    const stream = aStream();
    const given = anEvent({ chữ: 'Thẩm tra \u0000 😀', n: 9007199254740991 });
    const appended = await client.appendToStream(stream, given, { ...how, streamState: 'no_stream' });
    expect(appended).toEqual({ success: true, nextExpectedRevision: 0n, position: place(positionOf(appended)) });
    const [read] = await all(client.readStream(stream));
    expect(read?.event).toMatchObject({
      streamId: stream,
      id: given.id,
      revision: 0n,
      type: 'Happened',
      isJson: true,
      data: given.data,
      metadata: given.metadata,
      position: appended.position,
    });
    expect((await all(client.readAll({ fromPosition: place(positionOf(appended)) }))).map((event) => event.event?.id)).toEqual([given.id]);
  });

  it.each([
    ['no_stream', 2, 1n],
    [0n, 0, 'no_stream'],
    [0n, 2, 1n],
    [5n, 2, 1n],
    ['stream_exists', 0, 'no_stream'],
  ] as const)('at %s is refused when the stream has %i events', async (streamState, count, actualState) => {
    const stream = aStream();
    if (count) await client.appendToStream(stream, someEvents(count));
    const error = await failureOf(client.appendToStream(stream, anEvent(), { ...how, streamState }));
    expect(error).toMatchObject({ type: 'wrong-expected-version', actualState, expectedState: streamState, streamName: stream });
    expect(await failureOf(all(client.readStream(stream)).then((events) => expect(events).toHaveLength(count)))).toEqual(
      count ? 'no failure' : expect.objectContaining({ type: 'stream-not-found' }),
    );
  });

  it.each(['any', 'stream_exists', 1n] as const)('at %s goes on when the stream has two', async (streamState) => {
    const stream = aStream();
    await client.appendToStream(stream, someEvents(2), how);
    expect(await client.appendToStream(stream, anEvent(), { ...how, streamState })).toMatchObject({ nextExpectedRevision: 2n });
  });

  it.each(['no_stream', 'any'] as const)('at %s answers a repeat as it did first', async (streamState) => {
    const stream = aStream();
    const events = someEvents(2);
    const first = await client.appendToStream(stream, events, { ...how, streamState });
    await client.appendToStream(stream, anEvent(), how);
    expect(await client.appendToStream(stream, events, { ...how, streamState })).toEqual(first);
    expect(await all(client.readStream(stream))).toHaveLength(3);
  });

  it('is refused when only its first events are there', async () => {
    const stream = aStream();
    const [first, second] = someEvents(2) as [JSONEventData, JSONEventData];
    await client.appendToStream(stream, first, how);
    for (const streamState of ['no_stream', 'any'] as const) {
      expect(await failureOf(client.appendToStream(stream, [first, second], { ...how, streamState }))).toMatchObject({
        type: 'wrong-expected-version',
        actualState: 0n,
      });
    }
  });

  it('repeats itself at any revision when the server has forgotten its ids, but not at its own', async () => {
    const stream = aStream();
    const events = someEvents(1);
    const first = await client.appendToStream(stream, events, how);
    server.forgetIds();
    expect(await client.appendToStream(stream, events, { ...how, streamState: 'no_stream' })).toEqual(first);
    expect(await client.appendToStream(stream, events, how)).toMatchObject({ nextExpectedRevision: 1n });
    expect(ids(await all(client.readStream(stream)))).toEqual([events[0]?.id, events[0]?.id]);
  });

  it('may weigh a megabyte at most', async () => {
    const large = anEvent({ text: 'x'.repeat(1024 * 1024) });
    expect(await failureOf(client.appendToStream(aStream(), large, how))).toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1024 * 1024,
    });
  });

  it('may come in many parts', async () => {
    const stream = aStream();
    const events = someEvents(1000);
    expect(await client.appendToStream(stream, events, { ...how, batchAppendSize: 4096 })).toMatchObject({ nextExpectedRevision: 999n });
    expect(ids(await all(client.readStream(stream)))).toEqual(ids(events));
  });

  it('never settles by itself, or only by the deadline of its own call, when the server is silent', async () => {
    const stream = aStream();
    const events = someEvents(1);
    const silence = server.fault('append', silent({ happened: true }));
    const appending = client.appendToStream(stream, events, { ...how, streamState: 'no_stream', deadline: 300 });
    await silence.struck;
    expect(await isPending(appending)).toBe(true);
    expect(ids(await all(client.readStream(stream)))).toEqual(ids(events));
    if ('credentials' in how) {
      expect(await failureOf(appending)).toMatchObject({ type: 'deadline-exceeded' });
    } else {
      // Its deadline passes, and others are answered, on the same call.
      await failureOf(client.readStream(stream, { maxCount: 1 })[Symbol.asyncIterator]().next());
      server.fault('append', delay(400));
      await client.appendToStream(aStream(), anEvent(), how);
      expect(await isPending(appending)).toBe(true);
      appending.catch(() => {});
    }
  });

  it.each([true, false])('may have happened or not when the server fails (happened: %s)', async (happened) => {
    for (const [fault, type] of [
      [fail({ happened }), 'unavailable'],
      [kill({ happened }), 'unavailable'],
      [timeout({ happened }), 'credentials' in how ? 'unknown' : 'deadline-exceeded'],
    ] as const) {
      const stream = aStream();
      await client.appendToStream(stream, anEvent(), how);
      server.fault('append', fault);
      expect(await failureOf(client.appendToStream(stream, anEvent(), how))).toMatchObject({ type });
      expect(await all(client.readStream(stream))).toHaveLength(happened ? 2 : 1);
    }
  });

  it('can be told that another writer was first', async () => {
    const stream = aStream();
    await client.appendToStream(stream, someEvents(2), how);
    server.fault('append', conflict());
    server.fault('append', conflict(7));
    server.fault('append', conflict('none'));
    for (const actualState of [1n, 7n, 'no_stream']) {
      const error = await failureOf(client.appendToStream(stream, anEvent(), { ...how, streamState: 1n }));
      expect(error).toMatchObject({ type: 'wrong-expected-version', actualState, expectedState: 1n });
    }
  });

  it('can be refused for want of a right', async () => {
    server.fault('append', deny());
    expect(await failureOf(client.appendToStream(aStream(), anEvent(), how))).toMatchObject({ type: 'access-denied' });
  });

  it('can be sent to the leader', async () => {
    server.fault('append', notLeader('127.0.0.1', server.port));
    const stream = aStream();
    const leader = { address: '127.0.0.1', port: server.port };
    expect(await failureOf(client.appendToStream(stream, anEvent(), how))).toMatchObject({ type: 'not-leader', leader });
    expect(await client.appendToStream(stream, anEvent(), how)).toMatchObject({ nextExpectedRevision: 0n });
  });

  it('can be answered late', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = server.fault('append', delay(promise));
    const appending = client.appendToStream(aStream(), anEvent(), how);
    await late.struck;
    expect(await isPending(appending)).toBe(true);
    resolve();
    expect(await appending).toMatchObject({ success: true });
  });
});

it('appends in a batch never settle when the server ends their call well, nor does the client close', async () => {
  const other = KurrentDBClient.connectionString(server.url);
  const stream = aStream();
  const ended = server.fault('append', end({ happened: true }));
  const appending = other.appendToStream(stream, anEvent());
  await ended.struck;
  await expect.poll(() => server.open('append')).toBe(0);
  expect(await all(other.readStream(stream))).toHaveLength(1);
  const closing = other.dispose();
  await all(client.readStream(stream));
  expect(await isPending(appending)).toBe(true);
  expect(await isPending(closing)).toBe(true);
});

it('an append whose connection is cut in the midst is not there', async () => {
  const stream = aStream();
  const raw = new StreamsClient(`127.0.0.1:${server.port}`, channel.createInsecure());
  const { promise: failed, resolve } = Promise.withResolvers<unknown>();
  const call = raw.append(resolve);
  const options = new AppendReq.Options()
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)))
    .setAny(new Empty());
  call.write(new AppendReq().setOptions(options));
  const message = new AppendReq.ProposedMessage().setId(new UUID().setString(randomUUID()));
  call.write(new AppendReq().setProposedMessage(message));
  // What was sent before the question is there when it is answered.
  await new Promise((answered) => raw.delete(new DeleteReq(), answered));
  server.disconnect();
  expect(await failed).toMatchObject({ code: 14 });
  await all(client.readAll());
  expect(server.events().filter((event) => event.stream === stream)).toEqual([]);
  raw.close();
});

it('appends of many are answered each for itself', async () => {
  const hot = aStream();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, n) => client.appendToStream(n % 2 ? hot : aStream(), anEvent(), { streamState: 'no_stream' })),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(19);
  expect(await all(client.readStream(hot))).toHaveLength(1);
});

describe('reads', () => {
  let stream: string;
  let events: JSONEventData[];
  beforeEach(async () => {
    stream = aStream();
    events = someEvents(5);
    await client.appendToStream(stream, events);
  });

  it.each([
    ['onwards', {}, [0, 1, 2, 3, 4]],
    ['from a revision', { fromRevision: 2n }, [2, 3, 4]],
    ['so many', { fromRevision: 2n, maxCount: 2 }, [2, 3]],
    ['behind its end', { fromRevision: 9n }, []],
    ['backwards', { direction: BACKWARDS, fromRevision: END }, [4, 3, 2, 1, 0]],
    ['backwards from a revision', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
    ['backwards from behind its end', { direction: BACKWARDS, fromRevision: 9n, maxCount: 1 }, [4]],
  ] satisfies [string, Parameters<KurrentDBClient['readStream']>[1], number[]][])('of a stream %s', async (_, options, expected) => {
    expect(ids(await all(client.readStream(stream, options)))).toEqual(expected.map((n) => events[n]?.id));
  });

  it('of the log go both ways, from a place: onwards with what stands there, backwards without', async () => {
    const found = await all(client.readStream(stream));
    const third = found[2]?.event?.position;
    const onwards = await all(client.readAll({ fromPosition: third ?? START, maxCount: 2 }));
    expect(ids(onwards)).toEqual(ids(events.slice(2, 4)));
    const backwards = await all(client.readAll({ fromPosition: third ?? START, maxCount: 2, direction: BACKWARDS }));
    expect(ids(backwards)).toEqual(ids([events[1] as JSONEventData, events[0] as JSONEventData]));
    expect(ids(await all(client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 })))).toEqual([events[4]?.id]);
  });

  it('of the log know no place within an event, and nothing behind the end', async () => {
    const last = (await all(client.readStream(stream))).at(-1)?.event?.position?.commit ?? 0n;
    expect(await failureOf(all(client.readAll({ fromPosition: place(last - 1n) })))).toMatchObject({ type: 'unavailable' });
    expect(await all(client.readAll({ fromPosition: place(last + 1_000_000n) }))).toEqual([]);
    const subscription = client.subscribeToAll({ fromPosition: place(last - 1n) });
    expect(await failureOf(take(subscription, 1))).toMatchObject({ code: 3 });
  });

  it('of the log can be filtered by stream or type, by prefix or pattern', async () => {
    const other = `other-${randomUUID()}`;
    await client.appendToStream(other, jsonEvent({ type: 'Otherwise', data: {} }));
    const fromPosition = (await all(client.readStream(stream)))[0]?.event?.position ?? START;
    const streamsOf = async (filter: Parameters<typeof client.readAll>[0]) =>
      new Set((await all(client.readAll({ fromPosition, ...filter }))).map(({ event }) => event?.streamId));
    expect(await streamsOf({})).toEqual(new Set([stream, other]));
    expect(await streamsOf({ filter: streamNameFilter({ prefixes: ['other-', 'none-'] }) })).toEqual(new Set([other]));
    expect(await streamsOf({ filter: streamNameFilter({ regex: '^dossier-' }) })).toEqual(new Set([stream]));
    expect(await streamsOf({ filter: eventTypeFilter({ prefixes: ['Other'] }) })).toEqual(new Set([other]));
    expect(await streamsOf({ filter: eventTypeFilter({ regex: 'ed$' }) })).toEqual(new Set([stream]));
  });

  it('see the server’s own events unless they are left out', async () => {
    const typesOf = async (filter?: ReturnType<typeof excludeSystemEvents>) =>
      (await all(client.readAll({ maxCount: 2, ...(filter && { filter }) }))).map(({ event }) => event?.type);
    expect(await typesOf()).toEqual(['$User', '$UserCreated']);
    expect((await typesOf(excludeSystemEvents())).every((type) => !type?.startsWith('$'))).toBe(true);
  });

  it('of no stream are told so', async () => {
    expect(await failureOf(all(client.readStream(aStream())))).toMatchObject({ type: 'stream-not-found' });
  });

  it.each(['readStream', 'readAll'] as const)('can fail, be cut off, end early, fall silent and be late: %s', async (method) => {
    const filter = streamNameFilter({ prefixes: [stream] });
    const read = () => all(method === 'readStream' ? client.readStream(stream) : client.readAll({ filter }));
    server.fault(method, fail({ after: 2 }));
    expect(await failureOf(read())).toMatchObject({ type: 'unavailable' });
    server.fault(method, deny());
    expect(await failureOf(read())).toMatchObject({ type: 'access-denied' });
    server.fault(method, unauthenticated());
    expect(await failureOf(read())).toMatchObject({ type: 'access-denied' });
    server.fault(method, end({ after: 3 }));
    expect(ids(await read())).toEqual(ids(events.slice(0, 3)));
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = server.fault(method, delay(promise, { after: 1 }));
    const reading = read();
    await late.struck;
    resolve();
    expect(ids(await reading)).toEqual(ids(events));
    const silence = server.fault(method, silent({ after: 1 }));
    const stuck = read();
    await silence.struck;
    expect(await isPending(stuck)).toBe(true);
    server.disconnect();
    expect(await failureOf(stuck)).toBeInstanceOf(Error);
  });
});

describe('streams', () => {
  it('can be deleted and written to again, with revisions going on', async () => {
    const stream = aStream();
    await client.appendToStream(stream, someEvents(2));
    await client.deleteStream(stream, { expectedRevision: 1n });
    expect(await failureOf(all(client.readStream(stream)))).toMatchObject({ type: 'stream-not-found' });
    expect(await client.appendToStream(stream, anEvent(), { streamState: 'no_stream' })).toMatchObject({ nextExpectedRevision: 2n });
    expect((await all(client.readStream(stream))).map(({ event }) => event?.revision)).toEqual([2n]);
  });

  it('can be deleted for ever', async () => {
    const stream = aStream();
    await client.appendToStream(stream, someEvents(2));
    expect(await failureOf(client.tombstoneStream(stream, { expectedRevision: 0n }))).toMatchObject({ type: 'wrong-expected-version' });
    await client.tombstoneStream(stream);
    expect(await failureOf(all(client.readStream(stream)))).toMatchObject({ type: 'stream-deleted' });
    expect(await failureOf(client.appendToStream(stream, anEvent()))).toMatchObject({ type: 'stream-deleted' });
    expect(await failureOf(client.appendToStream(stream, anEvent(), { credentials }))).toMatchObject({ type: 'stream-deleted' });
  });

  it('have metadata, which may cut them short', async () => {
    const stream = aStream();
    expect(await client.getStreamMetadata(stream)).toEqual({ streamName: stream });
    await client.appendToStream(stream, someEvents(5));
    await client.setStreamMetadata(stream, { maxCount: 3, acl: { readRoles: ['motcua'] } });
    expect(await client.getStreamMetadata(stream)).toMatchObject({ metadata: { maxCount: 3, acl: { readRoles: ['motcua'] } } });
    expect((await all(client.readStream(stream))).map(({ event }) => event?.revision)).toEqual([2n, 3n, 4n]);
    await client.setStreamMetadata(stream, { truncateBefore: 4 });
    expect((await all(client.readStream(stream))).map(({ event }) => event?.revision)).toEqual([4n]);
  });
});

describe('a subscription', () => {
  it('to a stream gives what is there and what comes', async () => {
    const stream = aStream();
    const events = someEvents(3);
    await client.appendToStream(stream, events.slice(0, 2));
    const subscription = client.subscribeToStream(stream, { fromRevision: 0n });
    const caughtUp = once(subscription, 'caughtUp');
    const taking = take(subscription, 2);
    expect(await caughtUp).toMatchObject([{ revision: 1n }]);
    await client.appendToStream(aStream(), anEvent());
    await client.appendToStream(stream, events[2] as JSONEventData);
    expect(ids(await taking)).toEqual(ids(events.slice(1)));
  });

  it('to the log begins after a place, from the start or at the end', async () => {
    const first = await client.appendToStream(aStream(), anEvent());
    const second = anEvent();
    await client.appendToStream(aStream(), second);
    expect(ids(await take(client.subscribeToAll({ fromPosition: place(positionOf(first)) }), 1))).toEqual([second.id]);
    expect((await take(client.subscribeToAll(), 1))[0]?.event?.type).toBe('$User');
    const live = client.subscribeToAll({ fromPosition: END });
    const third = anEvent();
    live.once('caughtUp', () => void client.appendToStream(aStream(), third));
    expect(ids(await take(live, 1))).toEqual([third.id]);
  });

  it('with a filter says how far it has come, on the way and when it has caught up', async () => {
    const before = await client.appendToStream(aStream(), anEvent());
    const stream = aStream();
    for (let n = 0; n < 10; n += 1) await client.appendToStream(`foreign-${randomUUID()}`, someEvents(10));
    const last = await client.appendToStream(stream, anEvent());
    const checkpoints: bigint[] = [];
    const subscription = client.subscribeToAll({
      fromPosition: place(positionOf(before)),
      filter: streamNameFilter({
        prefixes: [stream],
        checkpointInterval: 1,
        checkpointReached: async (_, position) => void checkpoints.push(position.commit),
      }),
    });
    expect(await take(subscription, 1)).toHaveLength(1);
    expect(checkpoints).toHaveLength(3);
    expect(checkpoints).toEqual(checkpoints.toSorted((one, other) => Number(one - other)));
    expect(checkpoints.every((at) => at > positionOf(before) && at < positionOf(last))).toBe(true);
  });

  it('with a filter moves on although nothing of it is written', async () => {
    const checkpoints: bigint[] = [];
    const checkpointReached = async (_: unknown, { commit }: { commit: bigint }) => void checkpoints.push(commit);
    const filter = streamNameFilter({ prefixes: ['nobody-'], checkpointReached });
    const subscription = client.subscribeToAll({ fromPosition: END, filter });
    subscription.resume();
    await once(subscription, 'caughtUp');
    const foreign = await client.appendToStream(aStream(), someEvents(32));
    await expect.poll(() => checkpoints.at(-1)).toBe(positionOf(foreign));
    await subscription.unsubscribe();
  });

  it('that lags behind is told that it fell behind, and when it has caught up again', async () => {
    const subscription = client.subscribeToAll({ fromPosition: END });
    const told: string[] = [];
    subscription.on('caughtUp', () => told.push('caught up')).on('fellBehind', () => told.push('fell behind'));
    subscription.once('caughtUp', () => void client.appendToStream(aStream(), someEvents(200)));
    await take(subscription, 200);
    expect(told.slice(0, 2)).toEqual(['caught up', 'fell behind']);
  });

  it('that is not read does not make the server send on for ever', async () => {
    const text = 'x'.repeat(10_000);
    for (let n = 0; n < 10; n += 1)
      await client.appendToStream(
        aStream(),
        Array.from({ length: 50 }, () => anEvent({ text })),
      );
    const slow = client.subscribeToAll();
    await once(slow, 'confirmation');
    const sent = server.fault('subscribe', kill({ after: 400 }));
    for (let n = 0; n < 50; n += 1) await client.appendToStream(aStream(), anEvent());
    expect(sent.strikes).toBe(0);
    slow.on('error', () => {});
    await slow.unsubscribe();
  });

  it('that the server ends well finishes without an error', async () => {
    const subscription = client.subscribeToAll({ fromPosition: END });
    const taking = take(subscription, 1);
    await once(subscription, 'caughtUp');
    expect(server.strike('subscribe', end())).toBe(1);
    expect(await taking).toEqual([]);
  });

  it.each([
    ['fails', fail(), 'unavailable'],
    ['is refused', deny(), 'access-denied'],
    ['is cut off', kill(), 'unavailable'],
  ] as const)('that %s ends with an error and does not come back', async (_, fault, type) => {
    server.fault('subscribe', fault);
    expect(await failureOf(take(client.subscribeToAll(), 1))).toMatchObject({ type });
    const open = client.subscribeToAll({ fromPosition: END });
    const taking = failureOf(take(open, 1));
    await once(open, 'caughtUp');
    server.strike('subscribe', fault);
    expect(await taking).toMatchObject({ type });
    expect(server.open('subscribe')).toBe(0);
  });

  it('can be struck after some events', async () => {
    const stream = aStream();
    const events = someEvents(5);
    await client.appendToStream(stream, events);
    server.fault('subscribe', end({ after: 3 }));
    expect(ids(await take(client.subscribeToStream(stream), 5))).toEqual(ids(events.slice(0, 3)));
  });

  it('can give an event twice', async () => {
    const stream = aStream();
    const events = someEvents(3);
    await client.appendToStream(stream, events);
    server.fault('subscribe', twice({ after: 1 }));
    expect(ids(await take(client.subscribeToStream(stream), 4))).toEqual([0, 1, 1, 2].map((n) => events[n]?.id));
  });

  it('can fall silent', async () => {
    const stream = aStream();
    await client.appendToStream(stream, someEvents(1));
    const silence = server.fault('subscribe', silent());
    const subscription = client.subscribeToStream(stream);
    const taking = take(subscription, 1);
    await silence.struck;
    await client.appendToStream(stream, anEvent());
    expect(await isPending(taking)).toBe(true);
    await subscription.unsubscribe();
  });

  it('that is left stays open on the server until it is unsubscribed', async () => {
    const subscription = client.subscribeToAll();
    await take(subscription, 1);
    await client.appendToStream(aStream(), anEvent());
    expect(server.open('subscribe')).toBe(1);
    await subscription.unsubscribe();
    await expect.poll(() => server.open('subscribe')).toBe(0);
  });
});

describe('the server', () => {
  it('comes back on the same port with the same log', async () => {
    const stream = aStream();
    const events = someEvents(2);
    const first = await client.appendToStream(stream, events);
    const subscription = client.subscribeToAll({ fromPosition: END });
    const following = failureOf(take(subscription, 1));
    await once(subscription, 'caughtUp');
    await server.stop();
    expect(await following).toMatchObject({ type: 'unavailable' });
    expect(await failureOf(client.appendToStream(stream, anEvent()))).toMatchObject({ code: 14 });
    await server.start();
    const again = connect(server.url);
    expect(ids(await all(again.readStream(stream)))).toEqual(ids(events));
    await expect.poll(() => again.appendToStream(stream, events, { streamState: 'no_stream' })).toEqual(first);
  });

  it('is found by clients that look for a cluster', async () => {
    const stream = aStream();
    for (const url of [
      `kurrentdb+discover://127.0.0.1:${server.port}?tls=false`,
      `kurrentdb://127.0.0.1:${server.port},127.0.0.1:${server.port}?tls=false`,
    ]) {
      const member = connect(url);
      await member.appendToStream(stream, anEvent());
      expect((await all(member.readStream(stream))).length).toBeGreaterThan(0);
    }
  });

  it('serves one user only, over TLS, when it was given one', async () => {
    const guarded = await startFakeServer({ username: 'motcua', password: 'secret' });
    const stream = aStream();
    const attempts = async (opened: KurrentDBClient) => [
      await failureOf(opened.appendToStream(stream, anEvent())),
      await failureOf(opened.appendToStream(stream, anEvent(), { credentials: { username: 'motcua', password: 'wrong' } })),
      await failureOf(take(opened.subscribeToStream(stream), 1)),
      await failureOf(all(opened.readStream(stream))),
    ];
    const denied = expect.objectContaining({ type: 'access-denied' });
    expect(await attempts(connect(guarded.url))).toEqual(['no failure', denied, 'no failure', 'no failure']);
    expect(await attempts(connect(guarded.url.replace('secret', 'wrong')))).toEqual([denied, denied, denied, denied]);
    expect(await attempts(connect(guarded.url.replace('motcua:secret@', '')))).toEqual([denied, denied, denied, denied]);
    await Promise.all(clients.splice(0).map((opened) => opened.dispose()));
    await guarded.close();
  });

  it('can refuse to say what it supports, once', async () => {
    const plan = server.fault('features', fail());
    expect(await failureOf(client.appendToStream(aStream(), anEvent()))).toMatchObject({ code: 14 });
    expect(await client.appendToStream(aStream(), anEvent())).toMatchObject({ success: true });
    expect(plan.strikes).toBe(1);
  });
});
