import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anEvent } from '#test/events/store/storeContract.ts';
import { type SealedServer, startSealedServer } from '#test/support/sealedServer.ts';
import { newSigningKey } from '#verifier/signing.js';
import { exitCodes, verifyExport, verifyLog } from '#verifier/verify.js';

/** The owner of every database: no trigger and no right stands in his way. */
type Owner = { log: pg.Client; seal: pg.Client };

const ENTRIES = 600;
let sealed: SealedServer;
let owner: Owner;
/** What the auditor took home. */
let older: string;
let sealing: AsyncDisposable;

const events = (count: number) => {
  const data = { subject: 'dossier-1', unit: '25747', fields: ['owner'], purpose: 'Tiếp nhận hồ sơ' };
  return Array.from({ length: count }, () => anEvent({ type: 'PersonalDataRead', unit: '25747', data }));
};
const append = (count: number) => sealed.store.append(`access-dossier-${randomUUID()}`, 'none', events(count));

beforeEach(async () => {
  sealed = await startSealedServer();
  sealing = sealed.seals();
  await append(ENTRIES);
  older = await sealed.sealed(ENTRIES);
  const log = new pg.Client({ connectionString: sealed.databases.log.ownerUrl });
  await log.connect();
  await log.query('alter table es.events disable trigger all');
  const seal = sealed.kept.owner;
  for (const table of ['trees', 'tiles', 'places', 'checkpoints', 'cosignatures', 'stamps'])
    await seal.query(`alter table seal.${table} disable trigger all`);
  owner = { log, seal };
});
afterEach(async () => {
  await owner?.log.end();
  await sealing?.[Symbol.asyncDispose]();
  await sealed?.close();
});

const verdictOfLog = async () => (await verifyLog(sealed.source, { policy: sealed.policy, older })).verdict;
const reportOfExport = async () => {
  // the record of the export itself is not sealed yet
  const chunks = await sealed.exported(`?size=${ENTRIES}`);
  return verifyExport(chunks, { policy: sealed.policy, older, source: sealed.source });
};

