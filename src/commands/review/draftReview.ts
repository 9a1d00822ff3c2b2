import { isDeepStrictEqual } from 'node:util';
import { reviewEvents } from '#events/review/events.ts';
import { departmentOf, reviewCommand, standing } from './review.ts';

export const draftReview = reviewCommand({
  name: 'DraftReview',
  summary: 'Hands in the draft of the internal procedure; until it is approved, a later draft replaces it and is checked anew.',
  input: reviewEvents.schemas.ReviewDrafted.omit({ code: true }),
  unit: departmentOf,
  decide: (state, { reviewId, draft }) => {
    const { code, status, draft: before } = standing(state, reviewId, 'opened', 'drafted', 'checked', 'returned');
    if (status === 'drafted' && isDeepStrictEqual(before, draft)) return [];
    return [{ type: 'ReviewDrafted', data: { reviewId, code, draft } }];
  },
});
