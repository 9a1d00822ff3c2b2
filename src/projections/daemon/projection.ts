import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';

/** Column types of read models, and their values in memory: a row is plain JSON. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'boolean' | 'jsonb' | 'timestamptz' | 'date' | 'double precision' | 'text[]';
type InMemory = {
  text: string;
  integer: number;
  bigint: number;
  boolean: boolean;
  jsonb: unknown;
  /** UTC instant with milliseconds and Z. */
  timestamptz: string;
  /** YYYY-MM-DD. */
  date: string;
  'double precision': number;
  'text[]': string[];
};

/** Columns of a table; a trailing `?` makes a column nullable. */
export type Columns = Record<string, ColumnType | `${ColumnType}?`>;
/** What a column holds in memory. */
export type Value<C> = C extends `${infer T extends ColumnType}?` ? InMemory[T] | null : C extends ColumnType ? InMemory[C] : never;
/** A row of such a table. Every column is present; nullable ones may be null. */
export type RowOf<C extends Columns> = { [K in keyof C]: Value<C[K]> };

type Shape<C extends Columns> = {
  columns: C;
  /** Columns of the primary key, in order. */
  primaryKey: readonly (keyof C & string)[];
  /** Further indexes: lists of columns (a column may be followed by ` desc`), or raw SQL from `using` on. */
  indexes?: readonly (readonly string[])[];
  /** Each key is that of one event alone: a row is written once, is never changed, and is not looked for before. */
  onlyGrows?: boolean;
};

/** Values of the primary key, in its order. */
export type Key = readonly (string | number)[];

/** How rows follow from events or changes. Both functions are pure. */
type Evolution<C extends Columns, Item> = {
  /** Rows an item touches. */
  keys: (item: Item) => readonly Key[];
  /** The row after an item; `undefined` for "no row". */
  evolve: (row: RowOf<C> | undefined, item: Item, key: Key) => RowOf<C> | undefined;
};

/** A table folded from events of the types `on`. */
export type EventTable<C extends Columns> = Shape<C> &
  Evolution<C, Recorded<AnyEvent>> & { kind: 'events'; on: readonly AnyEvent['type'][] };

/** One row of another table, before and after one event. */
export type Change<R> = { before: R | undefined; after: R | undefined; event: Recorded<AnyEvent> };

/** A table folded from the changes of another table of the same projection, such as counts of its rows. */
export type DerivedTable<C extends Columns, R = unknown> = Shape<C> & Evolution<C, Change<R>> & { kind: 'derived'; from: string };

/** A read model: the answer to one question. Its name is for ever; raise `version` when the fold gives other rows. */
export type Projection = {
  /** kebab-case. */
  name: string;
  version: number;
  // `any`: each table has its own columns
  tables: Record<string, EventTable<any> | DerivedTable<any, any>>;
};

/** Declares a table folded from events of the given types. Table names are snake_case and unique in the system. */
export const eventTable = <const C extends Columns, const T extends AnyEvent['type']>(
  table: Shape<C> & Evolution<C, Recorded<Extract<AnyEvent, { type: T }>>> & { on: readonly T[] },
): EventTable<C> => ({ kind: 'events', ...table }) as unknown as EventTable<C>;

/** Declares a table folded from another table's changes. */
export const derivedTable = <R, const C extends Columns>(
  table: Shape<C> & Evolution<C, Change<R>> & { from: string },
): DerivedTable<C, R> => ({ kind: 'derived', ...table });

export const defineProjection = (projection: Projection): Projection => projection;
