import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isPlainName } from '#events/store/storable.ts';
import { batchStatement } from '#projections/daemon/batchStatement.ts';
import { foldedTables } from '#projections/daemon/fold.ts';
import { eventTable, type Key } from '#projections/daemon/projection.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { canonicalTypes, createTable, tableStatements } from '#projections/daemon/statements.ts';
import { createTestDatabases } from '#test/support/database.ts';

const [table] = foldedTables({
  name: 'every-type',
  version: 1,
  tables: {
    every_type: eventTable({
      columns: {
        id: 'text',
        text: 'text?',
        integer: 'integer?',
        bigint: 'bigint?',
        boolean: 'boolean?',
        jsonb: 'jsonb?',
        timestamptz: 'timestamptz?',
        date: 'date?',
        double: 'double precision?',
        texts: 'text[]?',
      },
      primaryKey: ['id'],
      on: ['FeePaid'],
      keys: () => [],
      evolve: (row) => row,
    }),
  },
});
if (!table) throw new Error('there is one table');

/** Text that array literals, JSON and COPY each have to escape somewhere. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('\t', '\n', '\r', '\\', '"', "'", ',', '{', '}', '.', 'N', 'đ', '🏛', ' ') }),
  fc.constantFrom('\\N', '\\.', 'NULL', ''),
);
const rowOf = (id: string): fc.Arbitrary<Row> =>
  fc
    .record({
      text: fc.option(text),
      integer: fc.option(fc.integer({ min: -2_147_483_647 })),
      bigint: fc.option(fc.maxSafeInteger()),
      boolean: fc.option(fc.boolean()),
      jsonb: fc.option(fc.oneof(text, fc.array(text), fc.dictionary(text.filter(isPlainName), fc.oneof(text, fc.integer())), fc.boolean())),
      timestamptz: fc.option(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
      ),
      date: fc.option(fc.constantFrom('2025-07-01', '2024-02-29')),
      double: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      texts: fc.option(fc.array(text)),
    })
    .map((values) => table.form.canonical({ id, ...values }, undefined, [id]));
const rows = fc.uniqueArray(fc.constantFrom('a', '\tb', 'c\\', 'd'), { minLength: 1 }).chain((ids) => fc.tuple(...ids.map(rowOf)));

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let client: pg.Client;
const written = batchStatement('written', [table]);
const replaced = tableStatements('replaced', table);

beforeAll(async () => {
  databases = await createTestDatabases();
  client = new pg.Client({
    connectionString: databases.read.projectorUrl,
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    types: canonicalTypes,
  });
  await client.connect();
  for (const schema of ['written', 'replaced']) {
    await client.query(`create schema ${schema}`);
    await client.query(createTable(schema, table));
  }
});
afterAll(async () => {
  await client?.end();
  await databases?.drop();
});

const all = async (schema: string) => (await client.query<Row>(`select * from ${schema}.every_type order by id collate "C"`)).rows;

it('rows that are copied in equal rows that are written one statement for all, and both read back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, async (first, second) => {
      await client.query('truncate written.every_type, replaced.every_type');
      const there = new Map<unknown, Row>();
      for (const batch of [first, second]) {
        const removed = batch.flatMap(({ id }): Key[] => (there.has(id) ? [[id as string]] : []));
        const before = new Map(
          batch.flatMap((row): [Row, Row][] => {
            const stored = there.get(row['id']);
            return stored === undefined ? [] : [[row, stored]];
          }),
        );
        await written(client, [{ table, upserts: batch, before, deletes: [] }]);
        await replaced.replace(client, removed, batch);
        for (const row of batch) there.set(row['id'], row);
      }
      const expected = [...there.values()].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
      expect(await all('written')).toEqual(expected);
      expect(await all('replaced')).toEqual(expected);
      await replaced.replace(
        client,
        [...there.keys()].map((id) => [id as string]),
        [],
      );
      expect(await all('replaced')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('a copy that fails says so, and the connection goes on', async () => {
  const [row] = fc.sample(rowOf('twice'), { numRuns: 1, seed: 1 });
  if (!row) throw new Error('one row was made');
  await expect(replaced.replace(client, [], [row, row])).rejects.toMatchObject({ code: '23505' });
  expect(await all('replaced')).toEqual([]);
});
