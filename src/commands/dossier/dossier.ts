import { commandOn, type Fold } from '#commands/handling/command.ts';
import { type DossierEvent, dossierEvents, type Holder } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { TimeLimit } from '#events/terms.ts';

type DataOf<T extends DossierEvent['type']> = Extract<DossierEvent, { type: T }>['data'];
/** What was handed in, as it will be repeated in the receipt. Personal values in it are sealed. */
export type Submission = Omit<DataOf<'DossierSubmitted'>, 'holder' | 'receiveBy' | 'externalCode'>;

/** What stops the clock until the citizen has done his part. */
type Stop = 'supplement' | 'fee';

/** True of every dossier that has not ended. Exactly one holder. */
type Open = {
  competentUnit: string;
  holder: Holder;
  supplement: 'never' | 'outstanding' | 'given';
  stops: readonly Stop[];
  stoppedSince?: string | undefined;
};

export type Submitted = Open & { status: 'submitted'; submission: Submission };

/** Received, and until the result is returned. */
export type Received = Open & {
  status: 'received' | 'settled';
  code: string;
  placeOfReceipt: string;
  receivedAt: string;
  verificationLimit?: TimeLimit | undefined;
  extension?: DataOf<'DossierReceived'>['extension'];
  steps: DataOf<'DossierReceived'>['steps'];
  step: number;
  dueAt: string;
  /** Working minutes for which the clock has stood still since receipt. */
  pausedMinutes: number;
  verifying: boolean;
  extended: boolean;
  /** What the citizen owes. */
  feeDong?: number | undefined;
};

export type Ended = {
  status: 'refused' | 'withdrawn' | 'stopped' | 'returned';
  competentUnit: string;
  archived: boolean;
  erased: boolean;
};

export type Dossier = { status: 'absent' } | Submitted | Received | Ended;

const open = (holder: Holder, competentUnit: string): Open => ({ competentUnit, holder, supplement: 'never', stops: [] });

const stopped = <S extends Open>(dossier: S, by: Stop, at: string): S => ({
  ...dossier,
  stops: [...dossier.stops, by],
  stoppedSince: dossier.stoppedSince ?? at,
});

/** The clock runs again only when nothing stops it any more. */
const resumed = <S extends Open>(dossier: S, by: Stop): S => {
  const stops = dossier.stops.filter((stop) => stop !== by);
  return { ...dossier, stops, stoppedSince: stops.length === 0 ? undefined : dossier.stoppedSince };
};

const ended = ({ competentUnit }: Open, status: Ended['status']): Ended => ({ status, competentUnit, archived: false, erased: false });

const received = (before: Dossier, event: Recorded<Extract<DossierEvent, { type: 'DossierReceived' }>>): Received => {
  const { holder, competentUnit, code, placeOfReceipt, verificationLimit, extension, steps, appointed } = event.data;
  return {
    ...(before.status === 'submitted' ? { supplement: before.supplement, stops: before.stops } : { supplement: 'never', stops: [] }),
    status: 'received',
    competentUnit,
    holder,
    code,
    placeOfReceipt,
    receivedAt: event.occurredAt,
    verificationLimit,
    extension,
    steps,
    step: 0,
    dueAt: appointed.at,
    pausedMinutes: 0,
    verifying: false,
    extended: false,
  };
};

/** Applies a change to a dossier that it can concern; on any other it leaves no trace. */
const whileOpen = (dossier: Dossier, change: (open: Submitted | Received) => Dossier): Dossier =>
  dossier.status === 'submitted' || dossier.status === 'received' || dossier.status === 'settled' ? change(dossier) : dossier;
const whileReceived = (dossier: Dossier, change: (received: Received) => Dossier): Dossier =>
  dossier.status === 'received' || dossier.status === 'settled' ? change(dossier) : dossier;
const onceEnded = (dossier: Dossier, change: Partial<Ended>): Dossier => ('archived' in dossier ? { ...dossier, ...change } : dossier);

/** A pause that ended after receipt moves the due time. */
const paused = (dossier: Submitted | Received, { pausedWorkingMinutes, due }: DataOf<'SupplementGiven'> | DataOf<'FeePaid'>) =>
  dossier.status === 'submitted'
    ? dossier
    : { ...dossier, pausedMinutes: dossier.pausedMinutes + pausedWorkingMinutes, dueAt: due?.at ?? dossier.dueAt };

const withComponents = (dossier: Submitted | Received, more: Submission['components']): Submitted | Received => {
  if (dossier.status !== 'submitted') return dossier;
  return { ...dossier, submission: { ...dossier.submission, components: [...dossier.submission.components, ...more] } };
};

const evolve = (dossier: Dossier, event: Recorded<DossierEvent>): Dossier => {
  switch (event.type) {
    case 'DossierSubmitted': {
      const { holder, receiveBy: _, externalCode: __, ...submission } = event.data;
      return { ...open(holder, submission.competentUnit), status: 'submitted', submission };
    }
    case 'DossierReceived':
      return received(dossier, event);
    case 'DossierRefused':
      return whileOpen(dossier, (open) => ended(open, 'refused'));
    case 'SupplementRequested':
      return whileOpen(dossier, (open) => stopped({ ...open, supplement: 'outstanding' }, 'supplement', event.occurredAt));
    case 'SupplementGiven':
      return whileOpen(dossier, (open) =>
        resumed({ ...withComponents(paused(open, event.data), event.data.components), supplement: 'given' }, 'supplement'),
      );
    case 'DossierHandedOver': {
      const { to: holder, step } = event.data;
      return whileOpen(dossier, (open) => (open.status === 'submitted' ? { ...open, holder } : { ...open, holder, step }));
    }
    case 'VerificationStarted':
      return whileReceived(dossier, (open) => ({ ...open, verifying: true, dueAt: event.data.due.at }));
    case 'DossierExtended':
      return whileReceived(dossier, (open) => ({ ...open, extended: true, dueAt: event.data.due.at }));
    case 'FeeRequested': {
      const { totalDong: feeDong, stopsClock } = event.data;
      return whileReceived(dossier, (open) =>
        stopsClock === false ? { ...open, feeDong } : stopped({ ...open, feeDong }, 'fee', event.occurredAt),
      );
    }
    case 'FeePaid':
      return whileReceived(dossier, (open) => resumed({ ...open, ...paused(open, event.data), feeDong: undefined }, 'fee'));
    case 'DossierWithdrawn':
      return whileOpen(dossier, (open) => ended(open, 'withdrawn'));
    case 'DossierStopped':
      return whileOpen(dossier, (open) => ended(open, 'stopped'));
    case 'DossierSettled':
      return whileReceived(dossier, (open) => ({ ...open, status: 'settled' }));
    case 'ResultReturned':
      return whileReceived(dossier, (open) => ended(open, 'returned'));
    case 'DossierArchived':
      return onceEnded(dossier, { archived: true });
    case 'DossierPersonalDataErased':
      return onceEnded(dossier, { erased: true });
  }
};

/** Only what decisions need; what screens need lives in projections. */
export const dossier: Fold<Dossier, DossierEvent> = { category: dossierEvents.category, initial: { status: 'absent' }, evolve };
/** The unit whose act it is, for authorisation: the holder's, or the competent one once nobody holds the dossier. */
export const actingUnit = (_input: unknown, dossier: Dossier): string | undefined => {
  if (dossier.status === 'absent') return undefined;
  return 'holder' in dossier ? dossier.holder.unit : dossier.competentUnit;
};

export const dossierCommand = commandOn(dossier, { idField: 'dossierId', lateEntry: true, unit: actingUnit });
