import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';
import { unfulfilled } from './rules.ts';

export const urgeDuty = dutyCommand({
  name: 'UrgeDuty',
  summary: 'Urges the assignee of a duty that is not fulfilled (đôn đốc), in words of one’s own.',
  input: dutyEvents.schemas.DutyUrged.pick({ dutyId: true, text: true }),
  decide: (duty, { dutyId, text }) => [{ type: 'DutyUrged', data: { ...unfulfilled(duty, dutyId).which, text } }],
});
