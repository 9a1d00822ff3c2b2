import { requireSound } from '#domain/review/findings.ts';
import { reviewEvents } from '#events/review/events.ts';
import { findingsNow } from './facts.ts';
import { reviewCommand, standing } from './review.ts';

export const approveReview = reviewCommand({
  name: 'ApproveReview',
  summary: 'Approves a checked internal procedure by a decision; refused while a check stands in the way.',
  input: reviewEvents.schemas.ReviewApproved.omit({ code: true }),
  unit: () => undefined,
  prepare: async ({ reviewId }, state, context, tools) => findingsNow(standing(state, reviewId, 'checked'), context, tools),
  decide: (state, { reviewId, act }, _context, findings) => {
    const { code } = standing(state, reviewId, 'checked');
    requireSound(findings, 'approval');
    return [{ type: 'ReviewApproved', data: { reviewId, code, act } }];
  },
});
