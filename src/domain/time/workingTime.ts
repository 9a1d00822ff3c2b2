import { Rejection } from '#domain/rejections.ts';
import type { CalendarDay } from '#events/calendar/events.ts';
import type { Shift } from '#events/center/events.ts';
import { ZONE } from './localDay.ts';

/** A day on which, or on part of which, a unit is closed although it would work. Without hours: the whole day. */
export type Closure = { date: string; from?: string | undefined; to?: string | undefined; ground: string };

/** Everything that decides when a unit works. */
export type WorkingTime = {
  /** Weeks the unit has set, in order of their first day. */
  weeks: readonly { from: string; week: readonly Shift[] }[];
  /** The week of a unit that has set none for a day. */
  defaultWeek: readonly Shift[];
  /** Published calendars by year: days off and make-up days by date. */
  calendars: ReadonlyMap<number, ReadonlyMap<string, CalendarDay>>;
  closures: readonly Closure[];
};

/** A stretch of working time, in minutes of the day. */
type Span = { from: number; to: number };

/** A time of the wall clock in whole minutes, as the receipt slip shows it. */
export type Moment = { date: Temporal.PlainDate; minute: number };

/** One day of a unit: when it works, and what makes the day unlike others. */
export type Day = {
  date: Temporal.PlainDate;
  spans: readonly Span[];
  usesDefaultWeek: boolean;
  weeklyDayOff: boolean;
  calendarDay: CalendarDay | undefined;
  closures: readonly Closure[];
};

/** The local minute in which an instant lies. Seconds are dropped: what the slip shows is what counts. */
export const momentOf = (instant: string): Moment => {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  return { date: local.toPlainDate(), minute: local.hour * 60 + local.minute };
};

/** The UTC instant of a local minute. */
export const instantOf = ({ date, minute }: Moment): string =>
  date
    .toZonedDateTime({ timeZone: ZONE, plainTime: new Temporal.PlainTime(Math.floor(minute / 60), minute % 60) })
    .toInstant()
    .toString({ smallestUnit: 'millisecond' });

export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const MIDNIGHT = 24 * 60;

const spansOf = (week: readonly Shift[], weekday: number): Span[] =>
  week
    .filter(({ day }) => day === weekday)
    .map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }))
    .sort((a, b) => a.from - b.from);

const length = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** A make-up day stands in for a weekday off, so it is worked like the fullest weekday of the week. */
const makeUpSpans = (week: readonly Shift[]): Span[] =>
  [1, 2, 3, 4, 5].map((weekday) => spansOf(week, weekday)).reduce((fullest, spans) => (length(spans) > length(fullest) ? spans : fullest));

const without = (spans: readonly Span[], { from, to }: Closure): Span[] => {
  const shut = { from: from === undefined ? 0 : minuteOf(from), to: to === undefined ? MIDNIGHT : minuteOf(to) };
  return spans
    .flatMap((span) => [
      { from: span.from, to: Math.min(span.to, shut.from) },
      { from: Math.max(span.from, shut.to), to: span.to },
    ])
    .filter((span) => span.from < span.to);
};

/** How a unit works on a day. Throws `calendar-not-published` when nobody has said which days of that year are off. */
export const dayOf = (time: WorkingTime, date: Temporal.PlainDate): Day => {
  const calendar = time.calendars.get(date.year);
  if (calendar === undefined) throw new Rejection('calendar-not-published', `The calendar of ${date.year} has not been published.`);
  const key = date.toString();
  const own = time.weeks.findLast(({ from }) => from <= key);
  const week = own?.week ?? time.defaultWeek;
  const calendarDay = calendar.get(key);
  const ordinary = spansOf(week, date.dayOfWeek);
  const planned = calendarDay === undefined ? ordinary : calendarDay.kind === 'off' ? [] : makeUpSpans(week);
  const closures = planned.length === 0 ? [] : time.closures.filter((closure) => closure.date === key);
  return {
    date,
    spans: closures.reduce<readonly Span[]>(without, planned),
    usesDefaultWeek: own === undefined,
    weeklyDayOff: ordinary.length === 0 && calendarDay === undefined,
    calendarDay,
    closures,
  };
};

/** The days from one to another, both included. */
export function* daysBetween(time: WorkingTime, first: Temporal.PlainDate, last: Temporal.PlainDate): Generator<Day> {
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) yield dayOf(time, date);
}

