import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventStore } from '#events/store/eventStore.ts';
import { durableConnection } from '#events/store/postgres/connections.ts';
import { openConnection } from '#events/store/postgres/pool.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { aStream, readToEnd, someEvents } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';

// Every interleaving by which a log on PostgreSQL is known to lose or reorder events, one by one; gaps.int.test.ts has those of a single append left open.

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let store: EventStore;
let owner: pg.Client;
let before: number;
const clients: pg.Client[] = [];

const connect = async (config: pg.ClientConfig) => {
  const client = new pg.Client(config);
  client.on('error', () => {});
  await client.connect();
  return client;
};

beforeAll(async () => {
  databases = await createTestDatabases();
  store = await connectPostgresStore({ url: databases.log.appUrl });
  owner = await connect({ connectionString: databases.log.ownerUrl });
  await owner.query('create table public.elsewhere (n int)');
  await owner.query('grant insert on public.elsewhere to motcua_log');
});
beforeEach(async () => {
  before = await store.head();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})));
  // Nothing a test left open may reach the next one.
  await vi.waitFor(async () => {
    const { rows } = await owner.query<{ holders: string[] }>('select es.appenders() as holders');
    if (rows[0]?.holders.length !== 0) throw new Error('an append is still open');
  });
});
afterAll(async () => {
  await store?.close();
  await owner?.end();
  await databases?.drop();
});

/** Somebody else's transaction, step by step. */
const begin = async (opened = connect({ connectionString: databases.log.appUrl }), how = '') => {
  const client = await opened;
  clients.push(client);
  await client.query(`begin ${how}`);
  return {
    query: (sql: string) => client.query(sql),
    writeElsewhere: () => client.query('insert into public.elsewhere values (1)'),
    append: async (stream: string): Promise<number> => {
      const { rows } = await client.query<{ position: number }>(
        `select positions[1]::int as position from es.append(array[$1], '{1}', '{-2}', '{1}', '{1}', '{0}', array[gen_random_uuid()], '{T}', '{1}', array[now()],
           array['{}'::json], array['{"actor":{"id":"u","role":"system"},"correlationId":"c","causationId":"c"}'::json], false)`,
        [stream],
      );
      return rows[0]?.position as number;
    },
  };
};
const appendOne = async (stream = aStream()) => (await store.append(stream, 'any', someEvents(1))).position;
const readPositions = async (limit?: number) => (await readToEnd(store, before, limit)).map((event) => event.position);

describe('a transaction that wrote elsewhere first, so that its id is older than its position', () => {
  it('comes after what was committed before it drew its position, in its stream and in the log', async () => {
    const stream = aStream();
    const older = await begin();
    await older.writeElsewhere();
    const younger = await begin();
    await younger.writeElsewhere();
    const first = await younger.append(stream);
    await younger.query('commit');
    expect(await readPositions()).toEqual([first]);

    const second = await older.append(stream);
    const third = await appendOne();
    expect(await readPositions()).toEqual([first]);
    await older.query('commit');
    expect(await readPositions(1)).toEqual([first, second, third]);
    expect((await store.readStream(stream)).map((event) => event.position)).toEqual([first, second]);
  });

  it('hides nothing as long as it has not appended', async () => {
    const older = await begin();
    await older.writeElsewhere();
    const positions = [await appendOne(), await appendOne()];
    expect(await readPositions()).toEqual(positions);
  });
});

it('a position drawn by a transaction that has no id yet holds back what is behind it', async () => {
  const drawing = await begin(connect({ connectionString: databases.log.ownerUrl }));
  await drawing.query('select pg_advisory_xact_lock_shared(20250701, 1)');
  const drawn = Number((await drawing.query(`select nextval('es.positions')`)).rows[0].nextval);
  const behind = await appendOne();
  expect(await readPositions()).toEqual([]);
  await drawing.query(
    `insert into es.events (position, stream, revision, part, parts, id, type, schema_version, occurred_at, data, meta)
     values (${drawn}, '${aStream()}', 0, 0, 1, gen_random_uuid(), 'T', 1, now(), '{}', '{}')`,
  );
  expect(await readPositions()).toEqual([]);
  await drawing.query('commit');
  expect(await readPositions()).toEqual([drawn, behind]);
});

it('a writing transaction in another database of the server hides nothing', async () => {
  const elsewhere = await begin(connect({ connectionString: databases.read.ownerUrl }));
  await elsewhere.query('create table public.slow (n int)');
  const positions = [await appendOne(), await appendOne()];
  expect(await readPositions()).toEqual(positions);
});

it('a commit between the look at who appends and the proof is found, not taken for a gap', async () => {
  const slow = await begin();
  const position = await slow.append(aStream());
  const behind = await appendOne();
  await slow.query('commit');
  // The holders as they are seen after the commit: none.
  const { rows } = await owner.query(`select es.prove_gap($1, $1, '{}', now()) as proved`, [position]);
  expect(rows).toEqual([{ proved: false }]);
  expect(await readPositions()).toEqual([position, behind]);
});

describe('a savepoint', () => {
  it('that was rolled back leaves a gap, proved while its transaction goes on and appends again', async () => {
    const transaction = await begin();
    await transaction.writeElsewhere();
    await transaction.query('savepoint before');
    await transaction.append(aStream());
    const behind = await appendOne();
    expect(await readPositions()).toEqual([]);
    await transaction.query('rollback to savepoint before');
    expect(await readPositions()).toEqual([behind]);

    const again = await transaction.append(aStream());
    const last = await appendOne();
    expect(await readPositions()).toEqual([behind]);
    await transaction.query('commit');
    expect(await readPositions()).toEqual([behind, again, last]);
  });

  it('that was rolled back after an append outside it proves nothing before its transaction ends', async () => {
    const transaction = await begin();
    const outside = await transaction.append(aStream());
    await transaction.query('savepoint before');
    await transaction.append(aStream());
    await transaction.query('rollback to savepoint before');
    const behind = await appendOne();
    expect(await readPositions()).toEqual([]);
    await transaction.query('commit');
    expect(await readPositions()).toEqual([outside, behind]);
  });
});

