import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely';

/** Values wanted in some columns of a row; of several ones any does, and undefined asks for nothing. */
type Wanted<R> = { [C in keyof R]?: R[C] | readonly NonNullable<R[C]>[] | undefined };

/** The condition that a row has the values wanted, to narrow a query with. */
export const matching =
  <R>(wanted: Wanted<R>) =>
  // `any`: the query knows its own tables
  (eb: ExpressionBuilder<any, any>) =>
    eb.and(
      Object.entries(wanted).flatMap(([column, value]) => {
        if (value === undefined) return [];
        return Array.isArray(value) ? eb(column, '=', eb.fn.any(eb.val(value))) : eb(column, '=', value);
      }),
    );

/** Parties or units that somebody may ask about, as `matching` wants them. */
export const among = (some: readonly string[] | 'all'): readonly string[] | undefined => (some === 'all' ? undefined : some);

/** Names in a column in the order of Vietnamese dictionaries (a, ă, â, b … d, đ), whatever locale the server has. */
export const inVietnamese = (column: string): RawBuilder<string> => sql<string>`${sql.ref(column)} collate "vi-x-icu"`;

/** Rows that come after a place in that order: its name, and the key that tells rows of one name apart. */
export const afterName = (name: string, key: string, [lastName, lastKey]: readonly [string | number, string]): RawBuilder<boolean> => {
  const last = sql`${String(lastName)} collate "vi-x-icu"`;
  return sql<boolean>`(${inVietnamese(name)} > ${last} or (${inVietnamese(name)} = ${last} and ${sql.ref(key)} > ${lastKey}))`;
};
