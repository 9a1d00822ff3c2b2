import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accounts, acts } from './accounts.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world.close());

const schemas = async () =>
  (await world.db.query<{ nspname: string }>(`select nspname from pg_namespace where nspname like 'test_rebuilt%' order by 1`)).rows.map(
    ({ nspname }) => nspname,
  );

/** Asks the read model again and again until stopped; answers how often, and the least number of rows it ever saw. */
const askingAllTheTime = () => {
  let asked = 0;
  let least = Number.POSITIVE_INFINITY;
  let stopped = false;
  const asking = (async () => {
    while (!stopped) {
      const { rows } = await world.reader.query<{ count: number }>('select count(*)::int as count from read.test_rebuilt');
      least = Math.min(least, rows[0]?.count ?? 0);
      asked += 1;
      await setTimeout(10);
    }
  })();
  return async () => {
    stopped = true;
    await asking;
    return { asked, least };
  };
};

it('a rebuild goes on beside the rows in service: queries never fail nor see fewer rows, and events keep coming in', async () => {
  const many = acts(3_000, 100).map((act) => (act.kind === 'DossierWithdrawn' ? { ...act, kind: 'FeePaid' as const } : act));
  await world.recordInBulk(many);
  await world.start({ projections: [accounts({ name: 'test-rebuilt' })], batchSize: 500 });
  await world.until(async () => expect(await world.status('test-rebuilt')).toMatchObject({ state: 'running' }));
  const { rows: before } = await world.rows('test-rebuilt');

  const stop = askingAllTheTime();
  await world.operate('ProjectionRebuildRequested', { projection: 'test-rebuilt', reason: 'test' });
  let position = -1;
  await world.until(async () => {
    position = await world.record(acts(20, 300, position + 2).map((act) => ({ ...act, kind: 'FeeRequested' })));
    expect(await world.status('test-rebuilt')).toMatchObject({ generation: 2, state: 'running' });
  }, 50_000);
  await world.reached('test-rebuilt', position);
  const { asked, least } = await stop();
  expect(asked).toBeGreaterThan(5);
  expect(least).toBeGreaterThanOrEqual(before.length);
  await world.until(async () => expect(await schemas()).toEqual(['test_rebuilt_v1_g2']));
}, 90_000);

it('a higher version is built beside the old rows, takes over when it has caught up, and an older worker then lets go', async () => {
  await world.record(acts(300));
  const old = await world.start({ projections: [accounts({ name: 'test-raised', version: 1 })] });
  await world.until(async () => expect(await world.status('test-raised')).toMatchObject({ version: 1, state: 'running' }));
  const { byUnit: before } = await world.rows('test-raised');

  await world.start({ projections: [accounts({ name: 'test-raised', version: 2 })] });
  await world.until(async () => expect(await world.status('test-raised')).toMatchObject({ version: 2, state: 'running' }));
  const { byUnit: after } = await world.rows('test-raised');
  // Version 2 counts every amount asked for twice.
  expect(after).toEqual(before.map(({ row }) => ({ row: { ...row, owed: row.owed * 2 } })));

  const position = await world.record(acts(100, 50, 3));
  await world.reached('test-raised', position);
  await old[Symbol.asyncDispose]();
  await world.start({ projections: [accounts({ name: 'test-raised', version: 1 })] });
  await world.reached('test-raised', await world.record(acts(10, 50, 4)));
  expect((await world.db.query('select version from daemon.projections where name = $1', ['test-raised'])).rows).toEqual([{ version: 2 }]);
});

it('readers may ask the views and the state, and nothing behind them', async () => {
  await world.record(acts(10));
  await world.start({ projections: [accounts({ name: 'test-read' })] });
  await world.until(async () => expect((await world.rows('test-read')).rows.length).toBeGreaterThan(0));
  for (const forbidden of [
    'select * from test_read_v1_g1.test_read',
    'select * from daemon.projections',
    'delete from read.test_read',
    'create table read.mine (n int)',
  ]) {
    await expect(world.reader.query(forbidden)).rejects.toMatchObject({ code: '42501' });
  }
});

it('the indexes a table asks for are there once it has caught up', async () => {
  await world.record(acts(10));
  await world.start({ projections: [accounts({ name: 'test-indexed' })] });
  await world.until(async () => expect(await world.status('test-indexed')).toMatchObject({ state: 'running' }));
  const { rows } = await world.db.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where schemaname = 'test_indexed_v1_g1' and tablename = 'test_indexed' order by indexname`,
  );
  expect(rows.map(({ indexdef }) => indexdef.replace(/^.* USING /, ''))).toEqual([
    'btree (unit, owed DESC)',
    'gin (items)',
    'btree (dossier_id)',
  ]);
});

it('a projection whose tables cannot be made is paused with the reason, and others go on', async () => {
  const position = await world.record(acts(10));
  const broken = accounts({ name: 'test-broken' });
  const { test_broken: table } = broken.tables;
  if (!table) throw new Error('the table is gone');
  await world.start({
    projections: [{ ...broken, tables: { test_broken: { ...table, primaryKey: ['nowhere'] } } }, accounts({ name: 'test-sound' })],
  });
  await world.reached('test-sound', position);
  await world.until(async () => {
    const { rows } = await world.db.query('select state, reason from daemon.projections where name = $1', ['test-broken']);
    expect(rows).toEqual([{ state: 'paused', reason: expect.stringContaining('42703') }]);
  });
});
