import { reviewEvents } from '#events/review/events.ts';
import { findingsNow } from './facts.ts';
import { reviewCommand, standing } from './review.ts';

export const checkReview = reviewCommand({
  name: 'CheckReview',
  summary: 'Checks a draft: what the checks find at this moment goes on record.',
  input: reviewEvents.schemas.ReviewChecked.omit({ code: true, findings: true }),
  unit: () => undefined,
  prepare: async ({ reviewId }, state, context, tools) => findingsNow(standing(state, reviewId, 'drafted'), context, tools),
  decide: (state, { reviewId, note }, _context, findings) => {
    const { code } = standing(state, reviewId, 'drafted');
    return [{ type: 'ReviewChecked', data: { reviewId, code, note, findings } }];
  },
});
