import { z } from 'zod';
import { momentOf, workingMinutesBetween, workingTimesFrom } from '#domain/time/workingTime.ts';
import { PilotId, pilotEvents } from '#events/pilot/events.ts';
import { CriterionResult, judgeCriteria, type MinutesBetween, PilotFigures } from '#events/pilot/figures.ts';
import { DossierId, Instant, Key, UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/asOf.ts';
import { maybeInstant } from '#http/server/fields.ts';
import { defineList, defineQuery, type QueryTools } from '#http/server/query.ts';
import { pilotFiguresAt, pilotsAt } from '#projections/pilots/queries.ts';
import { workingTimesOfAll } from '#projections/workingCalendar/queries.ts';

const tag = 'pilots';
const projections = ['pilots'];
const State = z.enum(['planned', 'started', 'concluded']);
const By = z.object({ id: z.string(), role: z.string() });

const Pilot = z
  .object({
    ...pilotEvents.schemas.PilotPlanned.shape,
    state: State,
    issues: z.array(
      z.object({
        issueId: Key,
        text: z.string(),
        unit: UnitCode.nullable(),
        dossierId: DossierId.nullable(),
        foundAt: Instant,
        foundBy: By,
        how: z.string().nullable().describe('How it was resolved; null while it is not.'),
        resolvedAt: maybeInstant('When it was resolved.'),
      }),
    ),
    plannedAt: Instant,
    startedAt: maybeInstant('When it began.'),
    conclusion: z
      .object({ figures: PilotFigures, results: z.array(CriterionResult), met: z.boolean(), conclusion: z.string(), at: Instant, by: By })
      .nullable()
      .describe('What it amounted to when it ended, and who ended it.'),
    simulated: z.boolean(),
    revision: z.int(),
  })
  .meta({ id: 'Pilot' });

const listPilots = defineList({
  name: 'ListPilots',
  summary: 'Pilots: plan, issues and how they were resolved, conclusion.',
  path: '/pilots',
  tag,
  query: z.object({ asOf: AsOf, state: State.optional() }),
  answer: Pilot,
  key: z.tuple([Key]),
  keyOf: ({ pilotId }) => [pilotId],
  whole: 'ascending',
  projections,
  run: async ({ db, standpoint }, { state }) =>
    (await pilotsAt(db, standpoint.asOf)).filter((pilot) => state === undefined || pilot.state === state),
});

const getPilot = defineQuery({
  name: 'GetPilot',
  summary: 'One pilot: plan, issues and how they were resolved, conclusion.',
  path: '/pilots/:pilotId',
  tag,
  params: z.object({ pilotId: PilotId }),
  query: z.object({ asOf: AsOf }),
  answer: Pilot,
  projections,
  run: async ({ db, standpoint }, { pilotId }) => (await pilotsAt(db, standpoint.asOf, pilotId))[0],
});

/** Working minutes of each unit, by the hours and calendars on record now. */
const workingMinutes = async ({ db, settings }: Pick<QueryTools, 'db' | 'settings'>): Promise<MinutesBetween> => {
  const timeOf = workingTimesFrom(await workingTimesOfAll(db), settings.defaultWeek);
  return (unit, from, until) => workingMinutesBetween(timeOf(unit), momentOf(from), momentOf(until));
};

const Report = z
  .object({
    pilotId: PilotId,
    title: z.string(),
    state: State,
    moment: Instant.describe('When the figures stood so.'),
    figures: PilotFigures,
    results: z.array(CriterionResult).describe('Criterion by criterion, whether it is met.'),
    met: z.boolean().describe('Whether all are.'),
  })
  .meta({ id: 'PilotReport' });

const getPilotReport = defineQuery({
  name: 'GetPilotReport',
  summary:
    'What a pilot amounts to, computed from its dossiers: received, settled, on time, in error, time per step; and whether each exit criterion is met.',
  path: '/pilots/:pilotId/report',
  tag,
  params: z.object({ pilotId: PilotId }),
  query: z.object({ asOf: AsOf }),
  answer: Report,
  projections: [...projections, 'working-calendar', 'center-readiness'],
  run: async (tools, { pilotId }) => {
    const { db, standpoint } = tools;
    const [pilot] = await pilotsAt(db, standpoint.asOf, pilotId);
    if (pilot === undefined) return undefined;
    const figures = await pilotFiguresAt(db, pilot, standpoint, await workingMinutes(tools));
    const results = judgeCriteria(pilot.criteria, figures);
    const { title, state } = pilot;
    return { pilotId, title, state, moment: standpoint.moment, figures, results, met: results.every(({ met }) => met) };
  },
});

export const pilotQueries = [listPilots, getPilot, getPilotReport];
