import { z } from 'zod';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type CalendarDay, type CalendarEvent, calendarEvents } from '#events/calendar/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Closure = { unit: string; date: string; from: string | undefined; to: string | undefined; lifted: boolean };
type Published = { status: 'published'; days: ReadonlyMap<string, CalendarDay>; closures: ReadonlyMap<string, Closure> };
export type Calendar = { status: 'absent' } | Published;

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
      const { closureId, unit, date, from, to } = event.data;
      return { ...calendar, closures: new Map(calendar.closures).set(closureId, { unit, date, from, to, lifted: false }) };
    }
    case 'UnitClosureLifted': {
      const closure = calendar.closures.get(event.data.closureId);
      if (closure === undefined) return calendar;
      return { ...calendar, closures: new Map(calendar.closures).set(event.data.closureId, { ...closure, lifted: true }) };
    }
  }
};

export const calendar: Fold<Calendar, CalendarEvent> = { category: calendarEvents.category, initial: { status: 'absent' }, evolve };
export const calendarCommand = commandOn(calendar, { idField: 'year' });

/** A calendar's year; in an address it comes as text. */
export const Year = z.coerce.number<number | string>().int().min(2000).max(2200);

/** The calendar, or the rejection `calendar-not-published`. */
export const published = (state: Calendar, year: number | string): Published => {
  if (state.status === 'absent') throw new Rejection('calendar-not-published', `The calendar of ${year} was not published.`);
  return state;
};

/** Refuses, all at once, days of another year, days named twice, days off that are free anyway and make-up days that are worked anyway. */
export const checkDays = (year: number, days: readonly CalendarDay[], removed: readonly string[] = []): void => {
  const named = [...days.map(({ date }) => date), ...removed];
  const problems = named.flatMap((date, index) => [
    ...(date.startsWith(`${year}-`) ? [] : [{ code: date, detail: `${date} is no day of ${year}.` }]),
    ...(named.indexOf(date) === index ? [] : [{ code: date, detail: `${date} is named twice.` }]),
  ]);
  for (const { date, kind } of days) {
    const weekend = Temporal.PlainDate.from(date).dayOfWeek >= 6;
    if (kind === 'off' && weekend)
      problems.push({ code: date, detail: `${date} is a Saturday or Sunday, which nobody works; name the day off that replaces it.` });
    if (kind === 'make-up' && !weekend)
      problems.push({ code: date, detail: `${date} is a weekday; only a Saturday or Sunday can make up for a day off.` });
  }
  if (problems.length > 0) throw new Rejection('calendar-day-invalid', problems.map(({ detail }) => detail).join(' '), problems);
};
