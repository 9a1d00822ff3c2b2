import { sql } from 'kysely';
import { z } from 'zod';
import { VIETNAMESE_COLLATION } from '#domain/text/order.ts';
import type { CursorKey } from './paging.ts';
import type { QueryTools } from './query.ts';

/** `?order=` of a list whose items are of units. */
export const UnitOrder = z
  .enum(['unit', 'name'])
  .optional()
  .describe('name: by the name of the unit, as a Vietnamese dictionary orders it; unit, its code, when absent.');

/** An item with its place in the order that was asked for. */
export type Placed<T> = { place: number; item: T };

/** Items in the order asked for: by the names of their units, as the database orders them, or all at one place. */
export const inUnitOrder = async <T>(
  { db, settings }: Pick<QueryTools, 'db' | 'settings'>,
  order: z.infer<typeof UnitOrder>,
  items: readonly T[],
  unitOf: (item: T) => string,
): Promise<Placed<T>[]> => {
  if (order !== 'name') return items.map((item) => ({ place: 0, item }));
  const codes = settings.units.map(({ code }) => code);
  const names = settings.units.map(({ name }) => name);
  const inOrder = await sql<{ code: string }>`
    select code from unnest(${codes}::text[], ${names}::text[]) as units (code, name)
    order by name collate ${sql.ref(VIETNAMESE_COLLATION)}, code`.execute(db);
  const places = new Map(inOrder.rows.map(({ code }, place) => [code, place]));
  return items.map((item) => ({ place: places.get(unitOf(item)) ?? places.size, item })).toSorted((a, b) => a.place - b.place);
};

/** As `sortedBy`, of a list whose items `inUnitOrder` gave a place: by place, then by these fields. */
export const sortedByPlace = <A extends z.ZodObject, F extends keyof z.input<A> & string>(answer: A, ...fields: F[]) => ({
  answer,
  key: z.tuple([z.int(), ...(fields.map((field) => answer.shape[field]) as z.ZodType<string | number>[])]) as z.ZodType<CursorKey>,
  keyOf: ({ place, item }: Placed<z.input<A>>) => [place, ...fields.map((field) => item[field])] as CursorKey,
  whole: 'ascending' as const,
  present: async (_: unknown, found: readonly Placed<z.input<A>>[]) => found.map(({ item }) => item),
});
