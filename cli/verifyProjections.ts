import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { type Position, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { maskPersonal } from '#events/store/personalData.ts';
import { skippedEvents } from '#projections/daemon/controls.ts';
import { type FoldedTable, foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import { type AsOf, hadCome } from '#projections/daemon/history.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { canonicalTypes, createIndexes, createTable, quoted, tableStatements } from '#projections/daemon/statements.ts';

type Log = Pick<EventStore, 'readAll' | 'readStream' | 'end'>;
type Say = (line: string) => void;
const { decode } = createCodec(categories, { seal: () => Promise.reject(new Error('nothing is sealed here')) });

/** Events folded between two lines of progress. */
const SAID_EVERY = 50_000;
/** Rows read of a table at a time. */
const ROWS_AT_ONCE = 1_000;

const keyOf = ({ form }: FoldedTable, row: Row): string => form.keyOf(form.primaryKey.map(({ name }) => row[name] as string));

/** A fold of the log in memory, page by page. Each table's rows by their keys; `upTo` folds on to a position. */
const foldBeside = async (log: Log, projection: Projection, say: Say, keep: (event: { position: Position; at: string }) => boolean) => {
  const tables = foldedTables(projection);
  const rows = new Map(tables.map(({ name }) => [name, new Map<string, Row>()]));
  const left = await skippedEvents(log, decode, projection.name);
  let position = START;
  let folded = 0;
  return {
    tables,
    rows,
    upTo: async (end: Position): Promise<void> => {
      while (position < end) {
        const page = await log.readAll({ after: position });
        if (page.next === position) return;
        const events = page.events
          .filter((one) => one.position <= end && !left.has(one.id) && keep({ position: one.position, at: one.occurredAt }))
          .map(decode);
        const writes = await foldBatch(tables, events, async ({ name, form }, keys) =>
          keys.flatMap((key): Row[] => {
            const row = rows.get(name)?.get(form.keyOf(key));
            return row === undefined ? [] : [row];
          }),
        );
        for (const { table, upserts, deletes } of writes) {
          const held = rows.get(table.name);
          for (const row of upserts) held?.set(keyOf(table, row), row);
          for (const key of deletes) held?.delete(table.form.keyOf(key));
        }
        const before = folded;
        folded += page.events.length;
        if (Math.floor(before / SAID_EVERY) < Math.floor(folded / SAID_EVERY))
          say(`${projection.name}: ${folded} events folded, at position ${page.next}`);
        // a page may reach behind the end: what lies there is read again later
        position = Math.min(page.next, end);
      }
    },
  };
};

const shown = (value: unknown): string => JSON.stringify(maskPersonal(value)) ?? 'null';

/** The first column in which two rows differ, in words. */
const firstDifference = (table: FoldedTable, live: Row | undefined, folded: Row | undefined): string => {
  const key = table.form.primaryKey.map(({ name }) => `${name} ${shown((live ?? folded)?.[name])}`).join(', ');
  if (live === undefined) return `${table.name}, ${key}: the log says a row that is not there`;
  if (folded === undefined) return `${table.name}, ${key}: the log says no such row`;
  const name = table.form.columns.find((column) => !isDeepStrictEqual(live[column.name], folded[column.name]))?.name ?? '';
  return `${table.name}, ${key}: ${name} is ${shown(live[name])}, and ${shown(folded[name])} by the log`;
};

export type Verdict = { projection: string; position: Position; rows: number; differ: number; first?: string };

/**
 * Compares the rows of a projection in service with a fold of the log beside, at one position, while everything runs:
 * the fold goes to where the rows stood, a snapshot of the database says rows and position together, and the fold goes
 * on to there. `undefined`: no generation of this version is in service. `url`: the read models, role motcua_reader.
 */
export const verifyProjection = async (url: string, log: Log, projection: Projection, say: Say): Promise<Verdict | undefined> => {
  const db = new pg.Client({ connectionString: url, types: canonicalTypes, options: '-c timezone=UTC -c datestyle=ISO' });
  await db.connect();
  try {
    const standing = async (): Promise<Position | undefined> => {
      const { rows } = await db.query<{ position: number }>(
        'select position::float8 as position from read.projection_status where name = $1 and version = $2 and serving',
        [projection.name, projection.version],
      );
      return rows[0]?.position;
    };
    const begun = await standing();
    if (begun === undefined) return undefined;
    const beside = await foldBeside(log, projection, say, () => true);
    await beside.upTo(begun);
    await db.query('begin isolation level repeatable read read only');
    const position = await standing();
    if (position === undefined) return undefined;
    await beside.upTo(position);
    const verdict: Verdict = { projection: projection.name, position, rows: 0, differ: 0 };
    const differs = (table: FoldedTable, live: Row | undefined, folded: Row | undefined) => {
      verdict.differ += 1;
      verdict.first ??= firstDifference(table, live, folded);
    };
    for (const table of beside.tables) {
      const expected = beside.rows.get(table.name) ?? new Map<string, Row>();
      const cursor = quoted(`verify_${table.name}`);
      await db.query(`declare ${cursor} cursor for select * from read.${quoted(table.name)}`);
      for (;;) {
        const { rows } = await db.query<Row>(`fetch ${ROWS_AT_ONCE} from ${cursor}`);
        for (const row of rows) {
          const key = keyOf(table, row);
          const folded = expected.get(key);
          expected.delete(key);
          verdict.rows += 1;
          if (!isDeepStrictEqual(row, folded)) differs(table, row, folded);
        }
        if (rows.length < ROWS_AT_ONCE) break;
      }
      await db.query(`close ${cursor}`);
      for (const folded of expected.values()) differs(table, undefined, folded);
    }
    await db.query('commit');
    return verdict;
  } finally {
    await db.end();
  }
};

/** Folds the log up to a moment, and leaves the rows in schema `past` of another database, where no such schema is yet. */
export const leaveRowsOf = async (url: string, log: Log, projections: readonly Projection[], asOf: AsOf, say: Say): Promise<void> => {
  const db = new pg.Client({ connectionString: url, types: canonicalTypes, options: '-c timezone=UTC -c datestyle=ISO' });
  await db.connect();
  try {
    await db.query('begin');
    await db.query('create schema past');
    const end = 'position' in asOf ? asOf.position : await log.end();
    for (const projection of projections) {
      const beside = await foldBeside(log, projection, say, (event) => hadCome(asOf, event));
      await beside.upTo(end);
      let count = 0;
      for (const table of beside.tables) {
        const rows = [...(beside.rows.get(table.name)?.values() ?? [])];
        await db.query(createTable('past', table));
        await tableStatements('past', table).replace(db, [], rows);
        for (const index of createIndexes('past', table)) await db.query(index);
        count += rows.length;
      }
      say(`${projection.name}: ${count} rows left in schema past`);
    }
    await db.query('commit');
  } finally {
    await db.end();
  }
};
