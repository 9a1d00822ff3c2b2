import { Rejection } from '#domain/rejections.ts';
import { pilotEvents } from '#events/pilot/events.ts';
import { centerExists } from './facts.ts';
import { leadOf, pilotCommand, standing } from './pilot.ts';

export const startPilot = pilotCommand({
  name: 'StartPilot',
  summary: 'Starts a pilot: each of its Centers has been established, and may receive in it on its days.',
  input: pilotEvents.schemas.PilotStarted,
  unit: leadOf,
  prepare: async ({ pilotId }, state, _context, tools) => {
    const { plan } = standing(state, pilotId, 'planned', 'started');
    const found = await Promise.all(
      plan.centers.map(async (unit) => ((await tools.fold(`center-${unit}`, centerExists)) ? undefined : unit)),
    );
    return { withoutCenter: found.find((unit) => unit !== undefined) };
  },
  decide: (state, { pilotId }, _context, { withoutCenter }) => {
    if (standing(state, pilotId, 'planned', 'started').status === 'started') return [];
    if (withoutCenter !== undefined) throw new Rejection('center-not-established', `Unit ${withoutCenter} has no Center.`);
    return [{ type: 'PilotStarted', data: { pilotId } }];
  },
});
