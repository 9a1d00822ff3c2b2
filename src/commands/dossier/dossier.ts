import { commandOn, type DecisionContext, type Fold } from '#commands/handling/command.ts';
import { requireServing, servingLookups } from '#commands/handling/serving.ts';
import { type Count, countedAt, countFrom, stopEndedBy } from '#domain/dossier/clock.ts';
import { corrected, type Stated } from '#domain/dossier/correction.ts';
import { type FeeAccount, feeAccountAfter, noAccount } from '#domain/dossier/fees.ts';
import { type WaitingHandover, waitingAfter } from '#domain/dossier/handover.ts';
import { type Part, partsAfter, partsFrom } from '#domain/dossier/parts.ts';
import { type Reminder, remindersAfter } from '#domain/dossier/reminders.ts';
import { type Entry, type Outcome, outcomeOf } from '#domain/dossier/status.ts';
import { Rejection } from '#domain/rejections.ts';
import { holdsWith, holdsWithout, type LegalHold } from '#domain/retention.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { Urging } from '#domain/urging.ts';
import { type Correction, type DossierEvent, dossierEvents, type Holder, type Result } from '#events/dossier/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Actor, Recorded } from '#events/store/event.ts';
import { lateActOfOffice } from './lateEntry.ts';
import { noTimes, type Timed, timesAfter, timesOf } from './times.ts';

type Of<T extends DossierEvent['type']> = DataOf<DossierEvent, T>;
/** What was handed in, as it will be repeated in the receipt. Personal values in it are sealed. */
export type Submission = Omit<Of<'DossierSubmitted'>, 'holder' | 'receiveBy' | 'externalCode' | 'warnings'>;

/** What decides how long a dossier is kept. */
type Keeping = {
  procedure: string;
  /** Null as long as it was not received. */
  procedureVersion: number | null;
  enteredOn: string;
  holds: readonly LegalHold[];
};

/** Who was reminded of it and urged so far. */
type Pressed = { reminders: readonly Reminder[]; urged: Urging | undefined };

/** True of every dossier that has not ended. Exactly one holder. */
type Open = Timed &
  Keeping & {
    holder: Holder;
    /** The hand-over that brought it there, as long as the holder has not accepted it. */
    handover?: WaitingHandover | undefined;
  } & Pressed;

export type Submitted = Open & {
  status: 'submitted';
  submission: Submission;
  externalCode: string | undefined;
  submittedAt: string;
};

/** What it is bound to, by the procedure and the version in force on the day of receipt. */
type Bound = Pick<Of<'DossierReceived'>, 'procedure' | 'procedureVersion' | 'limit' | 'verificationLimit' | 'extension' | 'steps'>;

/** Received, and until the result is returned. */
export type Received = Open &
  Bound &
  Pick<Of<'DossierReceived'>, 'code' | 'channel' | 'placeOfReceipt' | 'pilot'> & {
    status: 'received' | 'settled';
    /** Undefined where the events say nothing of it: a log cut short. */
    stated: Stated | undefined;
    result?: Result;
    reopened: boolean;
    /** From where limits are counted: receipt, or the last reopening. */
    receivedAt: string;
    step: number;
    dueAt: string;
    count: Count;
    /** None where the procedure is one. */
    parts: readonly Part[];
    /** The part that the supplement is for, where it is one's. */
    supplementFor?: string | undefined;
    /** As promised to the citizen; it changes with the procedure only, on the day of receipt. */
    appointedAt: string;
    verifying: boolean;
    extended: boolean;
    fees: FeeAccount;
  };

export type Ended = Timed &
  Keeping & {
    status: Exclude<Outcome, 'settled'>;
    /** Absent where it was never received. */
    placeOfReceipt?: string;
    fees: FeeAccount;
    endedOn: string;
    archived: boolean;
    archive?: Pick<Of<'DossierArchived'>, 'retention' | 'statedRetention'> & { on: string };
    erased: boolean;
    /** Units that received, decided or held it last. */
    units: readonly string[];
    /** As it was received and processed, where it was. */
    last?: Received;
    /** A result that replaces the one returned waits for the citizen. */
    replacementToReturn: boolean;
  };

export type Dossier = { status: 'absent' } | Submitted | Received | Ended;

const open = ({ data: { holder, competentUnit, procedure }, occurredAt }: Recorded<Entry>): Open => ({
  procedure,
  procedureVersion: null,
  enteredOn: localDay(occurredAt),
  holds: [],
  competentUnit,
  holder,
  reminders: [],
  urged: undefined,
  ...noTimes,
});

