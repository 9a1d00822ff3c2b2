import { type CalendarDay, type CalendarEvent, calendarEvents } from '#events/calendar/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Closure } from './workingTime.ts';

export type PublishedCalendar = {
  status: 'published';
  days: ReadonlyMap<string, CalendarDay>;
  closures: ReadonlyMap<string, Closure & { unit: string /** On which ground. */; lifted?: string }>;
};
export type Calendar = { status: 'absent' } | PublishedCalendar;

const evolve = (calendar: Calendar, event: Recorded<CalendarEvent>): Calendar => {
  if (event.type === 'CalendarPublished')
    return { status: 'published', days: new Map(event.data.days.map((day) => [day.date, day])), closures: new Map() };
  if (calendar.status === 'absent') return calendar;
  switch (event.type) {
    case 'CalendarAmended': {
      const days = new Map(calendar.days);
      for (const date of event.data.removed) days.delete(date);
      for (const day of event.data.set) days.set(day.date, day);
      return { ...calendar, days };
    }
    case 'UnitClosed': {
      const { closureId, unit, date, from, to, ground } = event.data;
      return { ...calendar, closures: new Map(calendar.closures).set(closureId, { unit, date, from, to, ground }) };
    }
    case 'UnitClosureLifted': {
      const { closureId, ground } = event.data;
      const closure = calendar.closures.get(closureId);
      if (closure === undefined) return calendar;
      return { ...calendar, closures: new Map(calendar.closures).set(closureId, { ...closure, lifted: ground }) };
    }
  }
};

/** The last day of the calendars that follow each other from a day's year on; before that year where it has none. */
export const endOfCalendars = (published: ReadonlySet<number>, today: string): string | undefined => {
  if (published.size === 0) return undefined;
  let year = Number(today.slice(0, 4));
  while (published.has(year)) year += 1;
  return `${year - 1}-12-31`;
};

/** A year's days off and make-up days, and the closures of single units. */
export const calendar = { category: calendarEvents.category, initial: { status: 'absent' } as Calendar, evolve };
