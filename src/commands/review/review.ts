import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type ReviewState, stateAfter } from '#domain/review/state.ts';
import { type InternalProcedure, type ReviewEvent, type ReviewedStep, reviewEvents } from '#events/review/events.ts';
import type { Recorded } from '#events/store/event.ts';

/**
 * A review that was opened. A draft is there from `drafted` on, an electronic procedure from `configured` on; returning
 * takes both approval and configuration back.
 */
export type Opened = {
  status: ReviewState;
  code: string;
  department: string;
  draft?: InternalProcedure;
  electronic?: readonly ReviewedStep[];
};
export type Review = { status: 'absent' } | Opened;

const evolve = (review: Review, event: Recorded<ReviewEvent>): Review => {
  const status = stateAfter[event.type];
  if (event.type === 'ReviewOpened') return { status, code: event.data.code, department: event.data.department };
  if (review.status === 'absent') return review;
  switch (event.type) {
    case 'ReviewDrafted':
      return { ...review, status, draft: event.data.draft };
    case 'ReviewReturned': {
      const { electronic: _, ...kept } = review;
      return { ...kept, status };
    }
    case 'ElectronicProcedureConfigured':
      return { ...review, status, electronic: event.data.steps };
    default:
      return { ...review, status };
  }
};

export const review: Fold<Review, ReviewEvent> = { category: reviewEvents.category, initial: { status: 'absent' }, evolve };
export const reviewCommand = commandOn(review, { idField: 'reviewId' });

/** The department whose review it is: its token reaches no further. */
export const departmentOf = (_input: unknown, state: Review): string | undefined =>
  state.status === 'absent' ? undefined : state.department;

/** The review, or the rejection `review-not-found`; in another status than these, `review-status-differs`. */
export const standing = (state: Review, reviewId: string, ...statuses: readonly ReviewState[]): Opened => {
  if (state.status === 'absent') throw new Rejection('review-not-found', `There is no review ${reviewId}.`);
  if (!statuses.includes(state.status))
    throw new Rejection('review-status-differs', `Review ${reviewId} is ${state.status}; this takes one that is ${statuses.join(' or ')}.`);
  return state;
};

/** The draft of a review that has got past drafting. */
export const draftOf = ({ draft, code }: Opened): InternalProcedure => {
  if (draft === undefined) throw new Error(`the review of ${code} was never drafted`);
  return draft;
};
