import type { DecisionContext, Fold, PreparationTools } from '#commands/handling/command.ts';
import { findingsOf } from '#domain/review/findings.ts';
import { type PortalEntry, type ProcedureEvent, procedureEvents } from '#events/procedure/events.ts';
import type { Finding } from '#events/review/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { draftOf, type Opened } from './review.ts';

/** What a review needs of its procedure's stream, and no more. */
export type ProcedureFacts = {
  catalogued?: { name: string; field: string };
  retiredOn?: string;
  successors: readonly string[];
  portal?: PortalEntry;
};

const evolve = (facts: ProcedureFacts, event: Recorded<ProcedureEvent>): ProcedureFacts => {
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
  evolve,
};

/**
 * What the checks find in a review as it stands, by what stands on record about its procedure. `effectiveFrom` where it
 * is to be another day than the draft's.
 */
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
      electronic: opened.electronic,
      procedure: { ...catalogued, retiredOn, successors },
      livingSuccessors: followers.filter((one) => one.catalogued !== undefined && one.retiredOn === undefined).map(({ code }) => code),
      portal,
    },
    settings.procedureReview.rolesByLevel,
  );
};
