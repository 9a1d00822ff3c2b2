import type { Kysely } from 'kysely';
import type { NumberRow } from './projection.ts';

type Db = Kysely<{ register_numbers: NumberRow }>;

const view = (row: NumberRow) => ({
  number: row.number,
  code: row.code,
  dossierId: row.dossier_id,
  takenAt: row.taken_at,
  unusedAt: row.unused_at,
  unusedReason: row.unused_reason,
});
export type NumberView = ReturnType<typeof view>;

/** Numbers that a unit handed out on a day, in order; `after` is the last number seen. */
export const listNumbers = async (
  db: Db,
  unit: string,
  day: string,
  { limit, after }: { limit: number; after?: number | undefined },
): Promise<NumberView[]> => {
  const rows = await db
    .selectFrom('register_numbers')
    .selectAll()
    .where('unit', '=', unit)
    .where('day', '=', day)
    .where('number', '>', after ?? 0)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(view);
};
