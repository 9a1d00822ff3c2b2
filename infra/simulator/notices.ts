import type { loadDirectives } from '#infra/reference.ts';
import { at, dayOf, plusDays } from './workingClock.ts';

/** When the schedule of notices is looked at: at the beginning of each day's hours, from the first directive on; none later than `until`. */
export const reminderMoments = (directives: ReturnType<typeof loadDirectives>, until: number): number[] => {
  const begin = directives.map(({ issuedAt }) => dayOf(Date.parse(issuedAt))).toSorted()[0];
  const moments: number[] = [];
  if (begin !== undefined)
    for (let day = plusDays(begin, 1); at(day, '07:30') <= until; day = plusDays(day, 1)) moments.push(at(day, '07:30'));
  return moments;
};
