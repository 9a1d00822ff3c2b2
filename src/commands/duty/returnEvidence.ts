import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';
import { withPending } from './rules.ts';

export const returnEvidence = dutyCommand({
  name: 'ReturnEvidence',
  summary: 'Gives evidence back with a reason.',
  input: dutyEvents.schemas.EvidenceReturned.pick({ dutyId: true, evidenceId: true, reason: true }),
  decide: (duty, { dutyId, evidenceId, reason }) => {
    const { which } = withPending(duty, dutyId, evidenceId);
    return [{ type: 'EvidenceReturned', data: { ...which, evidenceId, reason } }];
  },
});
