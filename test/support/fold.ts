import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Key, Projection } from '#projections/daemon/projection.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { type Happened, logOf } from './events.ts';

/** Runs a projection's tables, derived ones included, over events in memory by the daemon's own fold, `batch` events at a time; answers the rows of each table. */
export const folded = async (projection: Projection, events: readonly Happened[], batch = 100): Promise<Record<string, Row[]>> => {
  const tables = foldedTables(projection);
  const rows = new Map(tables.map(({ name }) => [name, new Map<string, Row>()]));
  const log = logOf(events);
  for (let start = 0; start < log.length; start += batch) {
    const load = async (table: (typeof tables)[number], keys: readonly Key[]): Promise<Row[]> =>
      keys.map((key) => rows.get(table.name)?.get(table.form.keyOf(key))).filter((row) => row !== undefined);
    for (const { table, upserts, deletes } of await foldBatch(tables, log.slice(start, start + batch), load)) {
      const stored = rows.get(table.name);
      for (const row of upserts) stored?.set(table.form.keyOf(table.form.primaryKey.map(({ name }) => row[name] as string)), row);
      for (const key of deletes) stored?.delete(table.form.keyOf(key));
    }
  }
  return Object.fromEntries([...rows].map(([name, stored]) => [name, [...stored.values()]]));
};

/** The only row of a projection's table after these events. */
export const onlyRow = async (projection: Projection, table: string, events: readonly Happened[]): Promise<Row> => {
  const rows = (await folded(projection, events))[table] ?? [];
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${table} has ${rows.length} rows`);
  return row;
};