describe('a prepared transaction, which no process holds any more,', () => {
  it.each([
    ['commits in its place', 'commit prepared', true],
    ['is proved a gap when it is rolled back', 'rollback prepared', false],
  ])('holds back what is behind it, and %s', async (_, end, committed) => {
    const transaction = await begin();
    const position = await transaction.append(aStream());
    const behind = await appendOne();
    // Who holds is noted under the name it has before it is prepared.
    expect(await readPositions()).toEqual([]);
    await transaction.query(`prepare transaction 'slow'`);
    for (const client of clients.splice(0)) await client.end();
    expect(await readPositions()).toEqual([]);
    const fresh = await connectPostgresStore({ url: databases.log.appUrl });
    expect(await fresh.head()).toBe(before);
    await fresh.close();

    const other = await connect({ connectionString: databases.log.appUrl });
    await other.query(`${end} 'slow'`);
    await other.end();
    expect(await readPositions()).toEqual(committed ? [position, behind] : [behind]);
  });
});

it('an appender that falls idle is ended by the server, and readers go on', async () => {
  const idle = await begin(openConnection(durableConnection(databases.log.appUrl, 'appends', 300)));
  await idle.append(aStream());
  const behind = await appendOne();
  await expect.poll(() => readPositions(), { timeout: 10_000 }).toEqual([behind]);
});

it('an append within an old snapshot fails rather than miscounts', async () => {
  const stream = aStream();
  await appendOne(stream);
  const old = await begin(undefined, 'isolation level repeatable read');
  await old.query('select count(*) from es.events');
  await appendOne(stream);
  await expect(old.append(stream)).rejects.toMatchObject({ constraint: 'events_stream_revision' });
  expect((await store.readStream(stream)).map((event) => event.revision)).toEqual([0, 1]);
});

it('appends that wait for each other in a circle are untied, and the store’s happen all the same', async () => {
  const { rows } = await owner.query<{ stream: string }>('select stream from unnest($1::text[]) stream order by es.lock_of(stream)', [
    [aStream(), aStream()],
  ]);
  const [first, second] = rows.map(({ stream }) => stream) as [string, string];
  const other = await begin();
  await other.append(second);
  const group = [store.append(first, 'any', someEvents(1)), store.append(second, 'any', someEvents(1))];
  await expect
    .poll(async () => (await owner.query(`select count(*)::int as n from pg_locks where not granted`)).rows[0].n)
    .toBeGreaterThan(0);
  const tied = other.append(first).then(
    () => other.query('commit'),
    () => other.query('rollback'),
  );
  const answers = await Promise.all(group);
  await tied;
  const read = await Promise.all([first, second].map((stream) => store.readStream(stream)));
  for (const [n, events] of read.entries()) {
    expect(events.map((event) => event.revision)).toEqual(events.map((_, revision) => revision));
    expect(events.map((event) => event.position)).toContain(answers[n]?.position);
  }
  expect((await readPositions()).length).toBe(read.flat().length);
});

it('sessions that take turns draw positions in the order of their turns', async () => {
  const stream = aStream();
  const other = await connectPostgresStore({ url: databases.log.appUrl });
  for (let turn = 0; turn < 6; turn++) await (turn % 2 ? store : other).append(stream, turn === 0 ? 'none' : turn - 1, someEvents(1));
  await other.close();
  const positions = (await store.readStream(stream)).map((event) => event.position);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  expect(await readPositions()).toEqual(positions);
});

it('a log restored elsewhere, taken while an append was under way, reads as before and goes on behind it', async () => {
  const slow = await begin();
  await slow.append(aStream());
  const stream = aStream();
  const positions = [await appendOne(stream), await appendOne(stream)];
  const restored = await createTestDatabases();
  const copy = await connect({ connectionString: restored.log.ownerUrl });
  // What a dump holds: one snapshot of every table, and where the sequence stood.
  for (const table of ['events', 'gaps']) {
    const { rows } = await owner.query(`select coalesce(json_agg(t), '[]')::text as rows from es.${table} t`);
    await copy.query(`insert into es.${table} select * from json_populate_recordset(null::es.${table}, $1)`, [rows[0].rows]);
  }
  await copy.query(`select setval('es.positions', $1)`, [(await owner.query('select last_value from es.positions')).rows[0].last_value]);

  const other = await connectPostgresStore({ url: restored.log.appUrl });
  const epoch = await other.epoch();
  await copy.query('select es.begin_epoch()');
  expect(await other.epoch()).not.toBe(epoch);
  expect((await readToEnd(other, before)).map((event) => event.position)).toEqual(positions);
  expect(await other.readStream(stream)).toHaveLength(2);
  const next = await other.append(stream, 1, someEvents(1));
  expect(next.position).toBeGreaterThan(positions[1] as number);
  expect((await readToEnd(other, before)).map((event) => event.position)).toEqual([...positions, next.position]);
  expect((await copy.query('select count(*)::int as n from es.gaps where "from" > $1', [before])).rows).toEqual([{ n: 1 }]);
  await other.close();
  await copy.end();
  await restored.drop();
});