const keepingOf = ({ procedure, procedureVersion, enteredOn, holds }: Keeping): Keeping => ({
  procedure,
  procedureVersion,
  enteredOn,
  holds,
});

/** Units that may know of the dossier: that receive, decide or hold it, or may recall it. */
const unitsOf = (dossier: Submitted | Received): string[] => {
  const { competentUnit, holder, handover } = dossier;
  const giver = handover === undefined ? [] : [handover.from.unit];
  return [competentUnit, holder.unit, ...('placeOfReceipt' in dossier ? [dossier.placeOfReceipt] : []), ...giver];
};

const ended = (open: Submitted | Received, event: Recorded<DossierEvent>, status: Ended['status']): Ended => {
  const money =
    open.status === 'submitted' ? { fees: noAccount } : { fees: feeAccountAfter(open.fees, event), placeOfReceipt: open.placeOfReceipt };
  const last = open.status !== 'submitted' && { last: open };
  const kept = { ...keepingOf(open), endedOn: localDay(event.occurredAt) };
  const units = unitsOf(open);
  return { status, ...timesOf(open), ...kept, ...money, archived: false, erased: false, units, replacementToReturn: false, ...last };
};

const pressedOf = ({ reminders, urged }: Pressed): Pressed => ({ reminders, urged });

const boundBy = ({ procedure, procedureVersion, limit, verificationLimit, extension, steps }: Bound): Bound => ({
  procedure,
  procedureVersion,
  limit,
  verificationLimit,
  extension,
  steps,
});

const received = (before: Dossier, event: Recorded<Extract<DossierEvent, { type: 'DossierReceived' }>>): Received => {
  const { holder, competentUnit, code, channel, placeOfReceipt, pilot, appointed, components } = event.data;
  const { owner, submitter, request } = before.status === 'submitted' ? before.submission : event.data;
  return {
    ...(before.status === 'submitted' ? { ...timesOf(before), ...keepingOf(before), ...pressedOf(before) } : open(event)),
    ...boundBy(event.data),
    status: 'received',
    competentUnit,
    holder,
    code,
    channel,
    placeOfReceipt,
    pilot,
    stated: owner && request ? { owner, submitter, request, components } : undefined,
    receivedAt: event.occurredAt,
    reopened: false,
    step: 0,
    dueAt: appointed.at,
    count: countFrom(event.occurredAt, event.data.limit),
    parts: partsFrom(event),
    appointedAt: appointed.at,
    verifying: false,
    extended: false,
    fees: noAccount,
  };
};

/** Applies a change to a dossier that it can concern; on any other it leaves no trace. */
const whileOpen = (dossier: Dossier, change: (open: Submitted | Received) => Dossier): Dossier =>
  'holder' in dossier ? change(dossier) : dossier;
const whileReceived = (dossier: Dossier, change: (received: Received) => Dossier): Dossier =>
  'steps' in dossier ? change(dossier) : dossier;
const onceEnded = (dossier: Dossier, change: Partial<Ended>): Dossier => ('archived' in dossier ? { ...dossier, ...change } : dossier);

const withComponents = (dossier: Submitted | Received, more: Submission['components']): Submitted | Received => {
  if (dossier.status !== 'submitted') return dossier;
  return { ...dossier, submission: { ...dossier.submission, components: [...dossier.submission.components, ...more] } };
};

const charged = <S extends Received | Ended>(dossier: S, event: Recorded<DossierEvent>): S => ({
  ...dossier,
  fees: feeAccountAfter(dossier.fees, event),
});

/** Applies a change to what was received, whether it has ended since or not. */
const ofReceived = (dossier: Dossier, change: (received: Received) => Received): Dossier => {
  if ('steps' in dossier) return change(dossier);
  return 'last' in dossier && dossier.last ? { ...dossier, last: change(dossier.last) } : dossier;
};

const withCorrection = (dossier: Received, after: Correction): Received =>
  dossier.stated === undefined ? dossier : { ...dossier, stated: corrected(dossier.stated, after) };

/** The dossier as it was received, on a course of its own. */
const reopened = ({ last, fees, holds }: Ended & { last: Received }, { holder }: Of<'DossierReopened'>, at: string): Received => ({
  ...last,
  fees,
  holds,
  status: 'received',
  holder,
  handover: undefined,
  step: 0,
  receivedAt: at,
  reopened: true,
  // the one request that the law allows was made; what had stopped waits for nothing
  supplement: last.supplement === 'never' ? 'never' : 'given',
  supplementFor: undefined,
  settled: null,
  verifying: false,
  extended: false,
});

