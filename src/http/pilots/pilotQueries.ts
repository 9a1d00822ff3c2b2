import { z } from 'zod';
import { judgeCriteria } from '#domain/pilot/figures.ts';
import { workingTimesFrom } from '#domain/time/workingTime.ts';
import { CriterionResult, PilotFigures, PilotId } from '#events/pilot/events.ts';
import { Instant } from '#events/terms.ts';
import { AsOf } from '#http/server/parameters.ts';
import { defineList, defineQuery, having, sortedBy } from '#http/server/query.ts';
import { pilotFiguresAt, pilotsAt } from '#projections/pilots/queries.ts';
import { Pilot, PilotState } from '#projections/pilots/view.ts';
import { workingTimesOfAll } from '#projections/workingCalendar/queries.ts';

const projections = ['pilots'];

const listPilots = defineList({
  name: 'ListPilots',
  summary: 'Pilots: plan, issues and how they were resolved, conclusion.',
  path: '/pilots',
  query: z.object({ asOf: AsOf, state: PilotState.optional() }),
  ...sortedBy(Pilot, 'pilotId'),
  projections,
  run: async ({ db, standpoint }, { state }) => (await pilotsAt(db, standpoint.asOf)).filter(having({ state })),
});

const getPilot = defineQuery({
  name: 'GetPilot',
  summary: 'One pilot: plan, issues and how they were resolved, conclusion.',
  path: '/pilots/:pilotId',
  params: z.object({ pilotId: PilotId }),
  query: z.object({ asOf: AsOf }),
  answer: Pilot,
  projections,
  run: async ({ db, standpoint }, { pilotId }) => (await pilotsAt(db, standpoint.asOf, pilotId))[0],
});

const Report = z
  .object({
    pilotId: PilotId,
    title: z.string(),
    state: PilotState,
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
  params: z.object({ pilotId: PilotId }),
  query: z.object({ asOf: AsOf }),
  answer: Report,
  projections: [...projections, 'working-calendar', 'center-readiness'],
  run: async ({ db, standpoint, settings }, { pilotId }) => {
    const [pilot] = await pilotsAt(db, standpoint.asOf, pilotId);
    if (pilot === undefined) return undefined;
    // by the hours and calendars on record now
    const timeOf = workingTimesFrom(await workingTimesOfAll(db), settings.defaultWeek);
    const figures = await pilotFiguresAt(db, pilot, standpoint, timeOf);
    const results = judgeCriteria(pilot.criteria, figures);
    const { title, state } = pilot;
    return { pilotId, title, state, moment: standpoint.moment, figures, results, met: results.every(({ met }) => met) };
  },
});

export const pilotQueries = [listPilots, getPilot, getPilotReport];
