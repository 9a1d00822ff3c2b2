import { type Kysely, sql } from 'kysely';
import type { Position } from '#events/store/event.ts';
import { type Columns, derivedTable, type EventTable, type Key, type Projection } from './projection.ts';

/**
 * A moment of the past. `position`: the state after all events up to that position of the log. `at`: a UTC instant with
 * milliseconds, compared with `occurredAt`: each row as it was before its first change that happened later. Both: of what had
 * been entered by the position, what had happened by the instant.
 */
export type AsOf = { position: Position } | { at: string } | { at: string; position: Position };

/** Whether a change had come by a moment: entered by its position, and happened by its instant. */
export const hadCome = (asOf: AsOf, { position, at }: { position: Position; at: string }): boolean =>
  !('position' in asOf && position > asOf.position) && !('at' in asOf && at > asOf.at);

type Subject = { columns: Columns; primaryKey: readonly string[] };

/**
 * All states that the rows of a table have had: one row per change, written by the same fold, so that a query of a past
 * state costs as much as one of the present. For tables with few changes; `row` is null after a deletion.
 */
const historyTable = <R>(from: string, { columns, primaryKey }: Subject) => {
  const key = Object.fromEntries(primaryKey.map((name) => [name, columns[name] ?? 'text'])) as Record<string, 'text'>;
  const placeOf = (row: R): Record<string, string> =>
    Object.fromEntries(primaryKey.map((name) => [name, (row as Record<string, string>)[name] as string]));
  return derivedTable<R, Record<string, 'text'> & { position: 'bigint'; at: 'timestamptz'; row: 'jsonb?' }>({
    from,
    columns: { ...key, position: 'bigint', at: 'timestamptz', row: 'jsonb?' } as never,
    primaryKey: [...primaryKey, 'position'],
    indexes: [[...primaryKey, 'at']],
    onlyGrows: true,
    keys: ({ before, after, event }): Key[] => [[...Object.values(placeOf((after ?? before) as R)), event.position]],
    evolve: (_, { before, after, event }) =>
      ({ ...placeOf((after ?? before) as R), position: event.position, at: event.occurredAt, row: after ?? null }) as never,
  });
};

/** Tables, and beside each one its history under `<name>_history`. */
export const withHistory = (tables: Record<string, EventTable<any>>): Projection['tables'] => ({
  ...tables,
  ...Object.fromEntries(Object.entries(tables).map(([name, table]) => [`${name}_history`, historyTable(name, table)])),
});

/** A query of the rows of a table at a moment, in order of their keys; null for those that were gone. */
const rowsQuery = <R>(db: Kysely<any>, history: string, primaryKey: readonly string[], asOf: AsOf, only: readonly string[] | 'all') => {
  // A query of Kysely, so that it uses the schema of `db`, which raw SQL does not.
  const table = sql`(${db.selectFrom(history).selectAll()})`;
  const key = (of: string) => sql.join(primaryKey.map((name) => sql.ref(`${of}.${name}`)));
  const first = primaryKey[0] as string;
  const chosen = (of: string) => (only === 'all' ? sql`true` : sql`${sql.ref(`${of}.${first}`)} = any(${only})`);
  const entered = 'position' in asOf ? sql`h.position <= ${asOf.position}` : sql`true`;
  const happened =
    'at' in asOf ? sql`not exists (select from future f where (${key('f')}) = (${key('h')}) and f.position <= h.position)` : sql`true`;
  const at = 'at' in asOf ? asOf.at : 'infinity';
  return sql<{ row: R | null }>`
    with future as materialized (
      select ${key('l')}, min(l.position) as position from ${table} l where l.at > ${at}::timestamptz and ${chosen('l')} group by ${key('l')})
    select distinct on (${key('h')}) h.row from ${table} h where ${entered} and ${happened} and ${chosen('h')} order by ${key('h')}, h.position desc`;
};

/** A table's rows at a moment, in order of their keys; with `only`, unless `all`, those of these first key values. */
export const rowsAsOf = async <R>(
  db: Kysely<any>,
  history: string,
  primaryKey: readonly string[],
  asOf: AsOf,
  only: readonly string[] | 'all' = 'all',
): Promise<R[]> => {
  const { rows } = await rowsQuery<R>(db, history, primaryKey, asOf, only).execute(db);
  return rows.flatMap(({ row }) => (row === null ? [] : [row]));
};

/**
 * Rows of a table with one column as its key, each as it was at a position of the log: one answer for each question,
 * `undefined` where there was none. One statement, however many are asked about, whose cost no history's length changes.
 */
export const rowsAtPositions = async <R>(
  db: Kysely<any>,
  history: string,
  key: string,
  questions: readonly { key: string; position: Position }[],
): Promise<(R | undefined)[]> => {
  const answers: (R | undefined)[] = questions.map(() => undefined);
  if (questions.length === 0) return answers;
  // A query of Kysely, so that it uses the schema of `db`, which raw SQL does not.
  const table = sql`(${db.selectFrom(history).selectAll()})`;
  const { rows } = await sql<{ n: number; row: R | null }>`
    select q.n::integer as n, h.row
    from unnest(${questions.map((one) => one.key)}::text[], ${questions.map(({ position }) => position)}::bigint[])
      with ordinality q (key, position, n)
    cross join lateral (
      select l.row from ${table} l where ${sql.ref(`l.${key}`)} = q.key and l.position <= q.position order by l.position desc limit 1) h`.execute(
    db,
  );
  for (const { n, row } of rows) answers[n - 1] = row ?? undefined;
  return answers;
};

/**
 * A database in which the tables of a projection that have a history are as they were at a moment, for queries that ask
 * for tables by their names; without a moment, the same database. Costs what the tables hold: for small ones.
 */
export const tablesThen = <DB>(db: Kysely<DB>, tables: Projection['tables'], asOf: AsOf | undefined): Kysely<DB> => {
  if (asOf === undefined) return db;
  let then: any = db;
  for (const [name, { columns, primaryKey }] of Object.entries(tables)) {
    if (tables[`${name}_history`] === undefined) continue;
    const declared = Object.entries(columns as Columns).map(([column, type]) => `"${column}" ${type.replace('?', '')}`);
    const rows = rowsQuery(db, `${name}_history`, primaryKey, asOf, 'all');
    then = then.with(
      name,
      () =>
        sql`(select then_row.* from (${rows}) as past cross join lateral jsonb_to_record(past.row) as then_row(${sql.raw(declared.join(', '))}) where past.row <> 'null')`,
    );
  }
  // a `with` before each query, which all of them take
  return then as Kysely<DB>;
};
