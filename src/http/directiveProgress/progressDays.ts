import type { Day } from '#domain/duty/progress.ts';
import { endOfDay, localDay } from '#domain/time/localDay.ts';
import type { Standpoint } from '#http/server/parameters.ts';
import type { ProgressDay } from './directiveProgressAnswers.ts';
import { type Counted, linksTo } from './dutyFigures.ts';

const figures = ['open', 'reopened', 'overdue', 'fulfilled'] as const;

/**
 * Days with links to the duties behind their figures: as they stood at the end of the day, on the last one at the moment
 * asked about. A progress as of a position has them on that day alone: what had been entered by then and what stood at
 * the end of an earlier day cannot be asked for at once.
 */
export const countedDays = (days: readonly Day[], counted: Counted, standpoint: Standpoint): ProgressDay[] =>
  days.map((day) => {
    if (day.day === localDay(standpoint.moment)) return { ...day, links: linksTo(counted, standpoint, figures) };
    if ('position' in standpoint.asOf) return { ...day, links: {} };
    return { ...day, links: linksTo(counted, { asOf: { at: endOfDay(day.day) } }, figures) };
  });
