import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { pilotEvents } from '#events/pilot/events.ts';
import { procedureExists } from './facts.ts';
import { pilotCommand } from './pilot.ts';

export const planPilot = pilotCommand({
  name: 'PlanPilot',
  summary: 'Plans a pilot: its Centers, procedures and days, and the criteria by which it will be judged.',
  input: pilotEvents.schemas.PilotPlanned,
  creates: true,
  unit: ({ lead }) => lead,
  prepare: async ({ procedures }, _state, _context, tools) => {
    const found = await Promise.all(
      procedures.map(async (code) => ((await tools.fold(`procedure-${code}`, procedureExists)) ? undefined : code)),
    );
    return { unknownProcedure: found.find((code) => code !== undefined) };
  },
  decide: (state, plan, { settings }, { unknownProcedure }) => {
    const { pilotId, centers, from, until } = plan;
    if (state.status === 'planned' && isDeepStrictEqual(state.plan, plan)) return [];
    if (state.status !== 'absent') throw new Rejection('pilot-already-planned', `There is a pilot ${pilotId}.`);
    const unknown = centers.find((center) => !settings.units.some(({ code }) => code === center));
    if (unknown !== undefined) throw new Rejection('unit-unknown', `There is no unit ${unknown}.`);
    if (unknownProcedure !== undefined) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${unknownProcedure}.`);
    if (until < from) throw new Rejection('date-out-of-order', `The pilot cannot end on ${until}, before it begins on ${from}.`);
    return [{ type: 'PilotPlanned', data: plan }];
  },
});
