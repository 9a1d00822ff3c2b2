import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { type Act, accounts, acts, eventOf } from './accounts.ts';
import { decode } from './decode.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** The rows that one fold over everything gives, in memory, without a database. */
const foldedInMemory = async (name: string) => {
  const events = (await world.store.readAll({ after: -1, limit: 100_000 })).events.map(decode);
  const writes = await foldBatch(foldedTables(accounts({ name })), events, () => Promise.resolve([] as Row[]));
  return new Map(writes.map(({ table, upserts }) => [table.name, upserts]));
};

const act: fc.Arbitrary<Act> = fc.record({
  dossier: fc.integer({ min: 0, max: 6 }),
  unit: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom('FeeRequested', 'FeeRequested', 'FeePaid', 'DossierWithdrawn'),
  dong: fc.integer({ min: 0, max: 600 }),
});

it('rows written live in batches of one or few equal the rows of a rebuild in one batch, whatever happened', async () => {
  await using live = await world.start({ projections: [accounts()], batchSize: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 60 }), async (sequence) => {
      await world.reached('test-accounts', await world.record(sequence, 7));
    }),
    { numRuns: 12, endOnFailure: true },
  );
  const written = await world.rows();
  expect(written.rows.length).toBeGreaterThan(0);
  await live[Symbol.asyncDispose]();

  await world.operate('ProjectionRebuildRequested', { projection: 'test-accounts', reason: 'test' });
  await using _again = await world.start({ projections: [accounts()], batchSize: 100_000 });
  await world.until(async () => expect(await world.status('test-accounts')).toMatchObject({ generation: 2, state: 'running' }));
  expect(await world.rows()).toEqual(written);

  const memory = await foldedInMemory('test-accounts');
  expect(memory.get('test_accounts')).toHaveLength(written.rows.length);
  expect(memory.get('test_accounts_by_unit')).toHaveLength(written.byUnit.length);
  const byKey = new Map(written.rows.map(({ row }) => [row.dossier_id, row]));
  for (const row of memory.get('test_accounts') ?? []) {
    const stored = byKey.get(row.dossier_id);
    const instants = {
      first_at: new Date(stored.first_at).toISOString(),
      paid_at: stored.paid_at && new Date(stored.paid_at).toISOString(),
    };
    expect({ ...stored, ...instants }).toEqual(row);
  }
});

it('counts derived from another table are exact', async () => {
  await using _daemon = await world.start({ projections: [accounts({ name: 'test-sums' })], batchSize: 40 });
  await world.reached('test-sums', await world.record(acts(400, 20, 7)));
  const { rows: counted } = await world.reader.query('select unit, accounts, owed::text from read.test_sums_by_unit order by unit');
  const { rows: recounted } = await world.reader.query(
    'select unit, count(*)::int as accounts, sum(owed)::text as owed from read.test_sums group by unit order by unit',
  );
  expect(counted.length).toBeGreaterThan(2);
  expect(counted).toEqual(recounted);
});

it('events of other kinds move the position without a row being touched', async () => {
  await using _daemon = await world.start({ projections: [accounts({ name: 'test-quiet' })] });
  const position = await world.record(acts(5));
  await world.reached('test-quiet', position);
  const before = await world.rows('test-quiet');
  const archived = {
    ...eventOf({ dossier: 1, unit: 0, kind: 'FeePaid', dong: 1 }),
    type: 'VerificationStarted',
    data: { dossierId: 'unreadable' },
  };
  const { position: quiet } = await world.store.append('dossier-other', 'any', [archived]);
  await world.reached('test-quiet', quiet);
  expect(await world.rows('test-quiet')).toEqual(before);
});
