import { reviewEvents } from '#events/review/events.ts';
import { reviewCommand, standing } from './review.ts';

/** Run by the publication of a later review; nobody orders it. */
export const supersedeReview = reviewCommand({
  name: 'SupersedeReview',
  summary: 'Says that a later review’s version takes the place of this one’s.',
  input: reviewEvents.schemas.ReviewSuperseded.omit({ code: true }),
  unit: () => undefined,
  decide: (state, { reviewId, by, effectiveFrom }) => {
    const { code, status } = standing(state, reviewId, 'published', 'superseded');
    return status === 'superseded' ? [] : [{ type: 'ReviewSuperseded', data: { reviewId, code, by, effectiveFrom } }];
  },
});
