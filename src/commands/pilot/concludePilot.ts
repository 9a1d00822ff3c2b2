import { defineLookup } from '#commands/handling/command.ts';
import { pilotEvents } from '#events/pilot/events.ts';
import { judgeCriteria, type PilotFigures } from '#events/pilot/figures.ts';
import { leadOf, pilotCommand, standing } from './pilot.ts';

/** What a pilot amounts to at an instant, by everything so far. */
export const pilotFigures = defineLookup<(pilotId: string, at: string) => Promise<PilotFigures>>('pilot-figures');

/** The figures are those of the moment, and stay on record; whether the criteria are met follows from them and is nobody's to say. */
export const concludePilot = pilotCommand({
  name: 'ConcludePilot',
  summary: 'Ends a pilot with its figures so far, and says criterion by criterion whether it is met.',
  input: pilotEvents.schemas.PilotConcluded.pick({ pilotId: true, conclusion: true }),
  unit: leadOf,
  lookups: { pilotFigures },
  prepare: async ({ pilotId }, state, { occurredAt }, { lookup }) => {
    standing(state, pilotId, 'started');
    return lookup.pilotFigures(pilotId, occurredAt);
  },
  decide: (state, { pilotId, conclusion }, _context, figures) => {
    const { lead, partners, criteria } = standing(state, pilotId, 'started').plan;
    const results = judgeCriteria(criteria, figures);
    const met = results.every((result) => result.met);
    return [{ type: 'PilotConcluded', data: { pilotId, lead, partners, figures, results, met, conclusion } }];
  },
});
