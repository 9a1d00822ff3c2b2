import type { Kysely } from 'kysely';
import type { Lookups } from '#commands/handling/command.ts';
import type { Settings } from '#domain/settings.ts';
import { momentOf, workingMinutesBetween } from '#domain/time/workingTime.ts';
import { workingTimesFrom } from '#domain/time/workingTimes.ts';
import type { Position } from '#events/store/event.ts';
import { type EventStore, StoreUnavailable } from '#events/store/eventStore.ts';
import { knownAt } from '#http/procedureReviews/facts.ts';
import { coverageFor, worklistOf } from '#http/procedureReviews/worklist.ts';
import { queueMoves } from '#projections/centerPeople/queries.ts';
import { centerOn, unitsTurning } from '#projections/centerReadiness/queries.ts';
import { dutiesDue, dutiesUnfulfilled, ruledDuties } from '#projections/duties/atHand.ts';
import { noticesWritten } from '#projections/notices/queries.ts';
import { dossiersInHand } from '#projections/officialLoad/queries.ts';
import { concludedPilot, pilotFiguresAt, pilotsAt } from '#projections/pilots/queries.ts';
import { modelAt } from '#projections/regulations/queries.ts';
import { staffServing } from '#projections/staffing/queries.ts';
import { publishedDays, workingTimesOfAll } from '#projections/workingCalendar/queries.ts';

type Options = {
  // `any`: each queries.ts states its own tables
  db: Kysely<any>;
  store: Pick<EventStore, 'head'>;
  settings: Settings;
  followers: Lookups['followers'];
  waitFor: (names: readonly string[], position: Position, timeoutMs: number) => Promise<{ reached: boolean }>;
};

/** How long a command or process waits for a read model it has to ask. */
const PATIENCE_MS = 10_000;
/** What says which duties there are and what becomes of them. */
const assigning = ['assign-duties', 'move-duty-deadlines'];

/** Connects the questions of commands and processes to the read models. Throws `StoreUnavailable` when one is too far behind. */
export const connectLookups = ({ db, store, settings, followers, waitFor }: Options): Lookups => {
  const seen = async (names: readonly string[], position?: Position): Promise<void> => {
    const { reached } = await waitFor(names, position ?? (await store.head()), PATIENCE_MS);
    if (!reached) throw new StoreUnavailable(`${names.join(', ')} are behind.`);
  };
  const judged = async (): Promise<Position> => {
    const end = await store.head();
    await seen([...assigning, 'recognise-duties'], end);
    return end;
  };
  return {
    followers,
    staffServing: async (unit, day) => {
      await seen(['staffing']);
      return staffServing(db, unit, day);
    },
    queueMoves: async (day) => {
      await seen(['center-people', 'official-load']);
      return queueMoves(db, day, (officials, events) => dossiersInHand(db, officials, events));
    },
    centerOn: async (unit, day, position) => {
      const upTo = position ?? (await store.head());
      await seen(['center-readiness'], upTo);
      const center = await centerOn(db, unit, day, settings.directorOffices, { position: upTo });
      const { conditions, equipment, pointsFixed, headquarters, openedOn } = center;
      return { day, conditions, equipment, pointsFixed, headquartersArea: headquarters.at(-1)?.areaSquareMetres ?? null, openedOn };
    },
    reviewCoverage: async (party, moment, position) => {
      const upTo = position ?? (await store.head());
      await seen(['procedure-reviews', 'procedure-catalogue', 'dossier-list'], upTo);
      const { procedureReview } = settings;
      const worklist = worklistOf(await knownAt({ db, settings }, { position: upTo }, moment), procedureReview);
      return { ...coverageFor(party, worklist, procedureReview), wanted: procedureReview.coverageWanted };
    },
    dutiesFollow: async (position) => {
      await seen(assigning, position);
      await seen(['duties']);
    },
    judged,
    ruledDuties: async (parties, position) => {
      await seen(['duties'], position);
      return ruledDuties(db, parties);
    },
    dutiesDue: async (before) => {
      await seen(['duties']);
      return dutiesDue(db, before);
    },
    dutiesUnfulfilled: async (at) => {
      // first everything has to be said that follows from what happened, then the rows have to have seen it
      await judged();
      await seen(['duties']);
      return dutiesUnfulfilled(db, at);
    },
    pilotFigures: async (pilotId, at) => {
      const asOf = { position: await store.head() };
      await seen(['pilots', 'working-calendar', 'center-readiness'], asOf.position);
      const [pilot] = await pilotsAt(db, asOf, pilotId);
      const timeOf = workingTimesFrom(await workingTimesOfAll(db), settings.defaultWeek);
      const minutesBetween = (unit: string, from: string, until: string) =>
        workingMinutesBetween(timeOf(unit), momentOf(from), momentOf(until));
      return pilotFiguresAt(db, pilot ?? { pilotId, issues: [] }, { asOf, moment: at }, minutesBetween);
    },
    concludedPilot: async (party, position) => {
      const upTo = position ?? (await store.head());
      await seen(['pilots'], upTo);
      return concludedPilot(db, party, { position: upTo });
    },
    modelRegulations: async (position) => {
      const upTo = position ?? (await store.head());
      await seen(['regulations'], upTo);
      return (await modelAt(db, { position: upTo })).at(-1);
    },
    noticesWritten: async (noticeIds) => {
      await seen(['notices']);
      return noticesWritten(db, noticeIds);
    },
    calendars: async () => {
      await seen(['working-calendar']);
      return publishedDays(db);
    },
    unitsTurning: async (after, until) => {
      await seen(['center-readiness']);
      return unitsTurning(db, after, until);
    },
  };
};
