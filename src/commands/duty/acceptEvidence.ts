import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';
import { withPending } from './rules.ts';

export const acceptEvidence = dutyCommand({
  name: 'AcceptEvidence',
  summary: 'Finds evidence sufficient: the duty is fulfilled.',
  input: dutyEvents.schemas.EvidenceAccepted.pick({ dutyId: true, evidenceId: true, note: true }),
  decide: (duty, { dutyId, evidenceId, note }) => {
    const { which, fulfilled } = withPending(duty, dutyId, evidenceId);
    const accepted = { type: 'EvidenceAccepted', data: { ...which, evidenceId, ...(note !== undefined && { note }) } } as const;
    if (fulfilled) return [accepted];
    const lines = [`Minh chứng ${evidenceId} được chấp nhận`, ...(note === undefined ? [] : [note])];
    return [accepted, { type: 'DutyFulfilled', data: { ...which, by: 'evidence', lines } }];
  },
});
