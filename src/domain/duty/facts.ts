import type { FulfilmentRule } from '#events/terms.ts';

/** A Center on a day: which conditions of its readiness are fulfilled, and since when. */
export type CenterOn = {
  day: string;
  conditions: readonly { code: string; since: string | null }[];
  equipment: readonly { item: string; stated: number | null; statedGap: number }[];
  /** Decisions on how many points there are to be, in the order they were taken. */
  pointsFixed: readonly { act: { number: string }; effectiveOn: string; points: number; counters: number }[];
  /** Square metres of the headquarters designated last, where they were stated. */
  headquartersArea: number | null;
  openedOn: string | null;
};

/** How much a party has done of the review of procedures. */
export type ReviewCoverage = {
  /** Null where there is nothing to review. */
  share: number | null;
  wanted: number;
  weighedBy: 'dossiers' | 'procedures';
  procedures: number;
  coveredProcedures: number;
  /** What is not covered, most dossiers first. */
  open: readonly { code: string; name: string }[];
};

/** A duty that a rule recognises. */
export type RuledDuty = { dutyId: string; party: string; rule: FulfilmentRule; on: string | undefined; deadline: string };

/** A duty that is not fulfilled, as those are reminded who have to do with it. */
export type DutyAtHand = {
  dutyId: string;
  party: string;
  /** There when the party is a commune-level unit. */
  unit: string | null;
  title: string;
  deadline: string;
  escalateTo: string;
  missing: readonly { code: string; text: string }[];
};
