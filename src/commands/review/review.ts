import { commandOn, type DecisionContext, type Fold, type PreparationTools } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { findingsOf } from '#domain/review/findings.ts';
import { type ReviewState, stateAfter } from '#domain/review/state.ts';
import { type PortalEntry, type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import { type Finding, type InternalProcedure, type ReviewEvent, type ReviewedStep, reviewEvents } from '#events/review/events.ts';
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
  electronic?: { system: string; steps: readonly ReviewedStep[] };
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
      return { ...review, status, electronic: { system: event.data.system, steps: event.data.steps } };
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

/** What a review needs of its procedure's stream, and no more. */
type ProcedureFacts = {
  catalogued?: { name: string; field: string };
  retiredOn?: string;
  successors: readonly string[];
  portal?: PortalEntry;
};

const evolveFacts = (facts: ProcedureFacts, event: Recorded<ProcedureEvent>): ProcedureFacts => {
  switch (event.type) {
    case 'ProcedureCatalogued':
      return { ...facts, catalogued: { name: event.data.name, field: event.data.field } };
    case 'ProcedureVersionPublished':
      return facts;
    case 'ProcedureRetired':
      return { ...facts, retiredOn: event.data.retiredOn, successors: event.data.successors };
    case 'PortalEntryRecorded':
      return { ...facts, portal: event.data.entry };
  }
};

export const procedureFacts: Fold<ProcedureFacts, ProcedureEvent> = {
  category: procedureEvents.category,
  initial: { successors: [] },
  evolve: evolveFacts,
};

/** What checks find in a review by its procedure's record. `effectiveFrom`: where it differs from the draft's. */
export const findingsNow = async (
  opened: Opened,
  { settings }: DecisionContext,
  tools: PreparationTools,
  effectiveFrom?: string,
): Promise<Finding[]> => {
  const draft = draftOf(opened);
  const { catalogued, retiredOn, successors, portal } = await tools.fold(`procedure-${opened.code}`, procedureFacts);
  if (catalogued === undefined) throw new Error(`the catalogue has no procedure ${opened.code}, which is under review`);
  const followers = await Promise.all(
    successors.map(async (code) => ({ code, ...(await tools.fold(`procedure-${code}`, procedureFacts)) })),
  );
  return findingsOf(
    {
      draft: effectiveFrom === undefined ? draft : { ...draft, effectiveFrom },
      electronic: opened.electronic?.steps,
      procedure: { ...catalogued, retiredOn, successors },
      livingSuccessors: followers.filter((one) => one.catalogued !== undefined && one.retiredOn === undefined).map(({ code }) => code),
      portal,
    },
    settings.procedureReview.rolesByLevel,
  );
};
