import type { CalendarDay, CalendarEvent } from '#events/calendar/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';
import type { Amendment } from './view.ts';

const yearColumns = {
  year: 'integer',
  /** Days off and make-up days in force, by date. */
  days: 'jsonb',
  ground: 'text',
  published_at: 'timestamptz',
  /** `{ at, set, removed, ground }`, oldest first. */
  amendments: 'jsonb',
} as const satisfies Columns;

const closureColumns = {
  year: 'integer',
  closure_id: 'text',
  unit: 'text',
  date: 'date',
  /** Local time of day; null: from opening. */
  from_time: 'text?',
  /** Local time of day; null: until closing. */
  to_time: 'text?',
  ground: 'text',
  closed_at: 'timestamptz',
  lifted_at: 'timestamptz?',
  lift_ground: 'text?',
} as const satisfies Columns;

export type CalendarRow = Omit<RowOf<typeof yearColumns>, 'days' | 'amendments'> & { days: CalendarDay[]; amendments: Amendment[] };
export type ClosureRow = RowOf<typeof closureColumns>;

type YearEvent = Extract<CalendarEvent, { type: 'CalendarPublished' | 'CalendarAmended' }>;
type ClosureEvent = Extract<CalendarEvent, { type: 'UnitClosed' | 'UnitClosureLifted' }>;

const byDate = (days: readonly CalendarDay[]) => days.toSorted((a, b) => (a.date < b.date ? -1 : 1));

const evolveYear = (row: CalendarRow | undefined, event: Recorded<YearEvent>): CalendarRow | undefined => {
  if (event.type === 'CalendarPublished') {
    const { year, days, ground } = event.data;
    return { year, days: byDate(days), ground, published_at: event.occurredAt, amendments: [] };
  }
  if (row === undefined) return undefined;
  const { set, removed, ground } = event.data;
  const replaced = new Set([...removed, ...set.map(({ date }) => date)]);
  return {
    ...row,
    days: byDate([...row.days.filter(({ date }) => !replaced.has(date)), ...set]),
    amendments: [...row.amendments, { at: event.occurredAt, set, removed, ground }],
  };
};

const evolveClosure = (row: ClosureRow | undefined, event: Recorded<ClosureEvent>): ClosureRow | undefined => {
  if (event.type === 'UnitClosureLifted') return row && { ...row, lifted_at: event.occurredAt, lift_ground: event.data.ground };
  const { year, closureId, unit, date, from = null, to = null, ground } = event.data;
  return {
    year,
    closure_id: closureId,
    unit,
    date,
    from_time: from,
    to_time: to,
    ground,
    closed_at: event.occurredAt,
    lifted_at: null,
    lift_ground: null,
  };
};

/** Days off, make-up days and closures of single units, by year. */
export const workingCalendar = defineProjection({
  name: 'working-calendar',
  version: 1,
  tables: {
    calendar_years: eventTable({
      columns: yearColumns,
      primaryKey: ['year'],
      on: ['CalendarPublished', 'CalendarAmended'],
      keys: (event) => [[event.data.year]],
      evolve: (row, event) => evolveYear(row as CalendarRow | undefined, event),
    }),
    unit_closures: eventTable({
      columns: closureColumns,
      primaryKey: ['year', 'closure_id'],
      indexes: [['unit', 'date']],
      on: ['UnitClosed', 'UnitClosureLifted'],
      keys: (event) => [[event.data.year, event.data.closureId]],
      evolve: evolveClosure,
    }),
  },
});
