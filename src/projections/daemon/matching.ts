import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely';
import { VIETNAMESE_COLLATION } from '#domain/text/order.ts';

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

const collated = (value: RawBuilder<unknown>): RawBuilder<string> => sql<string>`${value} collate ${sql.ref(VIETNAMESE_COLLATION)}`;
/** Names in a column as `order by` wants them: as Vietnamese dictionaries order them, whatever locale the server has. */
export const inVietnamese = (column: string): RawBuilder<string> => collated(sql.ref(column));

/** Rows that come after a place in that order: its name, and the key that tells rows of one name apart. */
export const afterName = (column: string, key: string, [lastName, lastKey]: readonly [string | number, string]): RawBuilder<boolean> => {
  const [name, last] = [inVietnamese(column), collated(sql`${String(lastName)}`)];
  return sql<boolean>`(${name} > ${last} or (${name} = ${last} and ${sql.ref(key)} > ${lastKey}))`;
};
