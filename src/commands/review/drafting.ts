import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { answersFor } from '#domain/review/sectors.ts';
import { isOver, partsOf } from '#domain/review/state.ts';
import type { Settings } from '#domain/settings.ts';
import { reviewEvents } from '#events/review/events.ts';
import { departmentOf, findingsNow, procedureFacts, review, reviewCommand, standing } from './review.ts';

/** A review is the department's that the settings name for the sector, or the overseer's, who answers for all. */
const requireAnswersFor = (field: string, department: string, rules: Settings['procedureReview']): void => {
  if (answersFor(department, field, rules)) return;
  const named = rules.departmentsByField[field];
  throw new Rejection(
    'review-of-other-sector',
    named === undefined
      ? `For the sector ${field} answers no department by the settings, but ${rules.overseer}, not ${department}.`
      : `For the sector ${field} answers ${named}, not ${department}.`,
  );
};

export const openReview = reviewCommand({
  name: 'OpenReview',
  summary:
    'Begins a review of a procedure, by the department that answers for its sector. Reviews of one procedure are numbered and follow one another.',
  input: reviewEvents.schemas.ReviewOpened.omit({ code: true }),
  creates: true,
  unit: ({ department }) => department,
  prepare: async ({ reviewId }, _state, _context, tools) => {
    const { code, number } = partsOf(reviewId);
    const { catalogued } = await tools.fold(`procedure-${code}`, procedureFacts);
    const before = await tools.fold(`review-${code}.${number - 1}`, review);
    return { field: catalogued?.field, before: before.status };
  },
  decide: (state, { reviewId, department, legalGround }, { settings }, { field, before }) => {
    const { code, number } = partsOf(reviewId);
    if (field === undefined) throw new Rejection('procedure-not-found', `The catalogue has no procedure ${code}.`);
    if (state.status !== 'absent') throw new Rejection('review-already-opened', `Review ${reviewId} was opened before.`);
    if (before !== 'absent' && !isOver(before)) throw new Rejection('review-going-on', `Review ${code}.${number - 1} is not over.`);
    if (before === 'absent' && number > 1) throw new Rejection('review-out-of-order', `There is no review ${code}.${number - 1}.`);
    requireAnswersFor(field, department, settings.procedureReview);
    return [{ type: 'ReviewOpened', data: { reviewId, code, department, legalGround } }];
  },
});

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

export const returnReview = reviewCommand({
  name: 'ReturnReview',
  summary: 'Gives a draft back with a reason, at any time before it is published; approval and configuration fall with it.',
  input: reviewEvents.schemas.ReviewReturned.omit({ code: true }),
  unit: () => undefined,
  decide: (state, returned) => {
    const { code } = standing(state, returned.reviewId, 'drafted', 'checked', 'approved', 'configured');
    return [{ type: 'ReviewReturned', data: { ...returned, code } }];
  },
});

export const reviewDraftingCommands = [openReview, draftReview, checkReview, returnReview];
