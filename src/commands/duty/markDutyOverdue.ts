import { z } from 'zod';
import { dutyEvents } from '#events/duty/events.ts';
import { dutyCommand } from './duty.ts';
import { judge, type Missing } from './fulfilment.ts';
import { dutyLookups } from './lookups.ts';
import { placeOf, UpTo } from './places.ts';
import { assigned } from './rules.ts';

/**
 * Nothing where another deadline holds by now, where the duty was fulfilled or fell overdue before, and as long as evidence handed in waits for
 * the decision of others.
 */
export const markDutyOverdue = dutyCommand({
  name: 'MarkDutyOverdue',
  summary: 'Puts on record that the deadline of a duty passed before it was fulfilled.',
  input: z.strictObject({
    dutyId: dutyEvents.schemas.DutyFellOverdue.shape.dutyId,
    deadline: dutyEvents.schemas.DutyFellOverdue.shape.deadline,
    before: dutyEvents.schemas.DutyFulfilled.shape.because.describe('The first event after the deadline; none so far when absent.'),
    upTo: UpTo,
  }),
  lookups: dutyLookups,
  prepare: async ({ dutyId, deadline, before, upTo }, state, _, tools): Promise<{ missing: Missing[] }> => {
    const place = before && (await placeOf(before, tools));
    return judge(assigned(state, dutyId), deadline, place === undefined ? upTo : place - 1, tools.lookup);
  },
  decide: (state, { dutyId, deadline }, { occurredAt }, { missing }) => {
    const { which, deadline: now, fulfilled, deadlineSettled, evidence } = assigned(state, dutyId);
    const waitsForOthers = [...evidence.values()].includes('handed-in');
    if (deadline !== now || occurredAt < deadline || fulfilled || deadlineSettled || waitsForOthers) return [];
    return [{ type: 'DutyFellOverdue', data: { ...which, deadline, missing } }];
  },
});
