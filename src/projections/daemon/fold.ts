import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Change, Key, Projection } from './projection.ts';
import { type AnyTable, type Row, type RowForm, rowForm } from './rows.ts';

/** A projection's table, ready to be folded. */
export type FoldedTable = { name: string; table: AnyTable; form: RowForm; types: ReadonlySet<string>; derivedFrom: string | undefined };

/** What a batch leaves to be written to one table. */
export type Writes = { table: FoldedTable; upserts: Row[]; deletes: Key[] };

/** The tables of a projection in order of folding: a derived table comes after the one it is derived from. */
export const foldedTables = (projection: Projection): FoldedTable[] => {
  const ordered: FoldedTable[] = [];
  let left = Object.entries(projection.tables);
  while (left.length > 0) {
    const ready = left.filter(([, table]) => table.kind === 'events' || ordered.some((earlier) => earlier.name === table.from));
    if (ready.length === 0) throw new Error(`${projection.name}: ${left.map(([name]) => name).join(', ')} derive from no table of it`);
    for (const [name, table] of ready) {
      ordered.push({
        name,
        table,
        form: rowForm(name, table),
        types: new Set(table.kind === 'events' ? table.on : []),
        derivedFrom: table.kind === 'derived' ? table.from : undefined,
      });
    }
    left = left.filter((entry) => !ready.includes(entry));
  }
  return ordered;
};

/** Event types that touch any of the tables. */
export const typesOf = (tables: readonly FoldedTable[]): ReadonlySet<string> => new Set(tables.flatMap((table) => [...table.types]));

/**
 * Folds events in memory: loads the rows of their keys once per table, evolves them in order, and says what to write.
 * An `evolve` that returns the row it was given has changed nothing, and derived tables are not told. The result does not depend on how
 * a sequence of events is cut into batches.
 */
export const foldBatch = async (
  tables: readonly FoldedTable[],
  events: readonly Recorded<AnyEvent>[],
  load: (table: FoldedTable, keys: readonly Key[]) => Promise<Row[]>,
): Promise<Writes[]> => {
  const changes = new Map<string, Change<Row>[]>();
  const writes: Writes[] = [];
  for (const folded of tables) {
    const { name, form, table } = folded;
    const items =
      folded.derivedFrom === undefined ? events.filter((event) => folded.types.has(event.type)) : changes.get(folded.derivedFrom);
    if (!items?.length) continue;

    // `any`: an item is an event or a change, as the table's own functions expect
    const touched = items.map((item) => distinct((table.keys as (item: any) => readonly Key[])(item), form));
    const keys = new Map<string, Key>();
    for (const ofItem of touched) for (const [id, key] of ofItem) keys.set(id, key);
    if (keys.size === 0) continue;

    const loaded = new Map<string, Row>();
    for (const row of await load(folded, [...keys.values()]))
      loaded.set(form.keyOf(form.primaryKey.map((part) => row[part.name] as string)), row);
    const rows = new Map(loaded);
    const changed: Change<Row>[] | undefined = tables.some((other) => other.derivedFrom === name) ? [] : undefined;

    for (const [index, item] of items.entries()) {
      for (const [id, key] of touched[index] ?? []) {
        const before = rows.get(id);
        // `any`: as above
        const evolved = (table.evolve as (row: any, item: any, key: Key) => Row | undefined)(before, item, key);
        if (evolved === before) continue;
        const after = evolved === undefined ? undefined : form.canonical(evolved, before, key);
        if (after === undefined) rows.delete(id);
        else rows.set(id, after);
        changed?.push({ before, after, event: 'event' in item ? (item.event as Recorded<AnyEvent>) : (item as Recorded<AnyEvent>) });
      }
    }
    if (changed) changes.set(name, changed);
    writes.push(difference(folded, keys, loaded, rows));
  }
  return writes;
};

/** An event touches a row once, however often its key is named. */
const distinct = (keys: readonly Key[], form: RowForm): readonly (readonly [string, Key])[] => {
  const only = keys[0];
  if (only !== undefined && keys.length === 1) return [[form.keyOf(only), only]];
  return [...new Map(keys.map((key) => [form.keyOf(key), key]))];
};

const difference = (
  table: FoldedTable,
  keys: ReadonlyMap<string, Key>,
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): Writes => {
  const upserts: Row[] = [];
  const deletes: Key[] = [];
  for (const [id, key] of keys) {
    const row = after.get(id);
    if (row !== undefined && row !== before.get(id)) upserts.push(row);
    if (row === undefined && before.has(id)) deletes.push(key);
  }
  return { table, upserts, deletes };
};
