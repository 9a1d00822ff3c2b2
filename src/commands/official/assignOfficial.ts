import { officialEvents } from '#events/official/events.ts';
import { officialCommand } from './official.ts';
import { checkService, known } from './rules.ts';

export const assignOfficial = officialCommand({
  name: 'AssignOfficial',
  summary: 'Assigns an official to a Center and a position from a day on.',
  input: officialEvents.schemas.OfficialAssigned.omit({ assignmentId: true }),
  unit: ({ unit }) => unit,
  decide: (official, assignment, { newId, settings }) => {
    checkService(known(official, assignment.officialId), assignment, settings);
    return [{ type: 'OfficialAssigned', data: { ...assignment, assignmentId: newId('assignment') } }];
  },
});
