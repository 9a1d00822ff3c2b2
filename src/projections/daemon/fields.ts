import { z } from 'zod';
import type { ColumnType, Value } from './projection.ts';

type Declared = ColumnType | `${ColumnType}?`;

/** One field: how rows store it (not at all if computed on reading) and what answers show of it (nothing if hidden). */
type Field<C extends Declared | undefined = Declared | undefined, S extends z.ZodType | undefined = z.ZodType | undefined, T = unknown> = {
  column: C;
  schema: S;
  /** Never set: carries the type that rows hold. */
  holds?: T;
};

/** A column that answers show, `null` allowed if nullable. `T`: what rows hold, where it differs from what is shown. */
export const shown = <const C extends Declared, S extends z.ZodType, T = z.output<S>>(
  column: C,
  schema: S,
  description?: string,
): Field<C, S, T> => {
  const maybe = column.endsWith('?') ? schema.nullable() : schema;
  return { column, schema: (description === undefined ? maybe : maybe.describe(description)) as unknown as S };
};

/** A column with a sealed personal value; answers show it opened. */
export const sealed = <const C extends Declared, S extends z.ZodType>(column: C, schema: S, description?: string): Field<C, S, unknown> =>
  shown(column, schema, description) as Field<C, S, unknown>;

/** A column that answers do not show. */
export const hidden = <const C extends Declared, T = NonNullable<Value<C>>>(column: C): Field<C, undefined, T> => ({
  column,
  schema: undefined,
});

/** What answers show and no column stores. `T`: what is computed, where personal values in it are still sealed. */
export const computed = <S extends z.ZodType, T = z.output<S>>(schema: S): Field<undefined, S, T> => ({ column: undefined, schema });

type Fields = Record<string, Field>;
/** `dossier_id` as `dossierId`. */
type Camel<K> = K extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : K;
type IsShown<F> = F extends Field<any, z.ZodType, any> ? true : false;
type Held<F> = F extends Field<infer C, any, infer T> ? (C extends `${string}?` ? T | null : T) : never;
type Stored<F extends Fields> = { [K in keyof F as F[K]['column'] extends string ? K : never]: F[K] };

type ColumnsOf<F extends Fields> = { [K in keyof Stored<F>]: Stored<F>[K] extends Field<infer C extends Declared, any, any> ? C : never };
type BlankOf<F extends Fields> = { [K in keyof F as F[K]['column'] extends `${string}?` ? K : never]: null };
type ShapeOf<F extends Fields> = {
  [K in keyof F as IsShown<F[K]> extends true ? Camel<K> & string : never]: F[K] extends Field<infer C, infer S extends z.ZodType, any>
    ? C extends `${string}?`
      ? z.ZodNullable<S>
      : S
    : never;
};
/** The columns of a row that answers show. */
type ShownOf<F extends Fields> = { [K in keyof Stored<F> as IsShown<F[K]> extends true ? K : never]: Held<F[K]> };
type ViewOf<F extends Fields> = { [K in keyof Stored<F> as IsShown<F[K]> extends true ? Camel<K> : never]: Held<F[K]> };
type ComputedOf<F extends Fields> = {
  [K in keyof F as F[K]['column'] extends string ? never : Camel<K>]: F[K] extends Field<any, any, infer T> ? T : never;
};

type NewOf<F extends Fields> = {
  [K in keyof Stored<F> as F[K]['column'] extends `${string}?` ? never : Camel<K>]: Held<F[K]>;
} & { [K in keyof BlankOf<F> as Camel<K>]?: Held<F[K]> | undefined };

/** A row of a table with these fields. */
export type RowOfFields<F extends Fields> = { [K in keyof Stored<F>]: Held<F[K]> };

const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Says the fields of a table once, in their order. From them come the table's `columns`, a `blank` row to spread first
 * (every nullable column null, all of them in the order of the table), a whole `row` from values under names in
 * camelCase (what else is given is left out), the `shape` of what answers show under such names, the columns `shown`
 * there, and the `view` of a row in that shape, to which what is computed is given.
 */
export const defineFields = <const F extends Fields>(fields: F) => {
  const entries = Object.entries(fields);
  const columns = Object.fromEntries(entries.flatMap(([name, { column }]) => (column === undefined ? [] : [[name, column]])));
  const names = Object.keys(columns).map((name) => [name, camel(name)] as const);
  const visible = entries.flatMap(([name, { column, schema }]) =>
    schema === undefined ? [] : [{ name, as: camel(name), column, schema }],
  );
  return {
    columns: columns as ColumnsOf<F>,
    blank: Object.fromEntries(Object.keys(columns).map((name) => [name, null])) as BlankOf<F>,
    row: (values: NewOf<F>): RowOfFields<F> => {
      const row: Record<string, unknown> = {};
      for (const [name, as] of names) row[name] = (values as Record<string, unknown>)[as] ?? null;
      return row as RowOfFields<F>;
    },
    shape: Object.fromEntries(visible.map(({ as, schema }) => [as, schema])) as ShapeOf<F>,
    shown: visible.flatMap(({ name, column }) => (column === undefined ? [] : [name])) as (keyof ShownOf<F> & string)[],
    view: (row: ShownOf<F>, computed: ComputedOf<F>): ViewOf<F> & ComputedOf<F> => {
      const view: Record<string, unknown> = {};
      for (const { name, as, column } of visible)
        view[as] = column === undefined ? (computed as Record<string, unknown>)[as] : (row as Record<string, unknown>)[name];
      return view as ViewOf<F> & ComputedOf<F>;
    },
  };
};

type EmptyOf<S extends z.ZodRawShape> = {
  [K in keyof S as S[K] extends z.ZodNullable | z.ZodArray ? K : never]: S[K] extends z.ZodNullable ? null : never[];
};

/** What an answer of this shape says while nothing is known: null where it may be, lists empty, and nothing else. */
export const emptyOf = <S extends z.ZodRawShape>(shape: S): EmptyOf<S> =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]): [string, unknown][] => {
      if (schema instanceof z.ZodNullable) return [[name, null]];
      return schema instanceof z.ZodArray ? [[name, []]] : [];
    }),
  ) as EmptyOf<S>;