describe('from the key and an older checkpoint alone, whoever changed', () => {
  test.each<[string, (owner: Owner) => Promise<unknown>, { verdict: string; index: number; what: string }]>([
    [
      'a body',
      ({ log }) => log.query(`update es.events set data = '{"subject": "other"}' where position = 301`),
      { verdict: 'manipulated', index: 300, what: 'is not what was sealed' },
    ],
    [
      'an author',
      ({ log }) => log.query(`update es.events set meta = replace(meta::text, 'user-1', 'user-2')::json where position = 301`),
      { verdict: 'manipulated', index: 300, what: 'is not what was sealed' },
    ],
    [
      'a time',
      ({ log }) => log.query(`update es.events set occurred_at = occurred_at - interval '1 day' where position = 301`),
      { verdict: 'manipulated', index: 300, what: 'is not what was sealed' },
    ],
    [
      'when the log took it',
      ({ log }) => log.query(`update es.events set recorded_at = recorded_at - interval '1 day' where position = 301`),
      { verdict: 'manipulated', index: 300, what: 'is not what was sealed' },
    ],
    [
      'the log by an event less',
      ({ log }) => log.query('delete from es.events where position = 301'),
      { verdict: 'manipulated', index: 300, what: '1 entries that were sealed here are missing' },
    ],
    [
      'the log by an event more',
      async ({ log }) => {
        await log.query('update es.events set position = position + 1000 where position > 300');
        await log.query('update es.events set position = position - 999 where position > 1000');
        await log.query(`select setval('es.positions', 1000)`);
        await log.query(
          `insert into es.events (position, stream, revision, part, parts, id, type, schema_version, occurred_at, data, meta)
           select 301, 'access-dossier-9', 0, 0, 1, gen_random_uuid(), type, schema_version, occurred_at, data, meta from es.events where position = 1`,
        );
      },
      { verdict: 'manipulated', index: 300, what: '1 entries stand here that were never sealed' },
    ],
    [
      'the order',
      async ({ log }) => {
        await log.query('update es.events set position = 100001 where position = 301');
        await log.query('update es.events set position = 301 where position = 305');
        await log.query('update es.events set position = 305 where position = 100001');
      },
      { verdict: 'manipulated', index: 300, what: 'stands in the place of the one 4 entries later' },
    ],
  ])('%s of the log is found out, and the entry is named', async (_, attack, { verdict, index, what }) => {
    await attack(owner);
    const report = await reportOfExport();
    expect(report).toMatchObject({ verdict, first: { index } });
    expect(report.why).toContain(what);
    // the tree itself is what it was
    expect(await verdictOfLog()).toBe('intact');
  });

  test('the tail of the log, cut off, is found out', async () => {
    await owner.log.query(`delete from es.events where position > 500`);
    const report = await reportOfExport();
    // the record of the export came after it
    expect(report).toMatchObject({ verdict: 'manipulated', first: { index: 500 } });
  });

  test.each<[string, (owner: Owner) => Promise<unknown>, string]>([
    ['a tile', ({ seal }) => seal.query(`update seal.tiles set hashes = overlay(hashes placing '\\x00' from 100)`), 'manipulated'],
    [
      'a tile and another',
      ({ seal }) =>
        seal.query(`update seal.tiles t set hashes = o.hashes from seal.tiles o where t.level = 0 and o.level = 0 and t.n = 0 and o.n = 1`),
      'manipulated',
    ],
    ['a tile away', ({ seal }) => seal.query('delete from seal.tiles where level = 0 and n = 1'), 'gap'],
    [
      'the root of a checkpoint',
      ({ seal }) => seal.query(`update seal.checkpoints set note = replace(note, '\n600\n', '\n599\n')`),
      'manipulated',
    ],
  ])('%s of the tree is found out', async (_, attack, verdict) => {
    await attack(owner);
    expect(await verdictOfLog()).toBe(verdict);
  });

  test('the whole tree, sealed again with another key, is found out', async () => {
    await sealing[Symbol.asyncDispose]();
    await owner.log.query(`update es.events set data = '{"subject": "other"}' where position = 301`);
    for (const table of ['stamps', 'cosignatures', 'checkpoints', 'places', 'tiles', 'trees'])
      await owner.seal.query(`delete from seal.${table}`);
    sealing = sealed.seals(newSigningKey('motcua.example/log'));
    await sealed.sealed(ENTRIES);
    expect(await reportOfExport()).toMatchObject({ verdict: 'manipulated', why: expect.stringContaining('No known key') });
    expect(await verdictOfLog()).toBe('manipulated');
  });

  test('the whole tree, sealed again with the stolen key, is found out', async () => {
    await sealing[Symbol.asyncDispose]();
    await owner.log.query(`update es.events set data = '{"subject": "other"}' where position = 301`);
    for (const table of ['stamps', 'cosignatures', 'checkpoints', 'places', 'tiles', 'trees'])
      await owner.seal.query(`delete from seal.${table}`);
    sealing = sealed.seals();
    await sealed.sealed(ENTRIES);
    expect(await reportOfExport()).toMatchObject({ verdict: 'manipulated', why: expect.stringContaining('had other entries') });
    await append(50);
    await sealed.sealed(ENTRIES + 51);
    expect(await verdictOfLog()).toBe('manipulated');
  });

  test('everything to an older backup is found out, at once and after going on', async () => {
    await sealing[Symbol.asyncDispose]();
    await owner.log.query('delete from es.events where position > 400; update es.high_water set position = 400');
    for (const table of ['stamps', 'cosignatures', 'checkpoints', 'places', 'tiles', 'trees'])
      await owner.seal.query(`delete from seal.${table}`);
    await owner.log.query('select es.begin_epoch()');
    await sealed.reopen();
    sealing = sealed.seals();
    await sealed.sealed(400);
    expect(await verifyLog(sealed.source, { policy: sealed.policy, older })).toMatchObject({
      verdict: 'rolled-back',
      why: expect.stringContaining('200 are gone'),
    });
    await append(300);
    await sealed.sealed(700);
    expect(await verdictOfLog()).toBe('manipulated');
  });
});

test('each verdict has an exit code of its own', () => {
  expect(new Set(Object.values(exitCodes)).size).toBe(Object.keys(exitCodes).length);
  expect(exitCodes.intact).toBe(0);
});
