import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';
import { assigned } from './rules.ts';

export const moveDutyDeadline = dutyCommand({
  name: 'MoveDutyDeadline',
  summary: 'Gives one duty the new deadline of its task.',
  input: dutyEvents.schemas.DutyDeadlineMoved.pick({ dutyId: true, deadline: true, ground: true }),
  decide: (duty, { dutyId, deadline, ground }) => {
    const { which, deadline: before } = assigned(duty, dutyId);
    return before === deadline ? [] : [{ type: 'DutyDeadlineMoved', data: { ...which, deadline, ground } }];
  },
});
