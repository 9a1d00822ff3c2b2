import { reviewEvents } from '#events/review/events.ts';
import { reviewCommand, standing } from './review.ts';

export const returnReview = reviewCommand({
  name: 'ReturnReview',
  summary: 'Gives a draft back with a reason, at any time before it is published; approval and configuration fall with it.',
  input: reviewEvents.schemas.ReviewReturned.omit({ code: true }),
  unit: () => undefined,
  decide: (state, { reviewId, reason }) => {
    const { code } = standing(state, reviewId, 'drafted', 'checked', 'approved', 'configured');
    return [{ type: 'ReviewReturned', data: { reviewId, code, reason } }];
  },
});