/** The dossier after an event, apart from its times. */
const changed = (dossier: Dossier, event: Recorded<DossierEvent>): Dossier => {
  switch (event.type) {
    case 'DossierSubmitted': {
      const { holder: _, receiveBy, externalCode, warnings: __, ...submission } = event.data;
      const times = { ...open(event), receiveBy: receiveBy?.at ?? null };
      return { ...times, status: 'submitted', submission, externalCode, submittedAt: event.occurredAt };
    }
    case 'DossierReceived':
      return received(dossier, event);
    case 'SupplementRequested':
      return whileOpen(dossier, (open) => ({
        ...open,
        supplement: 'outstanding',
        ...('parts' in open && { supplementFor: event.data.part }),
      }));
    case 'SupplementGiven':
      return whileOpen(dossier, (open) => ({ ...withComponents(open, event.data.components), supplement: 'given' }));
    case 'DossierHandedOver': {
      const { to: holder, step } = event.data;
      return whileOpen(dossier, (open) => (open.status === 'submitted' ? { ...open, holder } : { ...open, holder, step }));
    }
    case 'DossierHandoverAccepted':
    case 'DossierHandoverDeclined':
    case 'DossierHandoverRecalled':
      return whileOpen(dossier, (open) => ({ ...open }));
    case 'VerificationStarted':
      return whileReceived(dossier, (open) => ({ ...open, verifying: true }));
    case 'DossierExtended':
      return whileReceived(dossier, (open) => ({ ...open, extended: true }));
    case 'FeeRequested':
      return whileReceived(dossier, (open) => charged(open, event));
    case 'FeePaid':
    case 'FeeWaived':
    case 'FeeCancelled':
      return whileReceived(dossier, (open) => charged(open, event));
    case 'FeeRefunded':
      return 'fees' in dossier ? charged(dossier, event) : dossier;
    case 'PartSettled':
      return whileReceived(dossier, (open) => ({ ...open }));
    case 'DossierSettled':
      return whileReceived(dossier, (open) => {
        const settled = { statedAt: event.occurredAt, countedAt: countedAt(event) };
        return { ...open, status: outcomeOf(event), settled, result: event.data.result };
      });
    case 'ResultReturned':
      return 'archived' in dossier
        ? { ...dossier, replacementToReturn: false }
        : whileReceived(dossier, (open) => ended(open, event, outcomeOf(event)));
    case 'DossierCorrected':
      return ofReceived(dossier, (one) => withCorrection(one, event.data.after));
    case 'DossierProcedureCorrected':
      return whileReceived(dossier, (open) => ({ ...open, ...boundBy(event.data), step: 0, appointedAt: event.data.appointed.at }));
    case 'ResultCorrected':
      return ofReceived(dossier, (one) => ({ ...one, result: event.data.result }));
    case 'ResultReplaced':
      return onceEnded(
        ofReceived(dossier, (one) => ({ ...one, result: event.data.result })),
        { replacementToReturn: true },
      );
    case 'DossierReopened':
      return 'last' in dossier && dossier.last ? reopened({ ...dossier, last: dossier.last }, event.data, event.occurredAt) : dossier;
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return whileOpen(dossier, (open) => ended(open, event, outcomeOf(event)));
    case 'LateEntryConfirmed': {
      if (dossier.status === 'absent') return dossier;
      const { settled } = dossier;
      const counted = settled && event.data.act === 'DossierSettled' ? { ...settled, countedAt: settled.statedAt } : settled;
      return { ...dossier, settled: counted };
    }
    case 'LateEntryDeclined':
      return dossier.status === 'absent' ? dossier : { ...dossier };
    case 'DossierArchived': {
      const { retention, statedRetention } = event.data;
      return onceEnded(dossier, { archived: true, archive: { on: localDay(event.occurredAt), retention, statedRetention } });
    }
    case 'DossierLegalHoldPlaced':
    case 'DossierLegalHoldLifted': {
      if (dossier.status === 'absent') return dossier;
      const change = event.type === 'DossierLegalHoldPlaced' ? holdsWith : holdsWithout;
      return { ...dossier, holds: change(dossier.holds, event.data.holdId) };
    }
    case 'DossierErasureRefused':
      return dossier;
    case 'DossierReminded':
      return whileOpen(dossier, (open) => ({ ...open, reminders: remindersAfter(open.reminders, event) }));
    case 'DossierUrged':
      return whileOpen(dossier, (open) => ({ ...open, urged: { by: event.actor.id, text: event.data.text, at: event.occurredAt } }));
    case 'DossierPersonalDataErased':
      return onceEnded(dossier, { erased: true });
  }
};

