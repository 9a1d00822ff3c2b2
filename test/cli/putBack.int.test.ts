import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noticePutBack } from '#cli/putBack.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { aStream, someEvents } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';

// The first start has been; each test finds the folder as the one before left it.

const place = mkdtempSync(path.join(tmpdir(), 'motcua-put-back-'));
const dataDir = path.join(place, 'data');
let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let store: EventStore;
let read: pg.Client;
let epoch: string;

const notice = (told?: boolean) =>
  noticePutBack(dataDir, (database) => databases[database === 'motcua_log' ? 'log' : 'read'].ownerUrl, told);
const standing = async () =>
  (await read.query('select name, position::int, epoch from daemon.projections order by name')).rows.map(
    ({ name, position, epoch: its }) => [name, position, its === epoch ? 'this history' : 'another'],
  );

beforeAll(async () => {
  mkdirSync(path.join(dataDir, 'pg'), { recursive: true });
  writeFileSync(path.join(dataDir, 'pg/PG_VERSION'), '18\n');
  databases = await createTestDatabases();
  store = await connectPostgresStore({ url: databases.log.appUrl });
  await store.append(aStream(), 'none', someEvents(3));
  epoch = await store.epoch();
  read = new pg.Client({ connectionString: databases.read.ownerUrl });
  await read.connect();
  for (const [name, kind, position] of [
    ['dossier-list', 'projection', 3],
    ['audit-trail', 'projection', 2],
    ['send', 'process', 3],
  ])
    await read.query(
      `insert into daemon.projections (name, version, generation, kind, schema_name, position, epoch) values ($1, 1, 1, $2, $1, $3, $4)`,
      [name, kind, position, epoch],
    );
});
afterAll(async () => {
  await read?.end();
  await store?.close();
  await databases?.drop();
  rmSync(place, { recursive: true });
});

it('a first start finds nothing wrong', async () => {
  expect(await notice()).toBeUndefined();
});

it('a folder that was only used, moved, or started again is what it was', async () => {
  expect(await notice()).toBeUndefined();
  renameSync(dataDir, `${dataDir}-moved`);
  renameSync(`${dataDir}-moved`, dataDir);
  expect(await notice()).toBeUndefined();
  expect(await store.epoch()).toBe(epoch);
});

it('a folder that was copied, and the copy put in its place, begins a new epoch; what the read models have seen stays', async () => {
  cpSync(dataDir, `${dataDir}-backup`, { recursive: true, preserveTimestamps: true });
  rmSync(dataDir, { recursive: true });
  cpSync(`${dataDir}-backup`, dataDir, { recursive: true, preserveTimestamps: true });
  const found = await notice();
  expect(found?.sentence).toMatch(/put back, or are a copy\. The log ends at position 3;.*A new epoch of the log has begun/);
  expect(found?.ahead).toEqual([]);
  expect(await store.epoch()).not.toBe(epoch);
  epoch = await store.epoch();
  expect(await standing()).toEqual([
    ['audit-trail', 2, 'this history'],
    ['dossier-list', 3, 'this history'],
    ['send', 3, 'this history'],
  ]);
  expect(await notice()).toBeUndefined();
});

it('a log that was put back alone is noticed by what the read models have seen, and named is what has to begin anew', async () => {
  await read.query(`update daemon.projections set position = 7 where name in ('dossier-list', 'send')`);
  const found = await notice();
  expect(found?.sentence).toMatch(/the read models have seen more than the log holds\. The log ends at position 3/);
  expect(found?.ahead).toEqual([
    { name: 'dossier-list', kind: 'projection' },
    { name: 'send', kind: 'process' },
  ]);
  epoch = await store.epoch();
  expect(await standing()).toEqual([
    ['audit-trail', 2, 'this history'],
    ['dossier-list', 7, 'another'],
    ['send', 7, 'another'],
  ]);
  expect(await notice()).toBeUndefined();
});

it('what leaves no trace is believed of the operator', async () => {
  expect((await notice(true))?.sentence).toMatch(/A new epoch/);
  expect(await store.epoch()).not.toBe(epoch);
});
