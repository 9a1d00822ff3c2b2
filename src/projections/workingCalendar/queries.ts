import type { Kysely } from 'kysely';
import type { CalendarRow, ClosureRow } from './projection.ts';

type Db = Kysely<{ calendar_years: CalendarRow; unit_closures: ClosureRow }>;

const closureView = (row: ClosureRow) => ({
  closureId: row.closure_id,
  unit: row.unit,
  date: row.date,
  from: row.from_time,
  to: row.to_time,
  ground: row.ground,
  closedAt: row.closed_at,
  liftedAt: row.lifted_at,
  liftGround: row.lift_ground,
});

/** A year's calendar with the closures of these units, lifted ones included; `undefined` when neither was recorded. */
export const findCalendar = async (db: Db, year: number, units: readonly string[] | 'all') => {
  const row = await db.selectFrom('calendar_years').selectAll().where('year', '=', year).executeTakeFirst();
  let query = db.selectFrom('unit_closures').selectAll().where('year', '=', year);
  if (units !== 'all') query = query.where('unit', '=', (eb) => eb.fn.any(eb.val([...units])));
  const closures = (await query.orderBy('date').orderBy('unit').orderBy('closure_id').execute()).map(closureView);
  if (row === undefined && closures.length === 0) return undefined;
  return {
    year,
    publishedAt: row?.published_at ?? null,
    ground: row?.ground ?? null,
    days: row?.days ?? [],
    amendments: row?.amendments ?? [],
    closures,
  };
};