/** Working time from a moment on, for ever: it ends only with the last published calendar, by rejection. */
function* spansFrom(time: WorkingTime, { date: first, minute }: Moment): Generator<Span & { date: Temporal.PlainDate }> {
  for (let date = first; ; date = date.add({ days: 1 })) {
    const earliest = date.equals(first) ? minute : 0;
    for (const { from, to } of dayOf(time, date).spans) if (to > earliest) yield { date, from: Math.max(from, earliest), to };
  }
}

/** Whether a unit works at an instant, from the first to the last minute of its hours. Throws `calendar-not-published`. */
export const isWorkedAt = (time: WorkingTime, instant: string): boolean => {
  const { date, minute } = momentOf(instant);
  return dayOf(time, date).spans.some(({ from, to }) => from <= minute && minute <= to);
};

/** The moment itself when the unit is open then, otherwise its next opening. */
export const openFrom = (time: WorkingTime, moment: Moment): Moment => {
  for (const { date, from } of spansFrom(time, moment)) return { date, minute: from };
  return moment;
};

/** End of the hours of the first day not before `date` on which the unit works. */
export const endOfHours = (time: WorkingTime, date: Temporal.PlainDate): Moment => {
  const opening = openFrom(time, { date, minute: 0 });
  return { date: opening.date, minute: dayOf(time, opening.date).spans.at(-1)?.to ?? opening.minute };
};

/**
 * The moment when `minutes` of working time have passed since a moment. Exactly at closing time it stays there and does
 * not jump to the next opening; nothing added leaves the moment as it is.
 */
export const addWorkingTime = (time: WorkingTime, start: Moment, minutes: number): Moment => {
  if (minutes === 0) return start;
  let left = minutes;
  for (const { date, from, to } of spansFrom(time, start)) {
    if (left <= to - from) return { date, minute: from + left };
    left -= to - from;
  }
  return start;
};

/**
 * The moment after which `minutes` of working time pass until a moment. Exactly at an opening it stays there and does
 * not go back to the closing before; nothing taken leaves the moment as it is.
 */
export const subtractWorkingTime = (time: WorkingTime, end: Moment, minutes: number): Moment => {
  if (minutes === 0) return end;
  let left = minutes;
  for (let date = end.date; ; date = date.add({ days: -1 })) {
    const latest = date.equals(end.date) ? end.minute : MIDNIGHT;
    for (const span of dayOf(time, date).spans.toReversed()) {
      const to = Math.min(span.to, latest);
      if (to <= span.from) continue;
      if (left <= to - span.from) return { date, minute: to - left };
      left -= to - span.from;
    }
  }
};

/** Minutes of working time between two moments; 0 when they are in the wrong order. */
export const workingMinutesBetween = (time: WorkingTime, start: Moment, end: Moment): number => {
  let sum = 0;
  for (const { date, spans } of daysBetween(time, start.date, end.date)) {
    const earliest = date.equals(start.date) ? start.minute : 0;
    const latest = date.equals(end.date) ? end.minute : MIDNIGHT;
    for (const { from, to } of spans) sum += Math.max(0, Math.min(to, latest) - Math.max(from, earliest));
  }
  return sum;
};

/** When all units work, as a read model has it. */
export type KnownTimes = {
  years: readonly { year: number; days: readonly CalendarDay[] }[];
  closures: readonly { unit: string; date: string; from: string | null; to: string | null; ground: string }[];
  weeks: ReadonlyMap<string, WorkingTime['weeks']>;
};

/** The working time of each unit. */
export const workingTimesFrom = (
  { years, closures, weeks }: KnownTimes,
  defaultWeek: WorkingTime['defaultWeek'],
): ((unit: string) => WorkingTime) => {
  const calendars = new Map(years.map(({ year, days }) => [year, new Map(days.map((day) => [day.date, day]))]));
  const closuresOf = Map.groupBy(closures, ({ unit }) => unit);
  const closureOf = ({ date, from, to, ground }: KnownTimes['closures'][number]): Closure => {
    return { date, ground, from: from ?? undefined, to: to ?? undefined };
  };
  return (unit) => ({ weeks: weeks.get(unit) ?? [], defaultWeek, calendars, closures: (closuresOf.get(unit) ?? []).map(closureOf) });
};
