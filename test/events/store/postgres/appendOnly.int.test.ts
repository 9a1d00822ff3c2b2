import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { aStream, someEvents } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let app: pg.Client;
let owner: pg.Client;
const stream = aStream();

beforeAll(async () => {
  databases = await createTestDatabases();
  const store = await connectPostgresStore({ url: databases.log.appUrl });
  await store.append(stream, 'none', someEvents(2));
  await store.close();
  app = new pg.Client({ connectionString: databases.log.appUrl });
  owner = new pg.Client({ connectionString: databases.log.ownerUrl });
  await Promise.all([app.connect(), owner.connect()]);
});
afterAll(async () => {
  await Promise.all([app?.end(), owner?.end()]);
  await databases?.drop();
});

const insertOf = (values: string) =>
  `insert into es.events (position, stream, revision, part, parts, id, type, schema_version, occurred_at, data, meta) values (${values})`;
const insert = insertOf(`1000, 'dossier-1', 0, 0, 1, gen_random_uuid(), 'T', 1, now(), '{}', '{}'`);

describe('the application’s role', () => {
  it.each([
    ['update an event', `update es.events set type = 'Other'`],
    ['delete an event', 'delete from es.events'],
    ['truncate the log', 'truncate es.events'],
    ['insert an event beside the append function', insert],
    ['copy events in', `copy es.events from stdin`],
    ['record a gap without proof', `insert into es.gaps values (1, 1, now(), now(), '{}')`],
    ['delete a gap', 'delete from es.gaps'],
    ['say who might still fill a hole', `insert into es.suspected_gaps values (1, 1, '{}', now())`],
    ['change who might', `update es.suspected_gaps set holders = '{}'`],
    ['move the high-water mark by hand', 'update es.high_water set position = 1000'],
    ['draw a position', `select nextval('es.positions')`],
    ['reset the positions', `select setval('es.positions', 1)`],
    ['begin an epoch', 'select es.begin_epoch()'],
    ['change the store’s identity', 'update es.store set epoch = 7'],
    ['disable the triggers', 'alter table es.events disable trigger all'],
    ['drop the log', 'drop table es.events'],
    ['replace the append function', `create or replace function es.appenders() returns text[] language sql as $$ select '{}'::text[] $$`],
    ['create anything in the schema', 'create table es.mine (x int)'],
  ])('cannot %s', async (_, statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot raise the high-water mark over what is not there', async () => {
    await expect(app.query('select es.raise_high_water(1000)')).rejects.toThrow('not proven');
  });

  it('cannot have a gap recorded where an event is, or at the end of the log', async () => {
    for (const [from, to] of [
      [1, 1],
      [3, 3],
    ]) {
      const { rows } = await app.query(`select es.prove_gap($1, $2, '{}', now()) as proved`, [from, to]);
      expect(rows).toEqual([{ proved: false }]);
    }
    expect((await owner.query('select * from es.gaps')).rows).toEqual([]);
  });

  it('cannot prove a gap from an old snapshot', async () => {
    await app.query('begin isolation level repeatable read');
    await expect(app.query(`select es.prove_gap(1, 1, '{}', now())`)).rejects.toThrow('fresh snapshot');
    await app.query('rollback');
  });
});

describe('even the owner', () => {
  it.each([
    ['update', `update es.events set type = 'Other'`],
    ['update nothing of', 'update es.events set type = type where false'],
    ['delete from', 'delete from es.events'],
    ['truncate', 'truncate es.events'],
    ['truncate, with what depends on it,', 'truncate es.events cascade'],
    ['update the gaps of', `update es.gaps set evidence = '{}'`],
    ['delete the gaps of', 'delete from es.gaps'],
  ])('cannot %s the log while its triggers stand', async (_, statement) => {
    await expect(owner.query(statement)).rejects.toThrow('the log is append-only');
  });

  it('cannot insert a revision or an id twice', async () => {
    const { rows } = await owner.query('select id from es.events limit 1');
    await expect(owner.query(insertOf(`1000, '${stream}', 0, 0, 1, gen_random_uuid(), 'T', 1, now(), '{}', '{}'`))).rejects.toMatchObject({
      constraint: 'events_stream_revision',
    });
    await expect(owner.query(insertOf(`1000, 'dossier-1', 0, 0, 1, '${rows[0].id}', 'T', 1, now(), '{}', '{}'`))).rejects.toMatchObject({
      constraint: 'events_id',
    });
  });
});

it('a new epoch tells cursors of before a restore apart', async () => {
  const store = await connectPostgresStore({ url: databases.log.appUrl });
  const before = await store.epoch();
  await owner.query('select es.begin_epoch()');
  expect(await store.epoch()).not.toBe(before);
  await store.close();
});
