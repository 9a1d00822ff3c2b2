import type { CalendarDay } from '#events/calendar/events.ts';
import type { Closure, WorkingTime } from './workingTime.ts';

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
  const closureOf = ({ date, from, to, ground }: KnownTimes['closures'][number]): Closure => ({
    date,
    ground,
    from: from ?? undefined,
    to: to ?? undefined,
  });
  return (unit) => ({ weeks: weeks.get(unit) ?? [], defaultWeek, calendars, closures: (closuresOf.get(unit) ?? []).map(closureOf) });
};
