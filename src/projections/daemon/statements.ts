import pg from 'pg';
import type { FoldedTable, Writes } from './fold.ts';
import type { Key } from './projection.ts';
import { canonicalJson, type Row } from './rows.ts';

export const quoted = pg.escapeIdentifier;

const oids = { jsonb: 3802, bigint: 20, date: 1082, timestamptz: 1184 };

/** Values as rows hold them in memory; expects the session to speak UTC and ISO dates. */
export const canonicalTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') => {
    if (oid === oids.jsonb) return (text: string) => canonicalJson(JSON.parse(text));
    if (oid === oids.bigint) return Number;
    if (oid === oids.date) return (text: string) => text;
    if (oid === oids.timestamptz) return instant;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/** `2025-07-01 00:30:00.5+00` → `2025-07-01T00:30:00.500Z` */
const instant = (text: string): string => `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;

/** Creates a table of a generation, without its further indexes. */
export const createTable = (schema: string, { name, form }: FoldedTable): string => {
  const columns = form.columns.map((column) => `${quoted(column.name)} ${column.type}${column.nullable ? '' : ' not null'}`);
  const key = form.primaryKey.map((column) => quoted(column.name));
  // Room on each page lets PostgreSQL update in place without touching indexes.
  return `create table ${quoted(schema)}.${quoted(name)} (${columns.join(', ')}, primary key (${key.join(', ')})) with (fillfactor = 85)`;
};

/** Creates a table's further indexes where they are missing. */
export const createIndexes = (schema: string, { name, table }: FoldedTable): string[] =>
  (table.indexes ?? []).map((index, number) => {
    const raw = index[0]?.startsWith('using ');
    const on = raw
      ? index[0]
      : `(${index.map((part) => (part.endsWith(' desc') ? `${quoted(part.slice(0, -5))} desc` : quoted(part))).join(', ')})`;
    return `create index if not exists ${quoted(`${name}_${number + 1}`)} on ${quoted(schema)}.${quoted(name)} ${on}`;
  });

/** Keys as a set of rows `k(k0, k1, …)`, one array per column of the primary key. */
const keySet = ({ form }: FoldedTable, keys: readonly Key[]) => ({
  from: `unnest(${form.primaryKey.map((part, i) => `$${i + 1}::${part.type}[]`).join(', ')}) as k(${form.primaryKey.map((_, i) => `k${i}`).join(', ')})`,
  same: form.primaryKey.map((part, i) => `t.${quoted(part.name)} = k.k${i}`).join(' and '),
  values: form.primaryKey.map((_, i) => keys.map((key) => key[i])),
});

/** Loads the rows of these keys, in canonical form. */
export const loadRows = async (client: pg.ClientBase, schema: string, table: FoldedTable, keys: readonly Key[]): Promise<Row[]> => {
  const { from, same, values } = keySet(table, keys);
  const columns = table.form.columns.map((column) => `t.${quoted(column.name)}`).join(', ');
  // `limit 1` keeps the planner from reading the whole table when it has no statistics yet.
  const text = `select r.* from ${from} cross join lateral (select ${columns} from ${quoted(schema)}.${quoted(table.name)} t where ${same} limit 1) r`;
  return (await client.query<Row>({ text, values, types: canonicalTypes })).rows;
};

/** Writes the rows of one table: one statement for all that are there, one for all that are gone. */
export const writeRows = async (client: pg.ClientBase, schema: string, { table, upserts, deletes }: Writes): Promise<void> => {
  const place = `${quoted(schema)}.${quoted(table.name)}`;
  if (deletes.length > 0) {
    const { from, same, values } = keySet(table, deletes);
    await client.query({ text: `delete from ${place} t using ${from} where ${same}`, values });
  }
  if (upserts.length > 0) {
    const { columns, primaryKey } = table.form;
    const names = columns.map((column) => quoted(column.name));
    const key = new Set(primaryKey.map((part) => part.name));
    const others = columns
      .filter((column) => !key.has(column.name))
      .map((column) => `${quoted(column.name)} = excluded.${quoted(column.name)}`);
    const text = `insert into ${place} (${names.join(', ')}) select ${names.join(', ')} from json_to_recordset($1::json) as r(${columns
      .map((column) => `${quoted(column.name)} ${column.type}`)
      .join(', ')}) on conflict (${primaryKey.map((part) => quoted(part.name)).join(', ')}) do ${
      others.length > 0 ? `update set ${others.join(', ')}` : 'nothing'
    }`;
    await client.query({ text, values: [JSON.stringify(upserts)] });
  }
};
