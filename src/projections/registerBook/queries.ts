import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type NumberRow, numberFields } from './projection.ts';

type Db = Kysely<{ register_numbers: NumberRow }>;

/** A number that a unit handed out, and why it was not used. */
export const TakenNumber = z.object(numberFields.shape);

/** Numbers that a unit handed out on a day, in order; `after` is the last number seen. */
export const listNumbers = async (db: Db, unit: string, day: string, { limit, after }: { limit: number; after?: number | undefined }) => {
  const rows = await db
    .selectFrom('register_numbers')
    .selectAll()
    .where('unit', '=', unit)
    .where('day', '=', day)
    .where('number', '>', after ?? 0)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => numberFields.view(row, {}));
};
