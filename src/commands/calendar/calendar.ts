import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { commandOn } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type Calendar, calendar, type PublishedCalendar } from '#domain/time/calendar.ts';
import { type CalendarDay, calendarEvents } from '#events/calendar/events.ts';

const calendarCommand = commandOn(calendar, { idField: 'year' });

/** A calendar's year; in an address it comes as text. */
const Year = z.coerce.number<number | string>().int().min(2000).max(2200);

/** The calendar, or the rejection `calendar-not-published`. */
const published = (state: Calendar, year: number | string): PublishedCalendar => {
  if (state.status === 'absent') throw new Rejection('calendar-not-published', `The calendar of ${year} was not published.`);
  return state;
};

/** Refuses, all at once, days of another year or named twice, and make-up days that are worked anyway. */
const checkDays = (year: number, days: readonly CalendarDay[], removed: readonly string[] = []): void => {
  const named = [...days.map(({ date }) => date), ...removed];
  const problems = named.flatMap((date, index) => [
    ...(date.startsWith(`${year}-`) ? [] : [{ code: date, detail: `${date} is no day of ${year}.` }]),
    ...(named.indexOf(date) === index ? [] : [{ code: date, detail: `${date} is named twice.` }]),
  ]);
  for (const { date, kind } of days) {
    const weekend = Temporal.PlainDate.from(date).dayOfWeek >= 6;
    if (kind === 'make-up' && !weekend)
      problems.push({ code: date, detail: `${date} is a weekday; only a Saturday or Sunday can make up for a day off.` });
  }
  if (problems.length > 0) throw new Rejection('calendar-day-invalid', problems.map(({ detail }) => detail).join(' '), problems);
};

export const publishCalendar = calendarCommand({
  name: 'PublishCalendar',
  summary: 'Publishes a year’s days off and make-up days.',
  input: calendarEvents.schemas.CalendarPublished.extend({ year: Year }),
  creates: true,
  unit: () => undefined,
  decide: (state, { year, days, ground }) => {
    if (state.status !== 'absent') throw new Rejection('calendar-already-published', `The calendar of ${year} was published; amend it.`);
    checkDays(year, days);
    return [{ type: 'CalendarPublished', data: { year, days, ground } }];
  },
});

export const amendCalendar = calendarCommand({
  name: 'AmendCalendar',
  summary: 'Sets or removes days of a published calendar; appointed times stay as they are.',
  input: calendarEvents.schemas.CalendarAmended.extend({ year: Year }),
  unit: () => undefined,
  decide: (state, { year, set, removed, ground }) => {
    const { days } = published(state, year);
    checkDays(year, set, removed);
    const changes = set.some((day) => !isDeepStrictEqual(days.get(day.date), day)) || removed.some((date) => days.has(date));
    return changes ? [{ type: 'CalendarAmended', data: { year, set, removed, ground } }] : [];
  },
});

export const closeUnit = calendarCommand({
  name: 'CloseUnit',
  summary: 'Closes one unit for a day, or for part of it (flood, outage).',
  input: calendarEvents.schemas.UnitClosed.omit({ closureId: true }).extend({ year: Year.optional() }),
  id: ({ date }) => date.slice(0, 4),
  unit: ({ unit }) => unit,
  decide: (state, { year, unit, date, from, to, ground }, { id, newId, settings }) => {
    if (year !== undefined && String(year) !== id) throw new Rejection('calendar-day-invalid', `${date} is no day of ${year}.`);
    const { closures } = published(state, id);
    if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
    if (from !== undefined && to !== undefined && from >= to)
      throw new Rejection('working-hours-invalid', `The closure ends at ${to}, not after it begins at ${from}.`);
    const already = [...closures.values()].some(
      ({ lifted, ...closure }) =>
        lifted === undefined && closure.unit === unit && closure.date === date && closure.from === from && closure.to === to,
    );
    if (already) return [];
    return [{ type: 'UnitClosed', data: { year: Number(id), unit, closureId: newId('closure'), date, from, to, ground } }];
  },
});

export const liftUnitClosure = calendarCommand({
  name: 'LiftUnitClosure',
  summary: 'Lifts the closure of one unit.',
  input: calendarEvents.schemas.UnitClosureLifted.omit({ unit: true }).extend({ year: Year }),
  unit: ({ closureId }, state) => (state.status === 'absent' ? undefined : state.closures.get(closureId)?.unit),
  decide: (state, { year, closureId, ground }) => {
    const closure = published(state, year).closures.get(closureId);
    if (closure === undefined) throw new Rejection('closure-not-found', `The calendar of ${year} has no closure ${closureId}.`);
    if (closure.lifted === ground) return [];
    if (closure.lifted !== undefined)
      throw new Rejection('closure-lifted', `Closure ${closureId} was lifted before, on another ground: ${closure.lifted}`);
    return [{ type: 'UnitClosureLifted', data: { year, unit: closure.unit, closureId, ground } }];
  },
});

/** Days off of a year, and closures of single units. */
export const calendarCommands = [publishCalendar, amendCalendar, closeUnit, liftUnitClosure];
