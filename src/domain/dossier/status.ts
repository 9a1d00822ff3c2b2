import { z } from 'zod';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { owedAfter } from './fees.ts';

/** Statuses of the National Public Service Portal (TrangThaiHoSo), in the order of their codes 1 to 10. */
export const dossierStatuses = [
  'registered',
  'received',
  'refused',
  'processing',
  'supplement-requested',
  'fee-requested',
  'withdrawn',
  'stopped',
  'settled',
  'returned',
] as const;
export const DossierStatus = z.enum(dossierStatuses).meta({
  id: 'DossierStatus',
  description:
    'Status by the national list, codes 1–10: registered (waits for reception), received, refused, processing, supplement-requested, fee-requested, withdrawn, stopped, settled, returned.',
});
export type DossierStatus = z.infer<typeof DossierStatus>;

/** What a dossier begins with. */
export type Entry = Extract<DossierEvent, { type: 'DossierSubmitted' | 'DossierReceived' }>;

/** Whether a dossier begins with this event, where there is none yet: handed in, or received at the counter. */
export const isEntry = (event: Recorded<DossierEvent>): event is Recorded<Entry> =>
  event.type === 'DossierSubmitted' || event.type === 'DossierReceived';

/** `settled` may still become `returned`; the others are final. */
export type Outcome = 'settled' | 'returned' | 'refused' | 'withdrawn' | 'stopped';

const outcomes = {
  DossierSettled: 'settled',
  ResultReturned: 'returned',
  DossierRefused: 'refused',
  DossierWithdrawn: 'withdrawn',
  DossierStopped: 'stopped',
} as const satisfies { [T in DossierEvent['type']]?: Outcome };

/** What an event makes of a dossier, where it decides that. */
export const outcomeOf = <E extends Recorded<DossierEvent>>({
  type,
}: E): E['type'] extends keyof typeof outcomes ? (typeof outcomes)[E['type']] : Outcome | undefined =>
  outcomes[type as keyof typeof outcomes] as never;

/** How far a dossier has come: the facts its status follows from. */
export type Progress = typeof noProgress;

export const noProgress = {
  received: false,
  /** Somebody beyond the reception desk has taken it up. */
  underWay: false,
  supplementOutstanding: false,
  feeOutstanding: false,
  outcome: null as Outcome | null,
};

/** Adds one event to a dossier's progress. */
export const progressAfter = (progress: Progress, event: Recorded<DossierEvent>): Progress => {
  switch (event.type) {
    case 'DossierReceived':
      return { ...progress, received: true };
    case 'DossierHandedOver':
    case 'VerificationStarted':
      return progress.underWay ? progress : { ...progress, underWay: true };
    case 'SupplementRequested':
    case 'SupplementGiven':
      return { ...progress, supplementOutstanding: event.type === 'SupplementRequested' };
    case 'FeeRequested':
    case 'FeePaid':
    case 'FeeWaived':
    case 'FeeCancelled':
      return { ...progress, feeOutstanding: owedAfter(0, event) > 0 };
    case 'DossierSettled':
    case 'ResultReturned':
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return { ...progress, outcome: outcomeOf(event) };
    case 'DossierReopened':
      return { ...noProgress, received: true, underWay: true };
    case 'DossierSubmitted':
    case 'DossierHandoverAccepted':
    case 'DossierHandoverDeclined':
    case 'DossierHandoverRecalled':
    case 'DossierExtended':
    case 'PartSettled':
    case 'FeeRefunded':
    case 'LateEntryConfirmed':
    case 'LateEntryDeclined':
    case 'DossierCorrected':
    case 'DossierProcedureCorrected':
    case 'ResultCorrected':
    case 'ResultReplaced':
    case 'DossierArchived':
    case 'DossierLegalHoldPlaced':
    case 'DossierLegalHoldLifted':
    case 'DossierErasureRefused':
    case 'DossierReminded':
    case 'DossierUrged':
    case 'DossierPersonalDataErased':
      return progress;
  }
};

/** The national status that follows. What the citizen still owes is shown before what the agency is doing. */
export const statusOf = (progress: Progress): DossierStatus => {
  if (progress.outcome) return progress.outcome;
  if (progress.supplementOutstanding) return 'supplement-requested';
  if (progress.feeOutstanding) return 'fee-requested';
  if (!progress.received) return 'registered';
  return progress.underWay ? 'processing' : 'received';
};

/** Code of a status on the national portal. */
export const nationalCode = (status: DossierStatus): number => dossierStatuses.indexOf(status) + 1;
