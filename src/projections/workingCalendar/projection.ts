import type { CalendarDay, CalendarEvent } from '#events/calendar/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type CalendarRow, type ClosureRow, closureFields, yearColumns } from './view.ts';

type YearEvent = Extract<CalendarEvent, { type: 'CalendarPublished' | 'CalendarAmended' }>;
type ClosureEvent = Extract<CalendarEvent, { type: 'UnitClosed' | 'UnitClosureLifted' }>;

const byDate = (days: readonly CalendarDay[]) => days.toSorted((a, b) => (a.date < b.date ? -1 : 1));

const evolveYear = (row: CalendarRow | undefined, event: Recorded<YearEvent>): CalendarRow | undefined => {
  if (event.type === 'CalendarPublished') {
    const { year, days, ground } = event.data;
    return { year, days: byDate(days), ground, published_at: event.occurredAt, published_position: event.position, amendments: [] };
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
  return closureFields.row({ ...event.data, fromTime: event.data.from, toTime: event.data.to, closedAt: event.occurredAt });
};

/** Days off, make-up days and closures of single units, by year. */
export const workingCalendar = defineProjection({
  name: 'working-calendar',
  version: 3,
  tables: withHistory({
    calendar_years: eventTable({
      columns: yearColumns,
      primaryKey: ['year'],
      on: ['CalendarPublished', 'CalendarAmended'],
      keys: (event) => [[event.data.year]],
      evolve: (row, event) => evolveYear(row as CalendarRow | undefined, event),
    }),
    unit_closures: eventTable({
      columns: closureFields.columns,
      primaryKey: ['year', 'closure_id'],
      indexes: [['unit', 'date']],
      on: ['UnitClosed', 'UnitClosureLifted'],
      keys: (event) => [[event.data.year, event.data.closureId]],
      evolve: evolveClosure,
    }),
  }),
});
