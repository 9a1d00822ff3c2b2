import { Rejection } from '#domain/rejections.ts';
import { reviewEvents } from '#events/review/events.ts';
import { procedureFacts } from './facts.ts';
import { isOver, partsOf, review, reviewCommand } from './review.ts';

/** The review before, over or not there where this is the first, and whether the catalogue has the procedure. */
type Facts = { catalogued: boolean; before: 'none' | 'over' | 'going-on' };

export const openReview = reviewCommand({
  name: 'OpenReview',
  summary: 'Begins a review of a procedure. Reviews of one procedure are numbered and follow one another.',
  input: reviewEvents.schemas.ReviewOpened.omit({ code: true }),
  creates: true,
  unit: ({ department }) => department,
  prepare: async ({ reviewId }, _state, _context, tools): Promise<Facts> => {
    const { code, number } = partsOf(reviewId);
    const { catalogued } = await tools.fold(`procedure-${code}`, procedureFacts);
    const before = await tools.fold(`review-${code}.${number - 1}`, review);
    return { catalogued: catalogued !== undefined, before: before.status === 'absent' ? 'none' : isOver(before) ? 'over' : 'going-on' };
  },
  decide: (state, { reviewId, department, legalGround }, _context, { catalogued, before }) => {
    const { code, number } = partsOf(reviewId);
    if (!catalogued) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${code}.`);
    if (state.status !== 'absent') throw new Rejection('review-already-opened', `Review ${reviewId} was opened before.`);
    if (before === 'going-on') throw new Rejection('review-going-on', `Review ${code}.${number - 1} is not over.`);
    if (before === 'none' && number > 1) throw new Rejection('review-out-of-order', `There is no review ${code}.${number - 1}.`);
    return [{ type: 'ReviewOpened', data: { reviewId, code, department, legalGround } }];
  },
});
