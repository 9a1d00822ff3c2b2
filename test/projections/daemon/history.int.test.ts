import fc from 'fast-check';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkersPool } from '#app/readModels.ts';
import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import { batchStatement } from '#projections/daemon/batchStatement.ts';
import { foldBatch, foldedTables, type Writes } from '#projections/daemon/fold.ts';
import { type AsOf, rowsAsOf, rowsAtPositions, withHistory } from '#projections/daemon/history.ts';
import { defineProjection, type EventTable } from '#projections/daemon/projection.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { createIndexes, createTable, tableStatements } from '#projections/daemon/statements.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { type Act, accounts, dossierId, eventOf } from './accounts.ts';
import { decode } from './decode.ts';

const table = accounts().tables['test_accounts'] as EventTable<any>;
const projection = defineProjection({
  name: 'remembered',
  version: 1,
  tables: withHistory({ test_accounts: table }),
});
const tables = foldedTables(projection);
// prepared once, as the daemon does
const loading = new Map(tables.map((one) => [one, tableStatements('remembered', one)]));
const writeBatch = batchStatement('remembered', tables);

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let pool: pg.Pool;
let db: Kysely<any>;
beforeAll(async () => {
  databases = await createTestDatabases();
  pool = openWorkersPool(databases.read.projectorUrl, { max: 1 });
  db = new Kysely<any>({ dialect: new PostgresDialect({ pool }) });
  await pool.query('create schema remembered');
  for (const one of tables) {
    await pool.query(createTable('remembered', one));
    for (const index of createIndexes('remembered', one)) await pool.query(index);
  }
  await pool.query('set search_path = remembered');
});
afterAll(async () => {
  await db?.destroy();
  await databases?.drop();
});

const write = async (log: readonly Recorded<AnyEvent>[], batch: number): Promise<void> => {
  const client = await pool.connect();
  try {
    for (let from = 0; from < log.length; from += batch) {
      const events = log.slice(from, from + batch);
      const writes = await foldBatch(tables, events, async (one, keys) => loading.get(one)?.load(client, keys) ?? []);
      await writeBatch(client, writes);
    }
  } finally {
    client.release();
  }
};

/** What a replay of these events, and no others, leaves of the table itself. */
const replayed = async (log: readonly Recorded<AnyEvent>[]): Promise<Row[]> => {
  const [writes] = (await foldBatch(tables, log, () => Promise.resolve([]))) as [Writes | undefined];
  return (writes?.upserts ?? []).toSorted((a, b) => (String(a['dossier_id']) < String(b['dossier_id']) ? -1 : 1));
};
const asOf = (moment: AsOf, only?: readonly string[]) => rowsAsOf<Row>(db, 'test_accounts_history', ['dossier_id'], moment, only);

const minute = (n: number) => new Date(Date.UTC(2025, 5, 25, 9, n)).toISOString();
const happened = fc.record<Act & { minute: number }>({
  dossier: fc.integer({ min: 1, max: 3 }),
  unit: fc.integer({ min: 1, max: 2 }),
  kind: fc.constantFrom('FeeRequested', 'FeePaid', 'DossierWithdrawn'),
  dong: fc.integer({ min: 0, max: 99 }),
  minute: fc.integer({ min: 0, max: 9 }),
});

/** Without withdrawals of what is not there: they change no row, so that history knows nothing of them. */
const withEffect = <T extends Act>(acts: readonly T[]): T[] => {
  const there = new Set<number>();
  return acts.filter(({ dossier, kind }) => {
    if (kind === 'DossierWithdrawn') return there.delete(dossier);
    there.add(dossier);
    return true;
  });
};

it('a row as of any position or instant is what a replay up to there leaves, however late some events were entered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happened, { maxLength: 25 }), fc.integer({ min: 1, max: 9 }), async (acts, batch) => {
      await pool.query('truncate test_accounts, test_accounts_history');
      const log = withEffect(acts).map((act, index) =>
        decode({
          ...eventOf(act, minute(act.minute)),
          stream: `dossier-${dossierId(act.dossier)}`,
          revision: index,
          position: index + 1,
          recordedAt: minute(9),
        }),
      );
      await write(log, batch);
      const states: Row[][] = [];
      for (let position = 0; position <= log.length; position += 1) states.push(await replayed(log.slice(0, position)));
      for (const [position, state] of states.entries()) expect(await asOf({ position })).toEqual(state);
      const questions = states.flatMap((_, position) => [1, 2, 3].map((dossier) => ({ key: dossierId(dossier), position })));
      const answers = await rowsAtPositions<Row>(db, 'test_accounts_history', 'dossier_id', questions);
      expect(answers).toEqual(questions.map(({ key, position }) => states[position]?.find((row) => row['dossier_id'] === key)));
      for (let n = 0; n < 10; n += 1) {
        const passed = new Set<string>();
        const until = log.filter((event) => {
          if (event.occurredAt > minute(n)) passed.add(event.stream);
          return !passed.has(event.stream);
        });
        expect(await asOf({ at: minute(n) })).toEqual(await replayed(until));
      }
      const some = [dossierId(1), dossierId(3)];
      expect(await asOf({ position: log.length }, some)).toEqual(
        (await replayed(log)).filter((row) => some.includes(String(row['dossier_id']))),
      );
    }),
    { numRuns: 25 },
  );
});
