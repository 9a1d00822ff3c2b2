import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import type { Row } from '#projections/daemon/rows.ts';

/**
 * Compares the rows of read models with one fold of the whole log, kept in memory. Answers how many rows are equal, and
 * the tables that differ, each with how. `db` reads the read models in the daemon's own form of values.
 */
export const compareWithLog = async (db: Pool, log: Pick<EventStore, 'readAll'>, projections: readonly Projection[]) => {
  const { decode } = createCodec(categories, { seal: () => Promise.reject(new Error('nothing is sealed here')) });
  const events = [];
  for (let after = START; ; ) {
    const page = await log.readAll({ after });
    events.push(...page.events.map(decode));
    if (page.next === after) break;
    after = page.next;
  }
  let rows = 0;
  const differences: string[] = [];
  for (const projection of projections) {
    const tables = foldedTables(projection);
    const writes = await foldBatch(tables, events, async () => []);
    for (const table of tables) {
      const keyOf = (row: Row) => table.form.keyOf(table.form.primaryKey.map(({ name }) => row[name] as string));
      const expected = new Map((writes.find((one) => one.table.name === table.name)?.upserts ?? []).map((row) => [keyOf(row), row]));
      const held = (await db.query<Row>(`select * from read.${table.name}`)).rows;
      const wrong = held.filter((row) => !isDeepStrictEqual(row, expected.get(keyOf(row)))).length;
      if (wrong > 0 || held.length !== expected.size)
        differences.push(
          `${table.name}: ${held.length} rows of which ${wrong} are others than the log says, and ${expected.size} expected`,
        );
      rows += held.length - wrong;
    }
  }
  return { events: events.length, rows, differences };
};
