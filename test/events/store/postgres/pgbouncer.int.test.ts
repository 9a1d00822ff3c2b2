import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { examineReadModels, openQueriesPool, openWorkersPool } from '#app/readModels.ts';
import { migrate } from '#cli/migrate.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { openPostgresCopyTarget } from '#events/store/postgres/copyTarget.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { anEvent, aStream } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { pgbouncer, startPgbouncer } from '#test/support/pgbouncer.ts';

// What an operator is told who puts a PgBouncer in front of a database, and what works behind one.

type Databases = Awaited<ReturnType<typeof createTestDatabases>>;
type Bouncer = Awaited<ReturnType<typeof startPgbouncer>>;
const [major = 0, minor = 0] = (pgbouncer?.version ?? '').split('.').map(Number);
/** From 1.20 on it reads `options`, from 1.21 on it keeps prepared statements. */
const keepsPrepared = major > 1 || minor >= 21;

describe.skipIf(!pgbouncer)(`PgBouncer ${pgbouncer?.version ?? ''} [skipped where there is no pgbouncer]`, () => {
  const ignoring = { ignore_startup_parameters: 'options' };
  let databases: Databases;
  let session: Bouncer;
  let transaction: Bouncer;
  let strict: Bouncer;
  let owner: pg.Client;
  beforeAll(async () => {
    databases = await createTestDatabases();
    [session, transaction, strict] = await Promise.all([
      startPgbouncer(inject('postgres'), 'session', ignoring),
      startPgbouncer(inject('postgres'), 'transaction', { ...ignoring, ...(keepsPrepared && { max_prepared_statements: '100' }) }),
      startPgbouncer(inject('postgres'), 'session'),
    ]);
    owner = new pg.Client({ connectionString: databases.log.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner?.end();
    for (const one of [session, transaction, strict]) await one?.[Symbol.asyncDispose]();
    await databases?.drop();
  });
  const masterKeys = parseMasterKeys(newMasterKey('test-1'), '');
  const readModels = async ({ through }: Bouncer) => {
    const writing = openWorkersPool(through(databases.read.projectorUrl), { max: 3 });
    const reading = openQueriesPool(through(databases.read.readerUrl), { max: 3 });
    return { writing, reading, examined: examineReadModels(writing, reading, 'DATABASE_READER_URL') };
  };
  /** Settings of a role in one database, as an operator makes them who does what he was told. */
  const set = (database: string, sentence: string) => {
    const statements = sentence.slice(sentence.indexOf('alter role')).replace(/\.$/, '').split('; ');
    return Promise.all(statements.map((text) => owner.query(text.replace(' set ', ` in database ${database} set `))));
  };
  const nameOf = (url: string) => new URL(url).pathname.slice(1);

  it('that does not know the settings of a session is named, with what to do, at once', async () => {
    const refused = /^In front of .+ stands a pooler that refuses the settings of a session .+ignore_startup_parameters = options/;
    const began = performance.now();
    await expect(connectPostgresStore({ url: strict.through(databases.log.appUrl) })).rejects.toThrow(refused);
    await expect(connectPersonalData({ url: strict.through(databases.keys.appUrl), masterKeys })).rejects.toThrow(refused);
    await expect(migrate(strict.through(databases.log.ownerUrl), 'log', {})).rejects.toThrow(refused);
    const { examined, writing, reading } = await readModels(strict);
    await expect(examined).rejects.toThrow(/^In front of the read models \(DATABASE_URL\) stands a pooler that refuses/);
    await Promise.all([writing.end(), reading.end()]);
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  it('that lends by the transaction is refused in front of the log, where notifications would get lost', async () => {
    const log = connectPostgresStore({ url: transaction.through(databases.log.appUrl) });
    await expect(log).rejects.toThrow(
      /^In front of the log \(EVENTSTORE_URL\) stands a pooler that lends its connections by the transaction/,
    );
    const target = openPostgresCopyTarget(transaction.through(databases.log.ownerUrl));
    await expect(target).rejects.toThrow(/^In front of the log that is copied into \(--to\) stands a pooler/);
  });

  it('that lends by the transaction is refused by a migration, which leaves no lock behind', async () => {
    const through = migrate(transaction.through(databases.log.ownerUrl), 'log', { motcua_log: 'test' });
    await expect(through).rejects.toThrow(/^In front of the log database as its owner stands a pooler/);
    const { rows } = await owner.query(`select from pg_locks where locktype = 'advisory' and (classid, objid) = (168, 1)`);
    expect(rows).toEqual([]);
    expect(await migrate(databases.log.ownerUrl, 'log', { motcua_log: 'test' })).toEqual([]);
  });

  it('that leaves out what decides about an answer, or about a record, is refused with the statement that mends it', async () => {
    // the server of these tests does not wait for its disk
    const url = session.through(databases.log.appUrl);
    const refusal = await connectPostgresStore({ url }).then(
      () => 'opened',
      (error: Error) => error.message,
    );
    expect(refusal).toMatch(
      /leaves out settings .+synchronous_commit is off, not on.+alter role motcua_log set synchronous_commit = 'on'\.$/,
    );
    await set(nameOf(databases.log.appUrl), refusal);
    await set(nameOf(databases.keys.appUrl), `alter role motcua_keys set synchronous_commit = 'on'.`);

    // what PgBouncer does not hand on comes from the server
    await owner.query(`alter database ${nameOf(databases.read.ownerUrl)} set timezone = 'Asia/Ho_Chi_Minh'`);
    const { examined, writing, reading } = await readModels(session);
    if (minor >= 20) expect(await examined).toHaveLength(2);
    else {
      const found = await examined.then(String, (error: Error) => error.message);
      expect(found).toMatch(/timezone is Asia\/Ho_Chi_Minh, not UTC.+alter role motcua_\w+ set timezone = 'UTC'\.$/);
      for (const role of ['motcua_projector', 'motcua_reader'])
        await set(nameOf(databases.read.ownerUrl), `alter role ${role} set timezone = 'UTC'.`);
    }
    await Promise.all([writing.end(), reading.end()]);
    // a pool keeps sessions that began before
    await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename like 'motcua_%' and datname = any ($1)`, [
      [databases.log.appUrl, databases.read.ownerUrl, databases.keys.appUrl].map(nameOf),
    ]);
  });

  it('that keeps a session for each client serves the log: appends, reads, and notifications of others', async () => {
    const warned: string[] = [];
    const log = { warn: (_fields: object, message: string) => void warned.push(message) };
    const behind = await connectPostgresStore({ url: session.through(databases.log.appUrl), log });
    const direct = await connectPostgresStore({ url: databases.log.appUrl });
    const stop = new AbortController();
    try {
      expect(warned).toEqual([
        expect.stringMatching(/^The pooler in front of the log .+ leaves out limits .+ set statement_timeout = '\d+'/),
      ]);
      const stream = aStream();
      const pages = behind.subscribe({ after: await behind.head(), signal: stop.signal })[Symbol.asyncIterator]();
      const first = pages.next();
      await direct.append(stream, 'none', [anEvent()]);
      expect((await first).value?.events).toHaveLength(1);
      expect(await behind.append(stream, 0, [anEvent()])).toMatchObject({ revision: 1, repeated: false });
      expect(await direct.readStream(stream)).toHaveLength(2);
    } finally {
      stop.abort();
      await Promise.all([behind.close(), direct.close()]);
    }
  });

  it(`${keepsPrepared ? 'that lends by the transaction serves read models and keys' : 'that loses prepared statements is refused in front of read models and keys'}`, async () => {
    const { examined, writing, reading } = await readModels(transaction);
    const keys = connectPersonalData({ url: transaction.through(databases.keys.appUrl), masterKeys });
    if (keepsPrepared) {
      for (const sentence of await examined) expect(sentence).toMatch(/leaves out limits/);
      const opened = await keys;
      const values = [{ eventId: 'e', field: 'name', value: 'Nguyễn Văn Thử' }];
      const sealed = await Promise.all(Array.from({ length: 20 }, (_, n) => opened.seal(`dossier-${n}`, values, [])));
      expect(sealed).toHaveLength(20);
      await opened.close();
    } else {
      const refused = /stands a pooler .+ loses prepared statements\. Use PgBouncer 1\.21 or later/;
      await expect(examined).rejects.toThrow(refused);
      await expect(keys).rejects.toThrow(refused);
    }
    await Promise.all([writing.end(), reading.end()]);
  });
});

describe('without a pooler', () => {
  it('nothing is said, and no connection more is opened than is used anyway', async () => {
    const databases = await createTestDatabases();
    const warned: string[] = [];
    const store = await connectPostgresStore({ url: databases.log.appUrl, log: { warn: (_, message) => void warned.push(message) } });
    const writing = openWorkersPool(databases.read.projectorUrl);
    const reading = openQueriesPool(databases.read.readerUrl);
    expect(await examineReadModels(writing, reading, 'DATABASE_READER_URL')).toEqual([]);
    expect([warned, writing.totalCount, reading.totalCount]).toEqual([[], 1, 1]);
    await Promise.all([store.close(), writing.end(), reading.end()]);
    await databases.drop();
  });
});
