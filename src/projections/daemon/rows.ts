import { isPlainName } from '#events/store/storable.ts';
import { RowRefused } from './failure.ts';
import type { ColumnType, DerivedTable, EventTable, Key } from './projection.ts';

export type Row = Record<string, unknown>;
// `any`: tables of a projection have different columns
export type AnyTable = EventTable<any> | DerivedTable<any, any>;

/** A table's rows in one canonical form, so that a row just folded and the same row loaded are equal. */
export type RowForm = {
  columns: readonly { name: string; type: ColumnType; nullable: boolean }[];
  primaryKey: readonly { name: string; type: ColumnType }[];
  /** Identifies a key in memory. */
  keyOf: (key: Key) => string;
  /** The canonical form of an evolved row; `before`, canonical too, saves work. Throws `RowRefused`. */
  canonical: (row: Row, before: Row | undefined, key: Key) => Row;
};

const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const day = /^\d{4}-\d\d-\d\d$/;

const ascii = /^[\0-\x7f]*$/;

/** The order of jsonb for keys of an object: by length in bytes, then by bytes. */
const inJsonbOrder = (a: string, b: string): number => {
  if (ascii.test(a) && ascii.test(b)) return a.length - b.length || (a < b ? -1 : 1);
  return Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
};

/** Whether keys equal those of a canonical value, so that they need no check. */
const equalKeys = (keys: readonly string[], canonical: readonly string[]): boolean => {
  for (let i = 0; i < keys.length; i += 1) if (keys[i] !== canonical[i]) return false;
  return true;
};

/** Orders of keys found before, by the keys as they came: objects have few shapes, and comparing names costs much. */
const orders = new Map<string, readonly string[]>();
const ORDERS_KEPT = 5_000;

/** The keys of an object in jsonb's order; the same list when they are in order. Throws `RowRefused`. */
const inOrder = (keys: readonly string[]): readonly string[] => {
  // NUL separates safely: no plain name holds it, and a list with one that does has too many for its length.
  const shape = `${keys.length}\0${keys.join('\0')}`;
  let ordered = orders.get(shape);
  if (ordered === undefined) {
    if (!keys.every(isPlainName)) throw new RowRefused('a property name in a jsonb value needs an escape in JSON');
    ordered = keys.toSorted(inJsonbOrder);
    if (orders.size === ORDERS_KEPT) orders.clear();
    orders.set(shape, ordered);
  }
  return equalKeys(keys, ordered) ? keys : ordered;
};

/**
 * A JSON value as jsonb gives it back: keys in jsonb's order, nothing undefined, no negative zero. Answers the same
 * value when it is canonical. Parts shared with `before`, the canonical value until now, are not checked again.
 */
export const canonicalJson = (value: unknown, before?: unknown): unknown => {
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const earlier: readonly unknown[] = Array.isArray(before) ? before : [];
    let list: unknown[] = value;
    for (let i = 0; i < value.length; i += 1) {
      const item: unknown = value[i];
      if (item !== undefined && item === earlier[i] && typeof item === 'object') continue;
      const form = item === undefined ? null : canonicalJson(item, earlier[i]);
      if (Object.is(form, item)) continue;
      if (list === value) list = [...value];
      list[i] = form;
    }
    return list;
  }
  const earlier = typeof before === 'object' && before !== null ? (before as Row) : {};
  const keys = Object.keys(value);
  let result = value as Row;
  if (!equalKeys(keys, Object.keys(earlier))) {
    const ordered = inOrder(keys);
    if (ordered !== keys) {
      result = {};
      for (const key of ordered) result[key] = (value as Row)[key];
    }
  }
  for (const key of keys) {
    const item = result[key];
    if (typeof item === 'object' && item === earlier[key]) continue;
    const form = canonicalJson(item, earlier[key]);
    if (Object.is(form, item) && item !== undefined) continue;
    if (result === value) result = { ...result };
    if (form === undefined) delete result[key];
    else result[key] = form;
  }
  return result;
};

/** A value in canonical form, or `undefined` when the type does not hold it. */
const forms: Record<ColumnType, (value: unknown, before: unknown) => unknown> = {
  // PostgreSQL refuses NUL in text. It is refused here already, since a row may change again before it is written.
  text: (value) => (typeof value === 'string' && !value.includes('\0') ? value : undefined),
  integer: (value) => (Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647 ? (value as number) + 0 : undefined),
  bigint: (value) => (Number.isSafeInteger(value) ? (value as number) + 0 : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  jsonb: canonicalJson,
  timestamptz: (value) => {
    if (typeof value !== 'string') return undefined;
    if (milliseconds.test(value)) return value;
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
  },
  date: (value) => (typeof value === 'string' && day.test(value) ? value : undefined),
  'double precision': (value) => (Number.isFinite(value) ? (value as number) + 0 : undefined),
  'text[]': (value) => (Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined),
};

/** Prepares the canonical form of a table's rows. */
export const rowForm = (name: string, table: AnyTable): RowForm => {
  const columns = Object.entries(table.columns as Record<string, string>).map(([column, declared]) => ({
    name: column,
    type: (declared.endsWith('?') ? declared.slice(0, -1) : declared) as ColumnType,
    nullable: declared.endsWith('?'),
  }));
  const canonicalValue = (column: RowForm['columns'][number], value: unknown, before: unknown): unknown => {
    if (value === undefined || value === null) {
      if (!column.nullable) throw new RowRefused(`${name}.${column.name} is missing`);
      return null;
    }
    const form = forms[column.type](value, before);
    if (form === undefined) throw new RowRefused(`${name}.${column.name} does not hold a ${column.type}`);
    return form;
  };
  const isInOrderOfColumns = (row: Row): boolean => {
    let count = 0;
    for (const column in row) {
      if (column !== columns[count]?.name) return false;
      count += 1;
    }
    return count === columns.length;
  };
  const typeOf = new Map(columns.map((column) => [column.name, column.type]));
  const primaryKey = table.primaryKey.map((column) => ({ name: column, type: typeOf.get(column) ?? 'text' }));
  return {
    columns,
    primaryKey,
    keyOf: (key) => {
      if (key.length !== primaryKey.length) throw new RowRefused(`${name}: a key has ${key.length} parts instead of ${primaryKey.length}`);
      // NUL separates safely: no text in PostgreSQL holds it.
      return key.length === 1 ? String(key[0]) : key.join('\0');
    },
    canonical: (row, before, key) => {
      // Most rows are canonical, most of their values unchanged. Comparing values by index is far faster than by name.
      let result = isInOrderOfColumns(row) ? row : Object.fromEntries(columns.map((column) => [column.name, row[column.name]]));
      const values = Object.values(result);
      const earlier = before === undefined ? [] : Object.values(before);
      for (let i = 0; i < columns.length; i += 1) {
        const value = values[i];
        if (value === earlier[i] && value !== undefined) continue;
        const column = columns[i] as RowForm['columns'][number];
        const form = canonicalValue(column, value, earlier[i]);
        if (form === value && !Object.is(value, -0)) continue;
        if (result === row) result = { ...row };
        result[column.name] = form;
      }
      for (const [index, part] of primaryKey.entries()) {
        if (result[part.name] !== key[index]) throw new RowRefused(`${name}.${part.name} differs from the key of the row`);
      }
      return result;
    },
  };
};
