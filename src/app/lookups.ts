import type { Kysely } from 'kysely';
import { staffServing } from '#commands/center/decision.ts';
import { correctionLookups } from '#commands/dossier/corrections.ts';
import { intakeLookups } from '#commands/dossier/facts.ts';
import { dutyLookups } from '#commands/duty/recognition.ts';
import { type Answers, answer } from '#commands/handling/command.ts';
import { servingLookups } from '#commands/handling/serving.ts';
import { idsWithZeros } from '#commands/official/assignmentBatch.ts';
import { sectors } from '#commands/official/person.ts';
import { pilotFigures } from '#commands/pilot/pilot.ts';
import { type Followers, followersLookup } from '#commands/projectionControl/projection.ts';
import { coverageFor, worklistOf } from '#domain/review/worklist.ts';
import type { Settings } from '#domain/settings.ts';
import { choiceIn } from '#domain/text/choice.ts';
import { localDay } from '#domain/time/localDay.ts';
import { workingTimesFrom } from '#domain/time/workingTime.ts';
import type { Position } from '#events/store/event.ts';
import { type EventStore, StoreUnavailable } from '#events/store/eventStore.ts';
import type { PersonalData } from '#events/store/personalData.ts';
import { askedTogether } from '#events/store/together.ts';
import type { ProcessLookups } from '#processes/tools.ts';
import { queueMoves, standInFor, standInsAt } from '#projections/centerPeople/queries.ts';
import { type CenterQuestion, centersAtPositions, unitsTurning } from '#projections/centerReadiness/queries.ts';
import { findBatch } from '#projections/dossierBatches/queries.ts';
import { enteredByProcedure } from '#projections/dossierList/queries.ts';
import { dossiersToRemind } from '#projections/dossierList/terms.ts';
import { dutiesDue, dutiesUnfulfilled, ruledDuties } from '#projections/duties/queries.ts';
import { noticesWritten } from '#projections/notices/queries.ts';
import { dossiersInHand, holdersNow } from '#projections/officialLoad/queries.ts';
import { concludedPilot as concludedPilotAt, pilotFiguresAt, pilotsAt } from '#projections/pilots/queries.ts';
import { catalogueAsOf, listSectors } from '#projections/procedureCatalogue/queries.ts';
import { reviewsByProcedure } from '#projections/procedureReviews/queries.ts';
import { modelAt } from '#projections/regulations/queries.ts';
import { idsWithZeros as idsWithZerosAt, staffServing as staffServingAt } from '#projections/staffing/queries.ts';
import { calendarPublished, publishedDays, workingTimesOfAll } from '#projections/workingCalendar/queries.ts';
import { dossiersAlike } from './dossiersAlike.ts';
import { keepStandIns } from './standIns.ts';

type Options = {
  // `any`: each queries.ts states its own tables
  db: Kysely<any>;
  store: Pick<EventStore, 'head'>;
  personalData: Pick<PersonalData, 'find' | 'open'>;
  settings: Settings;
  followers: Followers;
  waitFor: (names: readonly string[], position: Position, timeoutMs: number) => Promise<{ reached: boolean }>;
};

/** How long a command or process waits for a read model it has to ask. */
const PATIENCE_MS = 10_000;
/** Dossiers that one look at the clock reminds of, by each step; what is left over waits for the next look. */
const REMINDED_AT_A_TIME = 500;
/** What says which duties there are and what becomes of them. */
const assigning = ['assign-duties', 'move-duty-deadlines'];

/** How old in milliseconds an answer about who stands in may be: as old as read models are behind the log anyway. */
const STAND_INS_LAST_MS = 100;

