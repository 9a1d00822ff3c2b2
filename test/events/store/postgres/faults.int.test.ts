import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EventStore, StoreUnavailable } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { anEvent, aStream, follow, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { openNetwork } from '#test/support/network.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let store: EventStore;
let owner: pg.Client;

beforeAll(async () => {
  databases = await createTestDatabases();
  store = await connectPostgresStore({ url: databases.log.appUrl });
  owner = new pg.Client({ connectionString: databases.log.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await store?.close();
  await owner?.end();
  await databases?.drop();
});

const ids = (events: readonly { id: string }[]) => events.map((event) => event.id);
const waitingAppends = async () =>
  (
    await owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'motcua appends' and wait_event_type = 'Lock'`,
    )
  ).rows.map((row) => row.pid);
const killAll = () =>
  owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);

describe('an append whose outcome is unknown', () => {
  it.each([
    ['before it arrived', 'before'],
    ['after the commit, before the answer', 'after'],
  ] as const)('happens once, and is answered as it ended, when its connection was cut %s', async (_, when) => {
    const network = await openNetwork(databases.log.appUrl);
    const cut = await connectPostgresStore({ url: network.url });
    const stream = aStream();
    const events = someEvents(2);
    network.cut(when, stream);
    const answer = await cut.append(stream, 'none', events);
    const read = await store.readStream(stream);
    expect(ids(read)).toEqual(ids(events));
    expect(answer).toEqual({ revision: 1, position: read[1]?.position, repeated: when === 'after' });
    await cut.close();
    await network.close();
  });

  it('is decided for each of a group when their connection was cut, whichever side of the commit', async () => {
    const network = await openNetwork(databases.log.appUrl);
    const cut = await connectPostgresStore({ url: network.url });
    for (const when of ['before', 'after', 'after', 'before'] as const) {
      const [taken, last] = [aStream(), aStream()];
      await store.append(taken, 'none', someEvents(1));
      const [first, second] = [someEvents(1), someEvents(3)];
      network.cut(when, last);
      const outcomes = await Promise.allSettled([
        cut.append(taken, 'none', someEvents(1)),
        cut.append(taken, 0, first),
        cut.append(last, 'none', second),
        cut.append(last, 'any', second),
      ]);
      expect(outcomes).toMatchObject([
        // Asked again, it may find that its neighbour was first.
        { status: 'rejected', reason: { name: 'RevisionConflict', expected: 'none' } },
        { status: 'fulfilled', value: { revision: 1 } },
        { status: 'fulfilled', value: { revision: 2 } },
        { status: 'fulfilled', value: { revision: 2 } },
      ]);
      expect(await store.readStream(taken)).toHaveLength(2);
      expect(ids(await store.readStream(last))).toEqual(ids(second));
    }
    await cut.close();
    await network.close();
  });

  it('happens once when its connection is killed before the commit', async () => {
    const [stream, neighbour] = [aStream(), aStream()];
    await store.append(stream, 'none', someEvents(1));
    await owner.query('begin');
    await owner.query('select pg_advisory_xact_lock(es.lock_of($1))', [stream]);
    const appends = [store.append(stream, 0, someEvents(2)), store.append(neighbour, 'none', someEvents(1))];
    await expect.poll(waitingAppends).toHaveLength(1);
    for (const pid of await waitingAppends()) await owner.query('select pg_terminate_backend($1)', [pid]);
    await owner.query('commit');
    expect(await Promise.all(appends)).toMatchObject([{ revision: 2 }, { revision: 0 }]);
    expect(await store.readStream(stream)).toHaveLength(3);
    expect(await store.readStream(neighbour)).toHaveLength(1);
  });

  it('is lost or doubled for none of many when all connections are killed again and again', async () => {
    const before = await store.head();
    const events = Array.from({ length: 300 }, () => anEvent());
    let done = 0;
    const writers = Array.from({ length: 10 }, async (_, writer) => {
      const stream = aStream();
      for (let turn = 0; turn < 30; turn++) {
        const answer = await store.append(stream, turn === 0 ? 'none' : turn - 1, [events[writer * 30 + turn] as (typeof events)[number]]);
        expect(answer.revision).toBe(turn);
        done++;
      }
    });
    for (const share of [50, 120, 200]) {
      await expect.poll(() => done, { timeout: 20_000, interval: 1 }).toBeGreaterThan(share);
      await killAll();
    }
    await Promise.all(writers);
    expect(ids(await readToEnd(store, before)).sort()).toEqual(ids(events).sort());
  });

  it('fails as unavailable, never hangs, when the server falls silent, and so does a read', async () => {
    const network = await openNetwork(databases.log.appUrl);
    const cut = await connectPostgresStore({ url: network.url, appendTimeoutMs: 600 });
    await cut.append(aStream(), 'none', someEvents(1));
    network.goSilent();
    const started = performance.now();
    await expect(cut.append(aStream(), 'none', someEvents(1))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - started).toBeLessThan(2000);
    await expect(cut.readStream(aStream())).rejects.toBeInstanceOf(StoreUnavailable);
    await cut.close();
    await network.close();
  });

  it('fails as unavailable when nobody listens', async () => {
    const network = await openNetwork(databases.log.appUrl);
    await network.close();
    await expect(connectPostgresStore({ url: network.url, appendTimeoutMs: 300 })).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('fails as unavailable when its stream stays locked, and its neighbours go on', async () => {
    const impatient = await connectPostgresStore({ url: databases.log.appUrl, appendTimeoutMs: 1000 });
    const locked = aStream();
    await impatient.append(locked, 'none', someEvents(1));
    await owner.query('begin');
    await owner.query('select pg_advisory_xact_lock(es.lock_of($1))', [locked]);
    const outcomes = await Promise.allSettled([
      impatient.append(locked, 'any', someEvents(1)),
      impatient.append(aStream(), 'none', someEvents(1)),
    ]);
    await owner.query('rollback');
    expect(outcomes).toMatchObject([{ status: 'rejected', reason: { name: 'StoreUnavailable' } }, { status: 'fulfilled' }]);
    await impatient.close();
  });
});

it('a stream that cannot be asked for spoils no other reader’s answer', async () => {
  const stream = aStream();
  await store.append(stream, 'none', someEvents(2));
  const outcomes = await Promise.allSettled([
    store.readStream('bad\u0000name'),
    store.readStream(stream),
    store.readStream(stream, { from: 1 }),
  ]);
  expect(outcomes).toMatchObject([{ status: 'rejected' }, { value: [{ revision: 0 }, { revision: 1 }] }, { value: [{ revision: 1 }] }]);
});

describe('an append that the log cannot take', () => {
  it('fails alone, and its error holds nothing of its body', async () => {
    const bad = anEvent({ type: 'Bad\u0000Type', data: { name: 'Nguyễn Văn Tý' } });
    const outcomes = await Promise.allSettled([
      store.append(aStream(), 'none', someEvents(1)),
      store.append(aStream(), 'none', [bad]),
      store.append(aStream(), 'none', [anEvent({ id: 'not-a-uuid' })]),
      store.append(aStream(), 'none', someEvents(3)),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect(reason.message).toMatch(/refused .*SQLSTATE 22021/);
    expect(JSON.stringify(reason, Object.getOwnPropertyNames(reason))).not.toContain('Nguyễn');
  });

  it('has one id twice, or a time that is none', async () => {
    const event = anEvent();
    await expect(store.append(aStream(), 'none', [event, event])).rejects.toBeInstanceOf(RangeError);
    await expect(store.append(aStream(), 'none', [anEvent({ occurredAt: 'yesterday' })])).rejects.toBeInstanceOf(RangeError);
  });

  it('has an id of another append that is committed only just before', async () => {
    const event = anEvent();
    const client = new pg.Client({ connectionString: databases.log.appUrl });
    await client.connect();
    await client.query('begin');
    await client.query(
      `select * from es.append(array[$1], '{1}', '{-1}', '{1}', '{1}', '{0}', array[$2::uuid], '{T}', '{1}', array[now()], array['{}'::json], array['{}'::json], false)`,
      [aStream(), event.id],
    );
    const append = store.append(aStream(), 'none', [event]);
    append.catch(() => {});
    await expect.poll(waitingAppends).toHaveLength(1);
    await client.query('commit');
    await client.end();
    await expect(append).rejects.toMatchObject({ name: 'EventIdReused', eventId: event.id });
  });
});

it('a subscription goes on by itself after its connections were killed', async () => {
  const before = await store.head();
  const other = await connectPostgresStore({ url: databases.log.appUrl });
  const first = anEvent();
  const later = someEvents(2);
  const following = follow(store, before, (seen) => seen.length === 3, {
    onPage: async ({ events }) => {
      if (events[0]?.id !== first.id) return;
      await killAll();
      await other.append(aStream(), 'none', later);
    },
  });
  await store.append(aStream(), 'none', [first]);
  expect(ids(await following)).toEqual(ids([first, ...later]));
  await other.close();
});

it('another process’s commit wakes a subscription long before it would look by itself', async () => {
  const other = await connectPostgresStore({ url: databases.log.appUrl });
  const controller = new AbortController();
  const iterator = store.subscribe({ after: await store.head(), signal: controller.signal })[Symbol.asyncIterator]();
  const delays: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const next = iterator.next();
    // Long enough at the end of the log for the looks of its own to have become rare.
    await expect.poll(() => lookedRecently(), { interval: 20, timeout: 10_000 }).toBe(false);
    const started = performance.now();
    await other.append(aStream(), 'none', someEvents(1));
    await next;
    delays.push(performance.now() - started);
  }
  controller.abort();
  await iterator.next();
  expect(Math.min(...delays)).toBeLessThan(150);
  await other.close();
});
const lookedRecently = async () =>
  (
    await owner.query<{ recently: boolean }>(
      `select clock_timestamp() - max(query_start) < interval '450 ms' as recently from pg_stat_activity
       where datname = current_database() and application_name = 'motcua reads'`,
    )
  ).rows[0]?.recently;