const partsOnce = ({ parts, receivedAt, standstill }: Received, event: Recorded<DossierEvent>): Pick<Received, 'parts'> => ({
  parts: partsAfter(parts, receivedAt, event, stopEndedBy(standstill, event).pause),
});

const evolve = (dossier: Dossier, event: Recorded<DossierEvent>): Dossier => {
  const after = changed(dossier, event);
  // an event that cannot concern the dossier moves no time either
  if (after === dossier || after.status === 'absent') return after;
  const before = dossier.status === 'absent' ? noTimes : dossier;
  const parts = 'parts' in dossier && 'parts' in after && partsOnce(dossier, event);
  const step = 'step' in dossier ? dossier.step : 0;
  const waiting = 'holder' in dossier && 'holder' in after && { handover: waitingAfter(dossier.handover, step, event) };
  return { ...after, ...timesAfter(before, event), ...parts, ...waiting } as Dossier;
};

/** Only what decisions need; what screens need lives in projections. */
export const dossier: Fold<Dossier, DossierEvent> = { category: dossierEvents.category, initial: { status: 'absent' }, evolve };

/**
 * The unit whose act it is, for authorisation: the one the input names, where an act of the citizen may be recorded at
 * several desks; otherwise the holder's, or the competent one once nobody holds the dossier.
 */
const actingUnit = ({ unit }: { unit?: string | undefined }, dossier: Dossier): string | undefined => {
  if (unit !== undefined || dossier.status === 'absent') return unit;
  return 'holder' in dossier ? dossier.holder.unit : dossier.competentUnit;
};

const knownTo = (_input: unknown, state: Dossier): readonly string[] => {
  if (state.status === 'absent') return [];
  return 'units' in state ? state.units : unitsOf(state);
};

export const dossierCommand = commandOn(dossier, {
  idField: 'dossierId',
  lateEntry: true,
  lateEntryOf: lateActOfOffice,
  unit: actingUnit,
  knownTo,
  lookups: servingLookups,
  admit: requireServing,
});

type Present = Submitted | Received | Ended;

export const presentDossier = (dossier: Dossier, id: string): Present => {
  if (dossier.status === 'absent') throw new Rejection('dossier-not-found', `There is no dossier ${id}.`);
  return dossier;
};

/** The dossier, submitted or received, as long as it has not ended. */
export const openDossier = (dossier: Dossier, id: string): Submitted | Received => {
  const present = presentDossier(dossier, id);
  if ('archived' in present) throw new Rejection('dossier-ended', `Dossier ${id} has ended: ${present.status}.`);
  return present;
};

/** The dossier, received, with or without a result. */
export const receivedDossier = (dossier: Dossier, id: string): Received => {
  const present = openDossier(dossier, id);
  if (present.status === 'submitted') throw new Rejection('dossier-not-received', `Dossier ${id} has not been received.`);
  return present;
};

/** The dossier, open and without a result. */
export const unsettledDossier = (dossier: Dossier, id: string): Submitted | Received => {
  const present = openDossier(dossier, id);
  if (present.status === 'settled') throw new Rejection('dossier-already-settled', `Dossier ${id} has a result.`);
  return present;
};

/** The dossier, received and without a result. */
export const dossierInProcess = (dossier: Dossier, id: string): Received => {
  unsettledDossier(dossier, id);
  return receivedDossier(dossier, id);
};

/** A part of the dossier that has no result yet. */
export const openPart = (dossier: Submitted | Received, part: string): Part => {
  const parts = 'parts' in dossier ? dossier.parts : [];
  const found = parts.find((one) => one.part === part);
  if (found === undefined) {
    const known = parts.map((one) => one.part).join(', ');
    throw new Rejection('part-not-found', `The dossier has no part ${part}; it has ${known || 'none'}.`);
  }
  if (found.settledAt !== undefined) throw new Rejection('part-already-settled', `Part ${part} has had a result since ${found.settledAt}.`);
  return found;
};

/** The dossier, waiting for reception. */
export const submittedDossier = (dossier: Dossier, id: string): Submitted => {
  const present = openDossier(dossier, id);
  if (present.status !== 'submitted') throw new Rejection('dossier-already-received', `Dossier ${id} was received before.`);
  return present;
};

