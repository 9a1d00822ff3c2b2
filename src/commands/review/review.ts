import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type InternalProcedure, type ReviewEvent, type ReviewedStep, reviewEvents } from '#events/review/events.ts';
import type { Recorded } from '#events/store/event.ts';

export type ReviewStatus =
  | 'opened'
  | 'drafted'
  | 'checked'
  | 'returned'
  | 'approved'
  | 'configured'
  | 'published'
  | 'superseded'
  | 'abandoned';
/** A review that was opened. A draft is there from `drafted` on, an electronic procedure from `configured` on; returning takes both approval and configuration back. */
export type Opened = {
  status: ReviewStatus;
  code: string;
  department: string;
  draft?: InternalProcedure;
  electronic?: readonly ReviewedStep[];
};
export type Review = { status: 'absent' } | Opened;

const evolve = (review: Review, event: Recorded<ReviewEvent>): Review => {
  if (event.type === 'ReviewOpened') return { status: 'opened', code: event.data.code, department: event.data.department };
  if (review.status === 'absent') return review;
  switch (event.type) {
    case 'ReviewDrafted':
      return { ...review, status: 'drafted', draft: event.data.draft };
    case 'ReviewChecked':
      return { ...review, status: 'checked' };
    case 'ReviewReturned': {
      const { electronic: _, ...kept } = review;
      return { ...kept, status: 'returned' };
    }
    case 'ReviewApproved':
      return { ...review, status: 'approved' };
    case 'ElectronicProcedureConfigured':
      return { ...review, status: 'configured', electronic: event.data.steps };
    case 'ReviewPublished':
      return { ...review, status: 'published' };
    case 'ReviewSuperseded':
      return { ...review, status: 'superseded' };
    case 'ReviewAbandoned':
      return { ...review, status: 'abandoned' };
  }
};

export const review: Fold<Review, ReviewEvent> = { category: reviewEvents.category, initial: { status: 'absent' }, evolve };
export const reviewCommand = commandOn(review, { idField: 'reviewId' });

/** The department whose review it is: its token reaches no further. */
export const departmentOf = (_input: unknown, state: Review): string | undefined =>
  state.status === 'absent' ? undefined : state.department;

/** Code of the procedure and number of the review, from the review's id. */
export const partsOf = (reviewId: string): { code: string; number: number } => {
  const dot = reviewId.lastIndexOf('.');
  return { code: reviewId.slice(0, dot), number: Number(reviewId.slice(dot + 1)) };
};

/** The review, or the rejection `review-not-found`; in another status than these, `review-status-differs`. */
export const standing = (state: Review, reviewId: string, ...statuses: readonly ReviewStatus[]): Opened => {
  if (state.status === 'absent') throw new Rejection('review-not-found', `There is no review ${reviewId}.`);
  if (!statuses.includes(state.status))
    throw new Rejection('review-status-differs', `Review ${reviewId} is ${state.status}; this takes one that is ${statuses.join(' or ')}.`);
  return state;
};

/** Whether nothing more comes of it, so that the next review of the procedure may begin. */
export const isOver = ({ status }: Review): boolean => status === 'published' || status === 'superseded' || status === 'abandoned';

/** The draft of a review that has got past drafting. */
export const draftOf = ({ draft, code }: Opened): InternalProcedure => {
  if (draft === undefined) throw new Error(`the review of ${code} was never drafted`);
  return draft;
};
