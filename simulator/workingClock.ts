import type { Settings } from '#domain/settings.ts';
import type { CalendarDay } from '#events/calendar/events.ts';

const MINUTE = 60_000;
/** Asia/Ho_Chi_Minh has kept UTC+7 without summer time since 1975. */
const OFFSET = 7 * 60 * MINUTE;
const DAY = 24 * 60 * MINUTE;

/** Milliseconds since 1970 (UTC) of a local day and time of day. */
export const at = (day: string, time: string): number => Date.parse(`${day}T${time}:00.000Z`) - OFFSET;
/** The instant as events carry it. */
export const instant = (ms: number): string => new Date(ms).toISOString();
/** The local day (YYYY-MM-DD) of an instant. */
export const dayOf = (ms: number): string => new Date(ms + OFFSET).toISOString().slice(0, 10);
export const plusDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** When people are at work, for planning what they do. Deadlines are computed by the commands, not here. */
export type WorkingClock = {
  isWorkingDay: (day: string) => boolean;
  /** The first working moment not before an instant. */
  next: (ms: number) => number;
  /** The moment after so many working minutes. */
  plus: (ms: number, minutes: number) => number;
  /** Working minutes from one instant to a later one. */
  between: (from: number, to: number) => number;
  /** The end of work on the local day of an instant; the day's midnight when nobody works. */
  close: (ms: number) => number;
};

/** Work without a break, in milliseconds since 1970. */
type Period = { from: number; to: number };

/** Working hours of a week, less the days off of the calendars, plus their make-up days (worked by Monday's hours). */
export const workingClock = (week: Settings['defaultWeek'], days: readonly CalendarDay[]): WorkingClock => {
  const kinds = new Map(days.map(({ date, kind }) => [date, kind]));
  const shifts = Map.groupBy(week, ({ day }) => day);
  const known = new Map<string, Period[]>();
  const hoursOf = (day: string): Period[] => {
    const kind = kinds.get(day);
    if (kind === 'off') return [];
    const weekday = new Date(Date.parse(day)).getUTCDay() || 7;
    const hours = shifts.get(weekday) ?? (kind === 'make-up' ? shifts.get(1) : undefined) ?? [];
    return hours.map(({ from, to }) => ({ from: at(day, from), to: at(day, to) })).sort((a, b) => a.from - b.from);
  };
  const periods = (day: string): Period[] => {
    const found = known.get(day) ?? hoursOf(day);
    known.set(day, found);
    return found;
  };
  const plus = (ms: number, minutes: number): number => {
    let left = minutes * MINUTE;
    for (let day = dayOf(ms); ; day = plusDays(day, 1)) {
      for (const { from, to } of periods(day)) {
        const start = Math.max(from, ms);
        if (start >= to) continue;
        if (left < to - start) return start + left;
        left -= to - start;
      }
    }
  };
  return {
    isWorkingDay: (day) => periods(day).length > 0,
    next: (ms) => plus(ms, 0),
    plus,
    between: (from, to) => {
      let sum = 0;
      for (let day = dayOf(from); at(day, '00:00') < to; day = plusDays(day, 1))
        for (const period of periods(day)) sum += Math.max(0, Math.min(period.to, to) - Math.max(period.from, from));
      return sum / MINUTE;
    },
    close: (ms) => periods(dayOf(ms)).at(-1)?.to ?? at(dayOf(ms), '00:00'),
  };
};
