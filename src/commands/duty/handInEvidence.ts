import { Rejection } from '#domain/rejections.ts';
import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';
import { unfulfilled } from './rules.ts';

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
