import { type PeriodEvent, periodEvents } from '#events/period/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** Whether a period is closed. */
export type Period = { closed: boolean };

/** The months of one unit or of the city, and whether they are closed. */
export const period = {
  category: periodEvents.category,
  initial: { closed: false } as Period,
  evolve: (_: Period, event: Recorded<PeriodEvent>): Period => ({ closed: event.type === 'PeriodClosed' }),
};

/** The month (YYYY-MM) of a period, and its unit; the whole city has none. */
export const partsOfPeriod = (id: string): { month: string; unit: string | undefined } => {
  const [scope, year, month] = id.split('-') as [string, string, string];
  return { month: `${year}-${month}`, unit: scope === 'city' ? undefined : scope };
};

/** The periods that a day (YYYY-MM-DD) of a unit belongs to: the unit’s own month, and the city’s. */
export const periodsOf = (unit: string, day: string): string[] => [unit, 'city'].map((scope) => `${scope}-${day.slice(0, 7)}`);
