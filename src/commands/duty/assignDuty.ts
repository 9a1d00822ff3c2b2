import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';

export const assignDuty = dutyCommand({
  name: 'AssignDuty',
  summary: 'Gives one assignee of a task its duty.',
  input: dutyEvents.schemas.DutyAssigned,
  creates: true,
  unit: ({ party }) => party,
  decide: (duty, data) => (duty.status === 'absent' ? [{ type: 'DutyAssigned', data }] : []),
});
