import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Change, Key, Projection } from './projection.ts';
import { type AnyTable, type Row, type RowForm, rowForm } from './rows.ts';

/** A projection's table, ready to be folded. */
export type FoldedTable = { name: string; table: AnyTable; form: RowForm; types: ReadonlySet<string>; derivedFrom: string | undefined };

/** What a batch leaves to write to one table. `before`: the stored row that one of the rows replaces; none: it is new. */
export type Writes = { table: FoldedTable; upserts: Row[]; before: ReadonlyMap<Row, Row>; deletes: Key[] };

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

/**
 * Folds events in memory: loads the rows of their keys once per table, evolves them in order, and answers what to
 * write. An `evolve` that returns the row it was given changes nothing, and causes no change of derived tables. The
 * result does not depend on how a sequence of events is divided into batches.
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

    // The rows that each item touches, in order.
    const slots = new Map<string, Slot>();
    const visits: { item: number; slot: Slot }[] = [];
    for (let item = 0; item < items.length; item += 1) {
      // `any`: an item is an event or a change, as the table's own functions expect
      for (const key of (table.keys as (item: any) => readonly Key[])(items[item])) {
        const id = form.keyOf(key);
        let slot = slots.get(id);
        if (slot === undefined) {
          slot = { key, before: undefined, row: undefined, lastItem: -1 };
          slots.set(id, slot);
        }
        // An item touches a row once, however often its key is named.
        if (slot.lastItem === item) continue;
        slot.lastItem = item;
        visits.push({ item, slot });
      }
    }
    if (slots.size === 0) continue;

    const touched = Array.from(slots.values(), ({ key }) => key);
    for (const row of table.onlyGrows ? [] : await load(folded, touched)) {
      const slot = slots.get(form.keyOf(form.primaryKey.map((part) => row[part.name] as string)));
      if (slot) slot.before = slot.row = row;
    }
    const changed: Change<Row>[] | undefined = tables.some((other) => other.derivedFrom === name) ? [] : undefined;

    for (const { item, slot } of visits) {
      const { row: before, key } = slot;
      const cause = items[item] as Recorded<AnyEvent> | Change<Row>;
      // `any`: as above
      const evolved = (table.evolve as (row: any, item: any, key: Key) => Row | undefined)(before, cause, key);
      if (evolved === before) continue;
      const after = evolved === undefined ? undefined : form.canonical(evolved, before, key);
      slot.row = after;
      changed?.push({ before, after, event: 'event' in cause ? cause.event : cause });
    }
    if (changed) changes.set(name, changed);
    writes.push(difference(folded, slots.values()));
  }
  return writes;
};

/** A row while a batch is folded: before the batch, and now. */
type Slot = { key: Key; before: Row | undefined; row: Row | undefined; lastItem: number };

const difference = (table: FoldedTable, slots: Iterable<Slot>): Writes => {
  const upserts: Row[] = [];
  const stored = new Map<Row, Row>();
  const deletes: Key[] = [];
  for (const { key, before, row } of slots) {
    if (row !== undefined && row !== before) {
      upserts.push(row);
      if (before !== undefined) stored.set(row, before);
    }
    if (row === undefined && before !== undefined) deletes.push(key);
  }
  return { table, upserts, before: stored, deletes };
};
