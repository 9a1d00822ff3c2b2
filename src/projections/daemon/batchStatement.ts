import type pg from 'pg';
import type { Position } from '#events/store/event.ts';
import { LeaseLost } from './failure.ts';
import type { FoldedTable, Writes } from './fold.ts';
import { type Lease, leaseName, movedCheckpoint } from './leases.ts';
import type { Row } from './rows.ts';
import { arrayType, columnOf, placeOf, quoted, setOf, valueOf } from './statements.ts';

/** A checkpoint that is to move with the rows. */
export type Move = { lease: Lease; leaseMs: number; to: Position; recordedAt: string | undefined };

/** A part of the statement: its text, given the number of its first parameter and a condition, and its parameters. */
type Part<Given> = { text: (first: number, when: string) => string; parameters: number; values: (given: Given) => unknown[] };

const partsOf = (schema: string, table: FoldedTable) => {
  const { form } = table;
  const place = placeOf(schema, table);
  const { columns } = form;
  const json = columns.filter(({ type }) => type === 'jsonb');
  const key = form.primaryKey.map(({ name }) => quoted(name));
  const sets = (first: number) => columns.map(({ type }, i) => setOf(type, first + i));
  const names = columns.map((_, i) => `c${i}`);

  const insert: Part<readonly Row[]> = {
    parameters: columns.length,
    text: (first, when) =>
      `insert into ${place} (${columns.map(({ name }) => quoted(name)).join(', ')})
       select ${columns.map(({ type }, i) => valueOf(type, `c${i}`)).join(', ')} from rows from (${sets(first).join(', ')}) as r(${names.join(', ')}) where ${when}`,
    values: (rows) => columns.map((column) => columnOf(column, rows)),
  };
  // Where a JSON value is as it was, the stored one stays where it lies: large values are not written again.
  const assignment = ({ name, type }: (typeof columns)[number], i: number): string => {
    const at = json.findIndex((column) => column.name === name);
    return `${quoted(name)} = ${at < 0 ? valueOf(type, `c${i}`) : `case when s${at} then t.${quoted(name)} else ${valueOf(type, `c${i}`)} end`}`;
  };
  const isKey = ({ name }: (typeof columns)[number]) => key.includes(quoted(name));
  const update: Part<readonly { row: Row; before: Row }[]> = {
    parameters: columns.length + json.length,
    text: (first, when) => {
      const same = json.map((_, i) => `unnest($${first + columns.length + i}::boolean[])`);
      const assigned = columns.flatMap((column, i) => (isKey(column) ? [] : [assignment(column, i)]));
      const keys = columns.flatMap((column, i) => (isKey(column) ? [`t.${quoted(column.name)} = r.c${i}`] : []));
      return `update ${place} t set ${assigned.join(', ')}
       from rows from (${[...sets(first), ...same].join(', ')}) as r(${[...names, ...json.map((_, i) => `s${i}`)].join(', ')}) where ${keys.join(' and ')} and ${when}`;
    },
    values: (changes) => [
      ...columns.map((column) => {
        if (column.type !== 'jsonb')
          return columnOf(
            column,
            changes.map(({ row }) => row),
          );
        return JSON.stringify(changes.map(({ row, before }) => (row[column.name] === before[column.name] ? null : row[column.name])));
      }),
      ...json.map(({ name }) => changes.map(({ row, before }) => row[name] === before[name])),
    ],
  };
  const remove: Part<Writes['deletes']> = {
    parameters: key.length,
    text: (first, when) =>
      `delete from ${place} t using unnest(${form.primaryKey.map(({ type }, i) => `$${first + i}::${arrayType(type)}`).join(', ')}) as k(${key.map((_, i) => `k${i}`).join(', ')}) where ${key.map((column, i) => `t.${column} = k.k${i}`).join(' and ')} and ${when}`,
    values: (keys) => key.map((_, i) => keys.map((parts) => parts[i])),
  };
  return { insert, update, remove };
};

let generations = 0;

/**
 * Writes what a batch leaves in the tables of a generation, and its checkpoint, by one statement: one round trip, and all
 * of it or nothing. Which tables change decides about the statement, which is prepared once on each connection.
 */
export const batchStatement = (schema: string, tables: readonly FoldedTable[]) => {
  const parts = new Map(tables.map((table) => [table.name, partsOf(schema, table)]));
  const texts = new Map<string, { name: string; text: string }>();
  generations += 1;
  const own = generations;

  /** Throws `LeaseLost` when the lease is no longer held: then nothing was written. */
  return async (client: Pick<pg.ClientBase, 'query'>, writes: readonly Writes[], move?: Move): Promise<void> => {
    const chosen: { id: string; part: Part<any>; values: unknown[] }[] = [];
    for (const { table, upserts, before, deletes } of writes) {
      const of = parts.get(table.name);
      if (of === undefined) throw new TypeError(`${table.name} is no table of ${schema}`);
      const choose = <G extends readonly unknown[]>(id: string, part: Part<G>, given: G) => {
        if (given.length > 0) chosen.push({ id: `${table.name} ${id}`, part, values: part.values(given) });
      };
      choose('delete', of.remove, deletes);
      const added = upserts.filter((row) => !before.has(row));
      choose('insert', of.insert, added);
      if (added.length < upserts.length)
        choose(
          'update',
          of.update,
          upserts.flatMap((row) => {
            const stored = before.get(row);
            return stored === undefined ? [] : [{ row, before: stored }];
          }),
        );
    }
    const id = `${move ? 'moving' : ''} ${chosen.map((one) => one.id).join()}`;
    let statement = texts.get(id);
    if (statement === undefined) {
      let first = move ? movedCheckpoint.parameters + 1 : 1;
      const steps = chosen.map(({ part }, i) => {
        const text = part.text(first, move ? 'exists (select from moved)' : 'true');
        first += part.parameters;
        return `w${i} as (${text})`;
      });
      const text = move
        ? `with ${[`moved as (${movedCheckpoint.text} returning 1)`, ...steps].join(', ')} select 1 from moved`
        : `${steps.length > 0 ? `with ${steps.join(', ')} ` : ''}select 1`;
      statement = { name: `batch-${own}-${texts.size}`, text };
      texts.set(id, statement);
    }
    const values = [...(move ? movedCheckpoint.values(move) : []), ...chosen.flatMap((one) => one.values)];
    const { rowCount } = await client.query({ ...statement, values });
    if (move && rowCount !== 1) throw new LeaseLost(`${leaseName(move.lease)} is no longer held here`);
  };
};
