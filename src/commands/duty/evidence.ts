import { Rejection } from '#domain/rejections.ts';
import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand, unfulfilled, withPending } from './duty.ts';

export const handInEvidence = dutyCommand({
  name: 'HandInEvidence',
  summary: 'Hands in evidence for a duty that no rule can recognise.',
  input: dutyEvents.schemas.EvidenceHandedIn.pick({ dutyId: true, text: true, references: true }).extend({
    evidenceId: dutyEvents.schemas.EvidenceHandedIn.shape.evidenceId.optional().describe('Made up when absent.'),
  }),
  decide: (duty, { dutyId, evidenceId: given, text, references }, { newId }) => {
    const { which, fulfilment, evidence } = unfulfilled(duty, dutyId);
    if (fulfilment.kind !== 'evidence')
      throw new Rejection('evidence-not-asked', `Duty ${dutyId} is recognised by the rule ${fulfilment.rule}.`);
    const evidenceId = given ?? newId('evidence');
    if (evidence.has(evidenceId)) throw new Rejection('evidence-already-exists', `Duty ${dutyId} has evidence ${evidenceId}.`);
    return [{ type: 'EvidenceHandedIn', data: { ...which, evidenceId, text, references } }];
  },
});

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

export const returnEvidence = dutyCommand({
  name: 'ReturnEvidence',
  summary: 'Gives evidence back with a reason.',
  input: dutyEvents.schemas.EvidenceReturned.pick({ dutyId: true, evidenceId: true, reason: true }),
  decide: (duty, { dutyId, evidenceId, reason }) => {
    const { which } = withPending(duty, dutyId, evidenceId);
    return [{ type: 'EvidenceReturned', data: { ...which, evidenceId, reason } }];
  },
});

export const evidenceCommands = [handInEvidence, acceptEvidence, returnEvidence];
