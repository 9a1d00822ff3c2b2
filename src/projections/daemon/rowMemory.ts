import type { FoldedTable, Writes } from './fold.ts';
import type { Key } from './projection.ts';
import type { Row } from './rows.ts';

/** Written rows of one table kept: between this many and twice as many, besides rows not yet written. */
export const ROWS_KEPT = { ahead: 3_000, live: 500 };

/** `stored`: the database holds a row of this key, as far as transactions have ended. */
type Known = { key: Key; row: Row | undefined; stored: boolean };
type Rows = Map<string, Known>;

/**
 * The rows of one table as their only writer knows them, ahead of the database. `complete`: the table is empty there,
 * so that a row that is not remembered does not exist.
 */
export const createRowMemory = (table: FoldedTable, complete: boolean, kept = ROWS_KEPT.ahead) => {
  const { form } = table;
  let changed: Rows = new Map();
  let beingWritten: Rows = new Map();
  let recent: Rows = new Map();
  let older: Rows = new Map();

  // The newest map that knows a key counts.
  const find = (id: string) => changed.get(id) ?? beingWritten.get(id) ?? recent.get(id) ?? older.get(id);
  const change = (key: Key, row: Row | undefined) => {
    const id = form.keyOf(key);
    const known = changed.get(id);
    if (known) {
      known.row = row;
      return;
    }
    // A row that is being written is in the database before this change follows.
    const before = beingWritten.get(id);
    changed.set(id, { key, row, stored: before ? before.row !== undefined : ((recent.get(id) ?? older.get(id))?.stored ?? false) });
  };
  const keyOfRow = (row: Row): Key => form.primaryKey.map((part) => row[part.name] as string);
  const forgetOldest = () => {
    if (recent.size < kept) return;
    if (older.size > 0) complete = false;
    older = recent;
    recent = new Map();
  };

  return {
    /** The rows of these keys; `ask` is called for keys that are not remembered. */
    load: async (keys: readonly Key[], ask: (keys: readonly Key[]) => Promise<Row[]>): Promise<Row[]> => {
      const rows: Row[] = [];
      const unknown: Key[] = [];
      for (const key of keys) {
        const known = find(form.keyOf(key));
        if (known === undefined) unknown.push(key);
        else if (known.row !== undefined) rows.push(known.row);
      }
      if (unknown.length === 0 || complete) return rows;
      forgetOldest();
      for (const key of unknown) recent.set(form.keyOf(key), { key, row: undefined, stored: false });
      for (const row of await ask(unknown)) {
        const key = keyOfRow(row);
        recent.set(form.keyOf(key), { key, row, stored: true });
        rows.push(row);
      }
      return rows;
    },
    /** Adds what a fold leaves to write. */
    add: ({ upserts, deletes }: Writes): void => {
      for (const row of upserts) change(keyOfRow(row), row);
      for (const key of deletes) change(key, undefined);
    },
    /**
     * Takes what was added since the last call: rows to write, and the keys to delete before, of rows replaced or gone.
     * To be followed by `written` once it is in the database.
     */
    take: () => {
      const rows: Row[] = [];
      const removed: Key[] = [];
      for (const { key, row, stored } of changed.values()) {
        if (stored) removed.push(key);
        if (row !== undefined) rows.push(row);
      }
      beingWritten = changed;
      changed = new Map();
      return { table, rows, removed };
    },
    written: (): void => {
      forgetOldest();
      // Nobody asks for a row again that never changes.
      if (!table.table.onlyGrows) for (const [id, known] of beingWritten) recent.set(id, { ...known, stored: known.row !== undefined });
      beingWritten = new Map();
    },
  };
};
export type RowMemory = ReturnType<typeof createRowMemory>;
