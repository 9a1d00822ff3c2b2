import type { Act } from './act.ts';
import type { Assumptions } from './assumptions.ts';
import { courseOf } from './course.ts';
import { type City, type Days, type SimulatedProcedure, type Story, storyOf } from './story.ts';
import { at, plusDays, type WorkingClock } from './workingClock.ts';

export type PlannedDossier = Story & { acts: readonly Act[] };

/** The first so many working days from a day on. */
export const workingDays = ({ from, days }: Pick<Days, 'from' | 'days'>, clock: WorkingClock): string[] => {
  const found: string[] = [];
  for (let day = from; found.length < days; day = plusDays(day, 1)) if (clock.isWorkingDay(day)) found.push(day);
  return found;
};

/**
 * Plans `dossiers` dossiers on `days` working days, each with its acts until the end of the last day; the rest stays
 * open.
 * Pure: the same city and the same days give the same plan.
 */
export const planDossiers = (city: City, wanted: Days): PlannedDossier[] => {
  const days = workingDays(wanted, city.clock);
  const end = Math.min(at(plusDays(days.at(-1) ?? wanted.from, 1), '00:00'), wanted.until ?? Number.POSITIVE_INFINITY);
  return Array.from({ length: wanted.dossiers }, (_, index) => {
    const story = storyOf(city, wanted, days, index);
    return { ...story, acts: courseOf(story, city.clock, city.assumptions.shares).filter(({ at: when }) => when <= end) };
  });
};

/** The procedures that are received on a day: in effect, and with a weight in the assumptions. */
export const receivable = (
  procedures: readonly { code: string; name: string; field: string; versions: readonly SimulatedProcedure['version'][] }[],
  { procedureWeights }: Assumptions,
  day: string,
): SimulatedProcedure[] =>
  procedures.flatMap(({ code, name, field, versions }) => {
    const version = versions.findLast(({ effectiveFrom }) => effectiveFrom <= day);
    return version && procedureWeights.weights[code] ? [{ code, name, field, version }] : [];
  });
