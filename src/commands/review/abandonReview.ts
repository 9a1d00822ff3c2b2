import { reviewEvents } from '#events/review/events.ts';
import { departmentOf, reviewCommand, standing } from './review.ts';

export const abandonReview = reviewCommand({
  name: 'AbandonReview',
  summary: 'Ends a review without a new version, with a reason.',
  input: reviewEvents.schemas.ReviewAbandoned.omit({ code: true }),
  unit: departmentOf,
  decide: (state, { reviewId, reason }) => {
    const { code } = standing(state, reviewId, 'opened', 'drafted', 'checked', 'returned', 'approved', 'configured');
    return [{ type: 'ReviewAbandoned', data: { reviewId, code, reason } }];
  },
});
