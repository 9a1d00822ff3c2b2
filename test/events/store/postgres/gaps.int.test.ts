import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type NewEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { anEvent, aStream, follow, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let store: EventStore;
let owner: pg.Client;
const clients: pg.Client[] = [];

const connect = async (url: string) => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
};

beforeEach(async () => {
  databases = await createTestDatabases();
  store = await connectPostgresStore({ url: databases.log.appUrl });
  owner = await connect(databases.log.ownerUrl);
});
afterEach(async () => {
  await store.close();
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})));
  await databases.drop();
});

/** An append like any other process's, whose transaction stays open: its position is drawn, its event is not there yet. */
const openAppend = async (event: NewEvent = anEvent()) => {
  const client = await connect(databases.log.appUrl);
  await client.query('begin');
  await client.query(
    `select * from es.append(array[$1], '{1}', '{-1}', '{1}', '{1}', '{0}', array[$2::uuid], array[$3], '{1}', array[now()], $4::json[], $5::json[], false)`,
    [
      aStream(),
      event.id,
      event.type,
      [JSON.stringify(event.data)],
      [JSON.stringify({ actor: event.actor, correlationId: 'c', causationId: 'c' })],
    ],
  );
  return client;
};
const backendOf = async (client: pg.Client) => (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
const gaps = async () =>
  (await owner.query('select "from"::int, "to"::int, first_seen <= proved_dead_at as ordered, evidence from es.gaps order by 1')).rows;
const appendOne = () => store.append(aStream(), 'none', someEvents(1));

describe('a position whose append is still under way', () => {
  it('holds back everything behind it, for as long as it takes, until it is committed in its place', async () => {
    await appendOne();
    const slow = anEvent();
    const underWay = await openAppend(slow);
    const later = await appendOne();

    for (let look = 0; look < 5; look++) {
      expect((await readToEnd(store)).map((event) => event.position)).toEqual([1]);
      expect(await store.head()).toBe(1);
    }
    await underWay.query('commit');

    const all = await readToEnd(store);
    expect(all.map((event) => event.position)).toEqual([1, 2, 3]);
    expect(all[1]?.id).toBe(slow.id);
    expect(await store.head()).toBe(later.position);
    expect(await gaps()).toEqual([]);
  });

  it('holds back only what is behind it', async () => {
    const first = await appendOne();
    await openAppend();
    const page = await store.readAll({ after: START });
    expect(page).toMatchObject({ events: [{ position: first.position }], next: first.position });
  });

  it('is passed by a subscription as soon as it is decided', async () => {
    const underWay = await openAppend();
    await appendOne();
    const following = follow(store, START, (seen) => seen.length === 3);
    await expect.poll(() => store.head()).toBe(START);
    await underWay.query('commit');
    await appendOne();
    expect((await following).map((event) => event.position)).toEqual([1, 2, 3]);
  });
});

describe('a position that will never be', () => {
  it('is proved dead after a rollback, recorded with its evidence, and passed', async () => {
    const underWay = await openAppend();
    await appendOne();
    expect(await store.head()).toBe(START);
    await underWay.query('rollback');

    expect((await readToEnd(store)).map((event) => event.position)).toEqual([2]);
    expect(await gaps()).toEqual([
      {
        from: 1,
        to: 1,
        ordered: true,
        evidence: { behind: 2, holdersWhenSeen: [expect.stringMatching(/^\d+\/\d+$/)], holdersWhenProved: [], rule: expect.any(String) },
      },
    ]);
  });

  it('is proved dead after its backend was killed', async () => {
    await appendOne();
    const underWay = await openAppend();
    const pid = await backendOf(underWay);
    await appendOne();
    expect(await store.head()).toBe(1);
    await owner.query('select pg_terminate_backend($1)', [pid]);
    await expect.poll(() => store.head()).toBe(3);
    expect(await gaps()).toMatchObject([{ from: 2, to: 2 }]);
  });

  it('is proved dead while appends that began later are still under way', async () => {
    const dies = await openAppend();
    await appendOne();
    expect(await store.head()).toBe(START);
    const later = await openAppend();
    await dies.query('rollback');
    await appendOne();

    expect((await readToEnd(store)).map((event) => event.position)).toEqual([2]);
    expect(await gaps()).toMatchObject([{ from: 1, to: 1, evidence: { holdersWhenProved: [expect.any(String)] } }]);
    await later.query('commit');
    expect((await readToEnd(store)).map((event) => event.position)).toEqual([2, 3, 4]);
  });

  it('may have neighbours that live', async () => {
    const [first, second, third] = [await openAppend(), await openAppend(), await openAppend()];
    await appendOne();
    expect(await store.head()).toBe(START);
    await second.query('commit');
    expect(await store.head()).toBe(START);
    await first.query('rollback');
    // The third might own the first position too, for all that can be known from outside.
    expect(await readToEnd(store)).toEqual([]);
    await third.query('rollback');
    expect((await readToEnd(store)).map((event) => event.position)).toEqual([2, 4]);
    expect(await gaps()).toMatchObject([
      { from: 1, to: 1 },
      { from: 3, to: 3 },
    ]);
  });

  it('is proved dead together with those behind it, so that many holes cost no more waiting than one', async () => {
    const first = await openAppend();
    await appendOne();
    const second = await openAppend();
    await appendOne();
    expect(await store.head()).toBe(START);
    // Began after both positions were drawn: it can own neither.
    const later = await openAppend();
    await appendOne();
    await first.query('rollback');
    await second.query('rollback');
    expect(await store.head()).toBe(4);
    await later.query('rollback');
  });

  it('is recorded once, however many processes find it', async () => {
    const others = await Promise.all(Array.from({ length: 3 }, () => connectPostgresStore({ url: databases.log.appUrl })));
    const underWay = await openAppend();
    await appendOne();
    await underWay.query('rollback');
    const heads = await Promise.all([store, ...others].map((one) => one.head()));
    expect(heads).toEqual([2, 2, 2, 2]);
    expect(await gaps()).toHaveLength(1);
    await Promise.all(others.map((one) => one.close()));
  });

  it('is known to the next process from the record, also when the mark was not saved', async () => {
    const underWay = await openAppend();
    await appendOne();
    await underWay.query('rollback');
    expect(await store.head()).toBe(2);
    await owner.query('update es.high_water set position = 0');
    const blocking = await openAppend();
    const next = await connectPostgresStore({ url: databases.log.appUrl });
    expect(await next.head()).toBe(2);
    await next.close();
    await blocking.query('rollback');
  });
});

describe('a proof', () => {
  const proofs = async (app: pg.Client, from: number, to: number) => [
    (await app.query('select es.prove_gap($1, $2) as proved', [from, to])).rows[0].proved,
    // as processes of the build before ask, with whatever list of holders they like
    (await app.query(`select es.prove_gap($1, $2, '{}', '2020-01-01') as proved`, [from, to])).rows[0].proved,
  ];

  it('rests on what the log saw, not on what its caller says: an append under way cannot be declared dead', async () => {
    const app = await connect(databases.log.appUrl);
    const slow = anEvent();
    const underWay = await openAppend(slow);
    await appendOne();
    expect(await proofs(app, 1, 1)).toEqual([false, false]);
    // once more, now that the log has seen the hole, and by a transaction that began to append later
    const later = await openAppend();
    expect(await proofs(app, 1, 1)).toEqual([false, false]);
    await underWay.query('commit');
    await later.query('rollback');
    expect(await proofs(app, 1, 1)).toEqual([false, false]);
    expect((await readToEnd(store)).map((event) => event.position)).toEqual([1, 2]);
    expect(await gaps()).toEqual([]);
  });

  it('goes on from what another process, or the one before, had the log see; it is forgotten once the mark is above', async () => {
    const app = await connect(databases.log.appUrl);
    const dies = await openAppend();
    await appendOne();
    expect(await proofs(app, 1, 1)).toEqual([false, false]);
    const later = await openAppend();
    await appendOne();
    await dies.query('rollback');
    const suspected = async () => (await owner.query('select "from"::int, "to"::int from es.suspected_gaps')).rows;
    expect(await suspected()).toEqual([{ from: 1, to: 1 }]);
    expect(await proofs(app, 1, 1)).toEqual([true, true]);
    await later.query('rollback');
    expect(await store.head()).toBe(4);
    await app.query('select es.raise_high_water(4)');
    expect(await suspected()).toEqual([]);
  });
});

describe('the high-water mark', () => {
  it('is saved when the store closes, so that the next one need not look again', async () => {
    await store.append(aStream(), 'none', someEvents(3));
    expect(await store.head()).toBe(3);
    await store.close();
    expect((await owner.query('select position::int from es.high_water')).rows).toEqual([{ position: 3 }]);
    store = await connectPostgresStore({ url: databases.log.appUrl });
    expect(await readToEnd(store, START, 2)).toHaveLength(3);
  });
});
