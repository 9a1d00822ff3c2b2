import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FoldedTable } from './fold.ts';
import type { ColumnType, Key } from './projection.ts';
import type { Row } from './rows.ts';

export const quoted = pg.escapeIdentifier;

const oids = { jsonb: 3802, bigint: 20, date: 1082, timestamptz: 1184 };

/** How the driver reads values, as rows hold them in memory; the session must write UTC and ISO dates. */
export const canonicalTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') => {
    if (oid === oids.jsonb) return JSON.parse;
    if (oid === oids.bigint) return Number;
    if (oid === oids.date) return (text: string) => text;
    if (oid === oids.timestamptz) return instant;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/** `2025-07-01 00:30:00.5+00` → `2025-07-01T00:30:00.500Z` */
const instant = (text: string): string => `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;

/** The name of a table of a generation in SQL. */
export const placeOf = (schema: string, { name }: Pick<FoldedTable, 'name'>): string => `${quoted(schema)}.${quoted(name)}`;

/** SQL that creates a table of a generation, without secondary indexes. */
export const createTable = (schema: string, { name, form, table }: FoldedTable): string => {
  const columns = form.columns.map((column) => `${quoted(column.name)} ${column.type}${column.nullable ? '' : ' not null'}`);
  const key = form.primaryKey.map((column) => quoted(column.name));
  // Free space on each page lets PostgreSQL update rows without changing indexes.
  const filled = table.onlyGrows ? 100 : 85;
  return `create table ${placeOf(schema, { name })} (${columns.join(', ')}, primary key (${key.join(', ')})) with (fillfactor = ${filled})`;
};

/** SQL that creates a table's secondary indexes where they are missing. */
export const createIndexes = (schema: string, { name, table }: FoldedTable): string[] =>
  (table.indexes ?? []).map((index, number) => {
    const raw = index[0]?.startsWith('using ');
    const on = raw
      ? index[0]
      : `(${index.map((part) => (part.endsWith(' desc') ? `${quoted(part.slice(0, -5))} desc` : quoted(part))).join(', ')})`;
    return `create index if not exists ${quoted(`${name}_${number + 1}`)} on ${quoted(schema)}.${quoted(name)} ${on}`;
  });

const needsEscape = /["\\]/;
const escaped = (text: string): string => `"${needsEscape.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;

/** How a value is written in an array literal; only texts need quotes. */
const element: Record<Exclude<ColumnType, 'jsonb'>, (value: unknown) => string> = {
  text: (value) => escaped(value as string),
  integer: String,
  bigint: String,
  boolean: String,
  timestamptz: String,
  date: String,
  'double precision': String,
  'text[]': (value) => escaped(`{${(value as string[]).map(escaped).join(',')}}`),
};

/** The values of a column of these rows as one parameter: an array literal of PostgreSQL, or a JSON array. */
export const columnOf = ({ name, type }: { name: string; type: ColumnType }, rows: readonly Row[]): string => {
  if (type === 'jsonb') return JSON.stringify(rows.map((row) => row[name]));
  const literal = element[type];
  let text = '{';
  for (const row of rows) {
    const value = row[name];
    text += `${text.length > 1 ? ',' : ''}${value === null ? 'NULL' : literal(value)}`;
  }
  return `${text}}`;
};

/** The type of the parameter that holds values of a column; lists travel as texts. */
export const arrayType = (type: ColumnType): string => (type === 'text[]' ? 'text[]' : `${type}[]`);

/** The set of values that a parameter made by `columnOf` holds. One per column costs a third less than one of whole rows. */
export const setOf = (type: ColumnType, parameter: number): string =>
  type === 'jsonb' ? `jsonb_array_elements($${parameter}::jsonb)` : `unnest($${parameter}::${arrayType(type)})`;

/** A value of such a set as the column holds it. */
export const valueOf = (type: ColumnType, name: string): string => {
  if (type === 'jsonb') return `nullif(${name}, 'null')`;
  return type === 'text[]' ? `${name}::text[]` : name;
};

const needsCopyEscape = /[\\\t\n\r]/;
const copyEscapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const copyEscaped = (text: string): string =>
  needsCopyEscape.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => copyEscapes[character] as string) : text;

/** How a value is written in COPY's text format. */
const copied: Record<ColumnType, (value: unknown) => string> = {
  ...element,
  text: (value) => copyEscaped(value as string),
  'text[]': (value) => copyEscaped(`{${(value as string[]).map(escaped).join(',')}}`),
  jsonb: (value) => copyEscaped(JSON.stringify(value)),
};

/** Rows in one chunk of a COPY. */
const ROWS_COPIED_AT_ONCE = 500;

let statementsMade = 0;

/** The statements that load and copy the rows of one table of one generation. */
export const tableStatements = (schema: string, { name, form }: FoldedTable) => {
  const place = placeOf(schema, { name });
  // Prepared once per connection under these names: planning for many columns costs more than a small batch itself.
  statementsMade += 1;
  const prepared = { load: `load-${statementsMade}`, remove: `remove-${statementsMade}` };
  const names = form.columns.map((column) => quoted(column.name));
  const key = form.primaryKey.map((part) => quoted(part.name));

  // Keys travel as a set of rows `k(k0, k1, …)`, one array per column of the primary key.
  const keySet = `unnest(${form.primaryKey.map(({ type }, i) => `$${i + 1}::${arrayType(type)}`).join(', ')}) as k(${key.map((_, i) => `k${i}`).join(', ')})`;
  const sameKey = key.map((column, i) => `t.${column} = k.k${i}`).join(' and ');
  const keyValues = (keys: readonly Key[]) => key.map((_, i) => keys.map((parts) => parts[i]));

  // `limit 1` keeps the planner from reading the whole index when the table has no statistics yet.
  const select = `select r.* from ${keySet} cross join lateral (select ${names.map((column) => `t.${column}`).join(', ')} from ${place} t where ${sameKey} limit 1) r`;
  const remove = `delete from ${place} t using ${keySet} where ${sameKey}`;

  const copy = `copy ${place} (${names.join(', ')}) from stdin`;
  const literals = form.columns.map(({ name: column, type }) => ({ column, literal: copied[type] }));
  const linesOf = function* (rows: readonly Row[]): Generator<string> {
    for (let from = 0; from < rows.length; from += ROWS_COPIED_AT_ONCE) {
      let text = '';
      for (const row of rows.slice(from, from + ROWS_COPIED_AT_ONCE)) {
        let separator = '';
        for (const { column, literal } of literals) {
          const value = row[column];
          text += value === null ? `${separator}\\N` : separator + literal(value);
          separator = '\t';
        }
        text += '\n';
      }
      yield text;
    }
  };

  return {
    /** Loads the rows of these keys, in canonical form. */
    load: async (client: Pick<pg.ClientBase, 'query'>, keys: readonly Key[]): Promise<Row[]> =>
      (await client.query<Row>({ name: prepared.load, text: select, values: keyValues(keys), types: canonicalTypes })).rows,
    /** Deletes rows, then copies new rows in. For very many rows a fraction of the cost of a batch's statement. */
    replace: async (client: pg.ClientBase, removed: readonly Key[], rows: readonly Row[]): Promise<void> => {
      if (removed.length > 0) await client.query({ name: prepared.remove, text: remove, values: keyValues(removed) });
      if (rows.length > 0) await pipeline(linesOf(rows), client.query(copyFrom(copy)));
    },
  };
};
export type TableStatements = ReturnType<typeof tableStatements>;