/** Connects questions of commands and processes to read models. Each throws `StoreUnavailable` if one is too late. */
export const connectLookups = ({
  db,
  store,
  personalData,
  settings,
  followers,
  waitFor,
}: Options): { answers: Answers; lookups: ProcessLookups } => {
  const seen = async (names: readonly string[], position?: Position): Promise<void> => {
    const { reached } = await waitFor(names, position ?? (await store.head()), PATIENCE_MS);
    if (!reached) throw new StoreUnavailable(`${names.join(', ')} are behind.`);
  };
  const begun = new Set<string>();
  /** A question whose answer of a moment ago will do: asked as soon as this read model has any rows. */
  const onceBegun =
    <A extends readonly unknown[], R>(name: string, ask: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (!begun.has(name)) await seen([name], 0);
      begun.add(name);
      return ask(...given);
    };
  /** A position, or the end of the log, that these read models have seen. */
  const seenUpTo = async (names: readonly string[], position?: Position): Promise<{ position: Position }> => {
    const upTo = position ?? (await store.head());
    await seen(names, upTo);
    return { position: upTo };
  };
  /** A question, asked once these read models have seen everything. */
  const afterAll =
    <A extends readonly unknown[], R>(names: readonly string[], ask: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      await seen(names);
      return ask(...given);
    };
  // every act of an official asks, about him and about whoever is to get something
  const standInsOf = keepStandIns((units) => standInsAt(db, units), STAND_INS_LAST_MS);
  // for every event that a rule of duties looks at
  const centerAt = askedTogether((questions: readonly CenterQuestion[]) => centersAtPositions(db, questions, settings.directorOffices));
  const ruledDutiesOf = askedTogether(async (asked: readonly (readonly string[])[]) => {
    const byParty = Map.groupBy(await ruledDuties(db, [...new Set(asked.flat())]), ({ party }) => party);
    return asked.map((parties) => parties.flatMap((party) => byParty.get(party) ?? []));
  });
  const judged = async (): Promise<Position> => (await seenUpTo([...assigning, 'recognise-duties'])).position;
  const answers: Answers = new Map([
    answer(followersLookup.followers, async () => followers),
    answer(
      staffServing,
      afterAll(['staffing'], (unit: string, day: string) => staffServingAt(db, unit, day)),
    ),
    answer(
      idsWithZeros,
      afterAll(['staffing'], (digits: readonly string[]) => idsWithZerosAt(db, digits)),
    ),
    answer(
      sectors,
      onceBegun('procedure-catalogue', async (wanted: readonly string[]) => {
        // procedures are entered seldom: only who asks for what is not there waits for the end of the log
        const known = await listSectors(db);
        if (wanted.every((one) => 'found' in choiceIn(known, one))) return known;
        await seen(['procedure-catalogue']);
        return listSectors(db);
      }),
    ),
    // an absence is arranged for days, and a dossier's act does not wait
    answer(
      servingLookups.standIn,
      onceBegun('center-people', async (official: string, unit: string, day: string) => standInFor(await standInsOf(unit), official, day)),
    ),
    answer(dutyLookups.centerOn, async (unit, day, position) => {
      const upTo = await seenUpTo(['center-readiness'], position);
      const center = await centerAt({ unit, day, ...upTo });
      const { conditions, equipment, pointsFixed, headquarters, openedOn } = center;
      return { day, conditions, equipment, pointsFixed, headquartersArea: headquarters.at(-1)?.areaSquareMetres ?? null, openedOn };
    }),
    answer(dutyLookups.reviewCoverage, async (party, moment, position) => {
      const asOf = await seenUpTo(['procedure-reviews', 'procedure-catalogue', 'dossier-list'], position);
      const [catalogue, reviews, volumes] = await Promise.all([
        catalogueAsOf(db, asOf),
        reviewsByProcedure(db, asOf),
        enteredByProcedure(db, localDay(moment)),
      ]);
      return coverageFor(party, worklistOf({ catalogue, reviews, volumes }, settings.procedureReview), settings.procedureReview);
    }),
    answer(dutyLookups.concludedPilot, async (party, position) => concludedPilotAt(db, party, await seenUpTo(['pilots'], position))),
    answer(dutyLookups.publishedCalendar, async (year, position) =>
      calendarPublished(db, year, (await seenUpTo(['working-calendar'], position)).position),
    ),
    answer(dutyLookups.modelRegulations, async (position) => (await modelAt(db, await seenUpTo(['regulations'], position))).at(-1)),
    answer(
      intakeLookups.alike,
      onceBegun('dossier-list', (like) => dossiersAlike(db, personalData, like)),
    ),
    answer(correctionLookups.opened, async (values) => personalData.open(values)),
    answer(pilotFigures, async (pilotId, at) => {
      const asOf = await seenUpTo(['pilots', 'working-calendar', 'center-readiness']);
      const [pilot] = await pilotsAt(db, asOf, pilotId);
      const timeOf = workingTimesFrom(await workingTimesOfAll(db), settings.defaultWeek);
      return pilotFiguresAt(db, pilot ?? { pilotId, issues: [] }, { asOf, moment: at }, timeOf);
    }),
  ]);
  const lookups: ProcessLookups = {
    judged,
    dutiesFollow: async (position) => {
      await seen(assigning, position);
      await seen(['duties']);
    },
    ruledDuties: async (parties, position) => {
      await seen(['duties'], position);
      return parties === 'all' ? ruledDuties(db, parties) : ruledDutiesOf(parties);
    },
    dutiesDue: afterAll(['duties'], (before) => dutiesDue(db, before)),
    dutiesUnfulfilled: async (at) => {
      // first everything has to be said that follows from what happened, then the rows have to have seen it
      await judged();
      await seen(['duties']);
      return dutiesUnfulfilled(db, at);
    },
    queueMoves: afterAll(['center-people', 'official-load'], (day) =>
      queueMoves(db, day, { inHand: (officials, events) => dossiersInHand(db, officials, events), holders: () => holdersNow(db) }),
    ),
    dossiersToRemind: afterAll(['dossier-list'], (term) => dossiersToRemind(db, term, REMINDED_AT_A_TIME)),
    linesRefused: async (batchId, position) => {
      await seen(['carry-out-dossier-batch'], position);
      await seen(['dossier-batches']);
      const batch = await findBatch(db, batchId, 'all');
      return batch?.outcomes.flatMap(({ problem }) => problem?.code ?? []) ?? [];
    },
    noticesWritten: afterAll(['notices'], (noticeIds) => noticesWritten(db, noticeIds)),
    calendars: afterAll(['working-calendar'], () => publishedDays(db)),
    unitsTurning: afterAll(['center-readiness'], (after, until) => unitsTurning(db, after, until)),
  };
  return { answers, lookups };
};
