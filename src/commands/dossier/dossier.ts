import type { Fold } from '#commands/handling/command.ts';
import { countedAt, countFrom, stopEndedBy } from '#domain/dossier/clock.ts';
import { corrected } from '#domain/dossier/correction.ts';
import { feeAccountAfter, noAccount } from '#domain/dossier/fees.ts';
import { waitingAfter } from '#domain/dossier/handover.ts';
import { partsAfter, partsFrom } from '#domain/dossier/parts.ts';
import { remindersAfter } from '#domain/dossier/reminders.ts';
import { type Entry, outcomeOf } from '#domain/dossier/status.ts';
import { holdsWith, holdsWithout } from '#domain/retention.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import type { Correction } from '#events/dossier/terms.ts';
import type { Recorded } from '#events/store/event.ts';
import type { Bound, Dossier, Ended, Keeping, Of, Open, Pressed, Received, Submission, Submitted } from './state.ts';
import { noTimes, timesAfter, timesOf } from './times.ts';

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
export const unitsOf = (dossier: Submitted | Received): string[] => {
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
  const { holder, competentUnit, code, channel, placeOfReceipt, pilot, appointed, earlierComponents } = event.data;
  const { owner, submitter, request } = before.status === 'submitted' ? before.submission : event.data;
  const components = event.data.components ?? earlierComponents;
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
    stated: owner && request && components ? { owner, submitter, request, components } : undefined,
    receivedAt: event.occurredAt,
    reopened: false,
    step: 0,
    dueAt: appointed.at,
    count: countFrom(event.occurredAt, event.data.limit),
    parts: partsFrom(event.data, event.occurredAt),
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

/** The result put right; of a part it is the dossier's own only where that repeats it. */
const withResult = (dossier: Received, { part, repeated, result }: Of<'ResultCorrected'>): Received =>
  part === undefined || repeated ? { ...dossier, result } : { ...dossier };

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
      return ofReceived(dossier, (one) => withResult(one, event.data));
    case 'ResultReplaced':
      return onceEnded(
        ofReceived(dossier, (one) => withResult(one, event.data)),
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
  const last = 'last' in dossier && 'last' in after && after.last && { last: { ...after.last, ...partsOnce(after.last, event) } };
  const step = 'step' in dossier ? dossier.step : 0;
  const waiting = 'holder' in dossier && 'holder' in after && { handover: waitingAfter(dossier.handover, step, event) };
  return { ...after, ...timesAfter(before, event), ...parts, ...last, ...waiting } as Dossier;
};

/** Only what decisions need; what screens need lives in projections. */
export const dossier: Fold<Dossier, DossierEvent> = {
  category: dossierEvents.category,
  initial: { status: 'absent' },
  evolve,
  // said of a dossier, its record or its keeping at any time: what happened on paper before can still be entered
  ofRecord: [
    'LateEntryConfirmed',
    'LateEntryDeclined',
    'DossierCorrected',
    'DossierReminded',
    'DossierUrged',
    'DossierLegalHoldPlaced',
    'DossierLegalHoldLifted',
    'DossierErasureRefused',
  ],
};
