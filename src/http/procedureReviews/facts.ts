import { findingsOf } from '#domain/review/findings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type WorkingTime, workingTimesFrom } from '#domain/time/workingTime.ts';
import type { Finding } from '#events/review/events.ts';
import type { QueryTools } from '#http/server/query.ts';
import { enteredByProcedure } from '#projections/dossierList/queries.ts';
import { catalogueAsOf, type PastProcedure } from '#projections/procedureCatalogue/queries.ts';
import { type ReviewView, reviewsByProcedure } from '#projections/procedureReviews/queries.ts';
import { workingTimesOfAll } from '#projections/workingCalendar/queries.ts';
import type { Known } from './worklist.ts';

type Tools = Pick<QueryTools, 'db' | 'settings'>;

/** Everything the worklist rests on, as of one standpoint. Dossiers are counted by whole days before that day. */
export const knownAt = async ({ db }: Tools, asOf: Parameters<typeof catalogueAsOf>[1], moment: string): Promise<Known> => {
  const [catalogue, reviews, volumes] = await Promise.all([
    catalogueAsOf(db, asOf),
    reviewsByProcedure(db, asOf),
    enteredByProcedure(db, localDay(moment)),
  ]);
  return { catalogue, reviews, volumes };
};

/** What the checks find in a review as it stands; nothing to check before the first draft. */
export const findingsIn = (
  { draft, electronic, effectiveFrom, code }: ReviewView,
  catalogue: ReadonlyMap<string, PastProcedure>,
  { settings }: Tools,
): Finding[] | null => {
  const procedure = catalogue.get(code);
  if (draft === null || procedure === undefined) return null;
  return findingsOf(
    {
      draft: effectiveFrom === null ? draft : { ...draft, effectiveFrom },
      electronic: electronic?.steps,
      procedure: { ...procedure, retiredOn: procedure.retiredOn ?? undefined },
      livingSuccessors: procedure.successors.filter((successor) => catalogue.get(successor)?.retiredOn === null),
      portal: procedure.portal ?? undefined,
    },
    settings.procedureReview.rolesByLevel,
  );
};

/** When each unit works, by what stands on record now. */
export const workingTimes = async ({ db, settings }: Tools): Promise<(unit: string) => WorkingTime> =>
  workingTimesFrom(await workingTimesOfAll(db), settings.defaultWeek);
