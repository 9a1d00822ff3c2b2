import type { ReviewEvent } from '#events/review/events.ts';

/** Where a review stands after each of its events. */
export const stateAfter = {
  ReviewOpened: 'opened',
  ReviewDrafted: 'drafted',
  ReviewChecked: 'checked',
  ReviewReturned: 'returned',
  ReviewApproved: 'approved',
  ElectronicProcedureConfigured: 'configured',
  ReviewPublished: 'published',
  ReviewSuperseded: 'superseded',
  ReviewAbandoned: 'abandoned',
} as const satisfies Record<ReviewEvent['type'], string>;
export type ReviewState = (typeof stateAfter)[ReviewEvent['type']];

/** Whether nothing more comes of the review, so that the next one of the procedure may begin. */
export const isOver = (state: ReviewState): boolean => wasPublished(state) || state === 'abandoned';

/** Whether the review became a version of the procedure, which may have been superseded since. */
export const wasPublished = (state: ReviewState): boolean => state === 'published' || state === 'superseded';

/** Code of the procedure and number of the review, from the review's id. */
export const partsOf = (reviewId: string): { code: string; number: number } => {
  const dot = reviewId.lastIndexOf('.');
  return { code: reviewId.slice(0, dot), number: Number(reviewId.slice(dot + 1)) };
};
