import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NewEvent, type RecordedEvent, START } from '#events/store/event.ts';
import { type Appended, type EventStore, StoreUnavailable } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { anEvent, aStream, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { startOwnServer } from '#test/support/ownServer.ts';

let server: Awaited<ReturnType<typeof startOwnServer>>;
beforeAll(async () => {
  // A server that would lose commits, were it not told otherwise by whoever appends.
  server = await startOwnServer({ synchronous_commit: 'off', wal_writer_delay: '10s', max_prepared_transactions: '5' });
});
afterAll(() => server?.[Symbol.asyncDispose]());

const open = (appendTimeoutMs = 30_000) => connectPostgresStore({ url: server.databases.log.appUrl, appendTimeoutMs });
const ids = (events: readonly { id: string }[]) => events.map((event) => event.id);
const placesOf = (events: readonly RecordedEvent[]) => events.map(({ position, stream, revision, id }) => [position, stream, revision, id]);

/** Asks until there is an answer, as every caller may; counts how often there was none. */
const insist = async (store: EventStore, append: { stream: string; events: NewEvent[] }, unanswered: () => void): Promise<Appended> => {
  for (;;)
    try {
      return await store.append(append.stream, 'any', append.events);
    } catch (error) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      unanswered();
    }
};

describe('when PostgreSQL is killed, with all its processes', () => {
  it('everything acknowledged is there once, nothing that was read has vanished, and appends and subscriptions go on', async () => {
    const [patient, impatient] = [await open(), await open(200)];
    const before = await patient.head();
    const acknowledged: [number, string, number, string][] = [];
    let unanswered = 0;
    let writing = true;

    const streams = Array.from({ length: 3 }, aStream);
    const write = async (writer: number) => {
      const store = writer % 2 ? patient : impatient;
      for (let turn = writer; writing; turn++) {
        const append = { stream: streams[turn % streams.length] as string, events: someEvents(1 + (turn % 3)) };
        const answer = await insist(store, append, () => unanswered++);
        acknowledged.push([answer.position, append.stream, answer.revision, (append.events.at(-1) as NewEvent).id]);
      }
    };
    const done = new AbortController();
    const followed: RecordedEvent[] = [];
    const follow = async () => {
      for await (const page of patient.subscribe({ after: before, limit: 10, signal: done.signal })) followed.push(...page.events);
    };
    // As fast as it can, so that it is there between the commit and its flush, if there is such a moment.
    const asked: RecordedEvent[] = [];
    const ask = async () => {
      for (let next = before; writing; ) {
        const page = await patient.readAll({ after: next });
        asked.push(...page.events);
        next = page.next;
      }
    };

    const following = follow();
    const asking = ask();
    const writers = Array.from({ length: 10 }, (_, writer) => write(writer));
    for (let kill = 0; kill < 2; kill++) {
      const reached = acknowledged.length;
      await expect.poll(() => acknowledged.length, { timeout: 30_000, interval: 1 }).toBeGreaterThan(reached + 100);
      server.kill();
    }
    const reached = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(reached + 50);
    writing = false;
    await Promise.all([...writers, asking]);

    const log = await readToEnd(patient, before);
    await expect.poll(() => followed.length, { timeout: 10_000 }).toBe(log.length);
    done.abort();
    await following;
    expect(unanswered).toBeGreaterThan(0);
    expect(placesOf(log)).toEqual(expect.arrayContaining(acknowledged.slice(0, 50)));
    const places = new Set(placesOf(log).map(String));
    expect(acknowledged.filter((place) => !places.has(String(place)))).toEqual([]);
    expect(new Set(ids(log)).size).toBe(log.length);
    for (const stream of streams) {
      const revisions = log.filter((event) => event.stream === stream).map((event) => event.revision);
      expect(revisions).toEqual(revisions.map((_, n) => n));
    }
    expect(placesOf(followed)).toEqual(placesOf(log));
    expect(placesOf(asked)).toEqual(placesOf(log.slice(0, asked.length)));
    await Promise.all([patient.close(), impatient.close()]);
  }, 90_000);

  it('an append acknowledged just before is there, though the server commits lazily by itself', async () => {
    const store = await open();
    const stream = aStream();
    for (let turn = 0; turn < 2; turn++) {
      await store.append(stream, 'any', someEvents(1));
      server.kill();
      expect(await store.readStream(stream)).toHaveLength(turn + 1);
    }
    await store.close();
  }, 60_000);

  it('a position that was passed is never given to an event of afterwards', async () => {
    const store = await open();
    const owner = new pg.Client({ connectionString: server.databases.log.ownerUrl });
    owner.on('error', () => {});
    await owner.connect();
    for (let drawn = 0; drawn < 5; drawn++) await owner.query(`select nextval('es.positions')`);
    const { position } = await store.append(aStream(), 'none', someEvents(1));
    expect(await store.head()).toBe(position);
    server.kill();
    const after = await store.append(aStream(), 'none', someEvents(1));
    expect(after.position).toBeGreaterThan(position);
    expect((await readToEnd(store, position)).map((event) => event.position)).toEqual([after.position]);
    await owner.end().catch(() => {});
    await store.close();
  }, 60_000);

  it('an append in a prepared transaction outlives it, and still holds back what is behind it', async () => {
    const store = await open();
    const before = await store.head();
    const [prepared, later] = [anEvent(), anEvent()];
    const stream = aStream();
    const client = new pg.Client({ connectionString: server.databases.log.appUrl });
    client.on('error', () => {});
    await client.connect();
    await client.query('begin');
    await client.query(
      `select * from es.append(array[$1], '{1}', '{-1}', '{1}', '{1}', '{0}', array[$2::uuid], '{T}', '{1}', array[now()], array['{}'::json], array['{}'::json], false)`,
      [stream, prepared.id],
    );
    await client.query(`prepare transaction 'slow'`);
    await store.append(aStream(), 'none', [later]);
    // Who could fill the hole is noted now, and goes by another name after the restart.
    expect(await store.head()).toBe(before);
    server.kill();
    for (let look = 0; look < 3; look++) expect(await store.head()).toBe(before);
    await client.end().catch(() => {});

    const afterwards = new pg.Client({ connectionString: server.databases.log.appUrl });
    await afterwards.connect();
    await afterwards.query(`commit prepared 'slow'`);
    await afterwards.end();
    expect(ids(await readToEnd(store, before === START ? START : before))).toEqual([prepared.id, later.id]);
    await store.close();
  }, 60_000);
});