/** The dossier after its end, not yet in the archive. */
export const endedDossier = (dossier: Dossier, id: string): Ended => {
  const present = presentDossier(dossier, id);
  if (!('archived' in present)) throw new Rejection('result-not-returned', `Dossier ${id} has not ended: it is ${present.status}.`);
  return present;
};

const holderText = ({ unit, official }: Holder): string =>
  official === undefined ? `the desk of ${unit}` : `official ${official} of ${unit}`;

/** Motcua itself and administrators act for anybody. */
const actsForAnybody = ({ role }: Actor): boolean => role === 'system' || role === 'administrator';

/** A token that covers several units acts for the one that holds: that it may has been checked. */
const isOf = (unit: string, actor: Actor): boolean => actor.unit === undefined || actor.unit === unit;

/** What an official holds is his; whoever acts as nobody in particular acts on what lies at the desk. */
const isHolder = (holder: Holder, actor: Actor): boolean =>
  holder.official === undefined ? isOf(holder.unit, actor) : holder.official === actor.official;

const refuse = (holder: Holder): never => {
  throw new Rejection('not-the-holder', `The dossier is held by ${holderText(holder)}.`);
};

/** Whoever says from whom a dossier comes is right, or comes too late. */
export const requireHeldBy = (holder: Holder, expected: Holder): void => {
  if (holder.unit !== expected.unit || holder.official !== expected.official) refuse(holder);
};

/** Acts of processing are the present holder's. A dossier at the desk may be taken up by any official of the unit. */
export const requireHolder = (holder: Holder, actor: Actor): void => {
  if (!actsForAnybody(actor) && !isHolder(holder, actor)) refuse(holder);
};

/** Whoever leads the unit acts for those who are absent, Motcua and administrators for anybody. */
const actsForAbsent = (unit: string, actor: Actor): boolean =>
  actsForAnybody(actor) || ((actor.role === 'center-head' || actor.role === 'supervisor') && isOf(unit, actor));

/** Whoever leads the holding unit may pass on what an absent official holds. */
export const requireHolderOrHead = (holder: Holder, actor: Actor): void => {
  if (!actsForAbsent(holder.unit, actor)) requireHolder(holder, actor);
};

/** The hand-over that waits for the holder's acceptance, or the rejection `handover-not-waiting`. */
export const waitingHandover = ({ handover }: Submitted | Received, id: string): WaitingHandover => {
  if (handover === undefined) throw new Rejection('handover-not-waiting', `No hand-over of ${id} waits for acceptance.`);
  return handover;
};

/** What was handed over is recalled by who gave it, or whoever leads his unit. */
export const requireGiver = ({ from }: WaitingHandover, actor: Actor): void => {
  if (!actsForAbsent(from.unit, actor) && !isHolder(from, actor))
    throw new Rejection('not-the-giver', `The dossier was handed over by ${holderText(from)}.`);
};

/** Whether somebody else than who hands it over has to accept it; Motcua and administrators set things right at once. */
export const needsAcceptance = ({ official }: Holder, actor: Actor): boolean =>
  !actsForAnybody(actor) && (official === undefined || official !== actor.official);

/**
 * Acts of the citizen are recorded where he comes to: at the holder's or, for a dossier received elsewhere, at the
 * place of receipt. Returns the unit, by default the holder's.
 */
export const deskOf = (dossier: Submitted | Received, actor: Actor, unit = dossier.holder.unit): string => {
  const desks = dossier.status === 'submitted' ? [dossier.holder.unit] : [dossier.holder.unit, dossier.placeOfReceipt];
  const serves = actsForAnybody(actor) || isOf(unit, actor);
  // whoever is told may belong to neither unit
  if (!desks.includes(unit) || !serves)
    throw new Rejection('not-the-holder', `Unit ${unit} neither holds the dossier nor received it, or the actor is not of it.`);
  return unit;
};

/** Nothing that presumes a running clock happens while the agency waits for the citizen. */
export const requireRunningClock = ({ standstill: { stops } }: Submitted | Received): void => {
  if (stops.length > 0)
    throw new Rejection('clock-stopped', `The dossier waits for the citizen (${stops.map(({ by }) => by).join(', ')}).`);
};

export const requireKnownUnit = (unit: string, { settings }: DecisionContext): void => {
  if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `There is no unit ${unit}.`);
};
