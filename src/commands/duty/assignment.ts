import { dutyEvents } from '#events/duty/events.ts';
import { assigned, dutyCommand, unfulfilled } from './duty.ts';

export const assignDuty = dutyCommand({
  name: 'AssignDuty',
  summary: 'Gives one assignee of a task its duty.',
  input: dutyEvents.schemas.DutyAssigned,
  creates: true,
  unit: ({ party }) => party,
  decide: (duty, data) => (duty.status === 'absent' ? [{ type: 'DutyAssigned', data }] : []),
});

export const moveDutyDeadline = dutyCommand({
  name: 'MoveDutyDeadline',
  summary: 'Gives one duty the new deadline of its task.',
  input: dutyEvents.schemas.DutyDeadlineMoved.pick({ dutyId: true, deadline: true, ground: true }),
  decide: (duty, { dutyId, deadline, ground }) => {
    const { which, deadline: before } = assigned(duty, dutyId);
    return before === deadline ? [] : [{ type: 'DutyDeadlineMoved', data: { ...which, deadline, ground } }];
  },
});

export const urgeDuty = dutyCommand({
  name: 'UrgeDuty',
  summary: 'Urges the assignee of a duty that is not fulfilled (đôn đốc), in words of one’s own.',
  input: dutyEvents.schemas.DutyUrged.pick({ dutyId: true, text: true }),
  decide: (duty, { dutyId, text }) => [{ type: 'DutyUrged', data: { ...unfulfilled(duty, dutyId).which, text } }],
});

export const dutyAssignmentCommands = [assignDuty, moveDutyDeadline];
