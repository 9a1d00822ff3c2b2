import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConnection, openPool, type PoolOptions } from '#events/store/postgres/pool.ts';
import { isTransient } from '#events/store/retry.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { type Network, openNetwork } from '#test/support/network.ts';

// What a server and a network may do to a connection, to those who open one: they get an error that is transient, in time, and the next connection works.

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let network: Network;
let pool: pg.Pool;

const addresses = () => ({
  log: databases.log.appUrl,
  keys: databases.keys.appUrl,
  'read models, for workers': databases.read.projectorUrl,
  'read models, for queries': databases.read.readerUrl,
});
const timeoutMs = 300;
/** A busy machine may need some time to open one. */
const connectMs = 1_500;
/** Opened at the four places of the program, with a short patience. */
const open = (over: Partial<PoolOptions> = {}) =>
  openPool({ url: network.url, name: 'test', timeoutMs, connectMs, turnMs: connectMs, max: 2, ...over });

const failure = async (question: Promise<unknown>): Promise<unknown> =>
  question.then(
    () => expect.fail('this was answered'),
    (error: unknown) => error,
  );
const expectTransient = async (question: Promise<unknown>): Promise<void> => {
  const error = await failure(question);
  expect(isTransient(error), String(error)).toBe(true);
};

beforeAll(async () => {
  databases = await createTestDatabases();
});
afterAll(async () => databases?.drop());

describe.each(['log', 'keys', 'read models, for workers', 'read models, for queries'] as const)('a connection to the %s', (place) => {
  beforeEach(async () => {
    network = await openNetwork(addresses()[place]);
    pool = open();
  });
  afterEach(async () => {
    if (!pool.ending) await pool.end();
    await network.close();
  });

  it('that is lent out is ended by the server right behind an answer: the next question fails, the one after is answered', async () => {
    const client = await pool.connect();
    const injected = network.inject('select 1');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await injected;
    await expectTransient((async () => client.query('select 2'))());
    client.release();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('that waits for an answer is cut', async () => {
    network.cut('after', 'select 1');
    await expectTransient(pool.query('select 1'));
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('that nobody uses is cut', async () => {
    let lost: Error | undefined;
    const watched = open({ onLost: (error) => (lost = error) });
    await watched.query('select 1');
    network.hangUp();
    await expect.poll(() => watched.totalCount).toBe(0);
    expect(isTransient(lost)).toBe(true);
    expect((await watched.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
    await watched.end();
  });

  it('falls silent: it is given up in time and destroyed, and those beside it that went silent too are not lent any more', async () => {
    const clients = await Promise.all([pool.connect(), pool.connect()]);
    for (const client of clients) client.release();
    network.forget();
    const begun = performance.now();
    await expectTransient(pool.query('select 1'));
    expect(performance.now() - begun).toBeLessThan(2_000);
    const again = performance.now();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
    expect(performance.now() - again).toBeLessThan(connectMs);
  });

  it('falls silent under a query builder, which gives it back without a word', async () => {
    const db = new Kysely<any>({ dialect: new PostgresDialect({ pool: open({ max: 1 }) }) });
    await sql`select 1`.execute(db);
    network.forget();
    await expectTransient(sql`select 1`.execute(db));
    expect((await sql`select 3 as three`.execute(db)).rows).toEqual([{ three: 3 }]);
    await db.destroy();
  });

  it('is not opened by a silent server, or by none: whoever waits for one is told in time', async () => {
    network.goSilent();
    await expectTransient(pool.query('select 1'));
    await expectTransient(openConnection({ url: network.url, name: 'test', timeoutMs, connectMs }));
    network.speak();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
    await network.close();
    await expectTransient(pool.query('select 1'));
    await expectTransient(openConnection({ url: network.url, name: 'test', timeoutMs, connectMs }));
    await network.reopen();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('does not come in time when all are in use', async () => {
    const clients = await Promise.all([pool.connect(), pool.connect()]);
    await expectTransient(pool.query('select 1'));
    for (const client of clients) client.release();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('works too long on a statement, which the server ends', async () => {
    const { code } = (await failure(pool.query('select pg_sleep(60)'))) as { code?: string };
    expect(code).toBe('57014');
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('is closed with its pool although the server says nothing', async () => {
    await pool.query('select 1');
    network.forget();
    await pool.end();
    await expect.poll(() => network.connections).toBe(0);
  });

  it('is asked again after the pool was closed', async () => {
    await pool.end();
    await expectTransient(pool.query('select 1'));
  });
});

describe('a patient connection', () => {
  beforeAll(async () => {
    network = await openNetwork(databases.read.ownerUrl);
    pool = open({ patient: true });
    await pool.query('create table public.copied (n int)');
  });
  afterAll(async () => {
    await pool.end();
    await network.close();
  });
  const longerMs = timeoutMs * 6;

  it('waits for a statement as long as the server is at work on it', async () => {
    const begun = performance.now();
    await pool.query(`select pg_sleep(${longerMs / 1000})`);
    expect(performance.now() - begun).toBeGreaterThan(longerMs - 50);
  });

  it('goes on copying as long as rows come', async () => {
    const client = await pool.connect();
    const copy = client.query(copyFrom('copy public.copied from stdin'));
    const begun = performance.now();
    let rows = 0;
    for (; performance.now() - begun < longerMs; rows += 1) {
      await new Promise<void>((resolve, reject) => copy.write(`${rows}\n`, (error) => (error ? reject(error) : resolve())));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise<void>((resolve, reject) => copy.on('error', reject).end(resolve));
    client.release();
    expect((await pool.query('select count(*)::int as n from public.copied')).rows).toEqual([{ n: rows }]);
  });

  it('gives up a statement whose answer got lost, although the server could be asked', async () => {
    await pool.query('select 1');
    network.forget();
    await expectTransient(pool.query('select 1'));
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('gives up a COPY whose rows get lost', async () => {
    const client = await pool.connect();
    const copy = client.query(copyFrom('copy public.copied from stdin'));
    await new Promise<void>((resolve, reject) => copy.write('1\n', (error) => (error ? reject(error) : resolve())));
    network.forget();
    await expectTransient(new Promise<void>((resolve, reject) => copy.on('error', reject).end('2\n', resolve)));
    client.release();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });

  it('gives up when nothing answers at all', async () => {
    network.goSilent();
    await expectTransient(pool.query('select 1'));
    network.speak();
    expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  });
});
