import type { Kysely } from 'kysely';
import type { CalendarDay } from '#events/calendar/events.ts';
import type { Shift } from '#events/center/events.ts';
import { type AsOf, tablesThen } from '#projections/daemon/history.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { workingCalendar } from './projection.ts';
import { type Calendar, type CalendarRow, type ClosureRow, closureFields } from './view.ts';

type Db = Kysely<{ calendar_years: CalendarRow; unit_closures: ClosureRow }>;

/** The calendars as they were known at a moment, for `findCalendar`; without one, as they are now. */
export const calendarsThen = (db: Db, asOf: AsOf | undefined): Db => tablesThen(db, workingCalendar.tables, asOf);

const closureView = (row: ClosureRow) => closureFields.view(row, { from: row.from_time, to: row.to_time });

/** A year's calendar with the closures of these units, lifted ones included; `undefined` when neither was recorded. */
export const findCalendar = async (db: Db, year: number, units: readonly string[] | 'all'): Promise<Calendar | undefined> => {
  const row = await db.selectFrom('calendar_years').selectAll().where('year', '=', year).executeTakeFirst();
  const query = db
    .selectFrom('unit_closures')
    .selectAll()
    .where(matching<ClosureRow>({ year, unit: among(units) }));
  const closures = (await query.orderBy('date').orderBy('unit').orderBy('closure_id').execute()).map(closureView);
  if (row === undefined && closures.length === 0) return undefined;
  const { published_at: publishedAt = null, ground = null, days = [], amendments = [] } = row ?? {};
  return { year, publishedAt, ground, days, amendments, closures };
};

/** The calendars as they are known now, by year: days off and make-up days by date. */
export const publishedDays = async (db: Db): Promise<Map<number, Map<string, CalendarDay>>> => {
  const rows = await db.selectFrom('calendar_years').select(['year', 'days']).execute();
  return new Map(rows.map(({ year, days }) => [year, new Map(days.map((day) => [day.date, day]))]));
};

/** When the calendar of a year was published, as far as that was up to a position of the log. */
export const calendarPublished = async (db: Db, year: number, position: number): Promise<{ publishedAt: string } | undefined> =>
  db
    .selectFrom('calendar_years')
    .select('published_at as publishedAt')
    .where('year', '=', year)
    .where('published_position', '<=', position)
    .executeTakeFirst();

/** How many of the city's working days follow a day, up to another, included; 0 when that one is not later. */
export type WorkingDays = (after: string, until: string) => number;

/**
 * Counts working days: those of the week, less the days off and with the make-up days of the calendars as they are
 * known now. A year without a calendar has neither. `workWeek`: the weekdays that are worked, 1 = Monday.
 */
export const countWorkingDays = async (db: Db, workWeek: ReadonlySet<number>): Promise<WorkingDays> => {
  const rows = await db.selectFrom('calendar_years').select('days').execute();
  const special = rows.flatMap(({ days }) =>
    days.flatMap(({ date, kind }) => {
      const usual = workWeek.has(Temporal.PlainDate.from(date).dayOfWeek);
      return usual === (kind === 'make-up') ? [] : [{ date, difference: usual ? -1 : 1 }];
    }),
  );
  return (after, until) => {
    if (until <= after) return 0;
    const first = Temporal.PlainDate.from(after);
    const days = first.until(Temporal.PlainDate.from(until)).days;
    const rest = Array.from({ length: days % 7 }, (_, index) => ((first.dayOfWeek + index) % 7) + 1).filter((day) => workWeek.has(day));
    const differences = special.filter(({ date }) => after < date && date <= until).reduce((sum, { difference }) => sum + difference, 0);
    return Math.floor(days / 7) * workWeek.size + rest.length + differences;
  };
};

/** The hours that Centers have set, as the read model of their readiness has them. */
type HoursRow = { unit: string; hours: { effectiveFrom: string; week: Shift[] }[] };
type WorkDb = Kysely<{ calendar_years: CalendarRow; unit_closures: ClosureRow; center_readiness: HoursRow }>;

/** When all units work: published years' days, closures not lifted, and each unit's weeks, in order of first day. */
export const workingTimesOfAll = async (db: WorkDb) => {
  const years = await db.selectFrom('calendar_years').select(['year', 'days']).execute();
  const closures = await db.selectFrom('unit_closures').selectAll().where('lifted_at', 'is', null).execute();
  const centers = await db.selectFrom('center_readiness').select(['unit', 'hours']).execute();
  const weeksOf = (hours: HoursRow['hours']) => {
    // of two weeks for one day the later one counts
    const weeks = new Map(hours.map(({ effectiveFrom, week }) => [effectiveFrom, week]));
    return [...weeks].map(([from, week]) => ({ from, week })).sort((a, b) => (a.from < b.from ? -1 : 1));
  };
  return {
    years,
    closures: closures.map(closureView),
    weeks: new Map(centers.map(({ unit, hours }) => [unit, weeksOf(hours)])),
  };
};
