import { dueAfter, stoppedSinceAfter } from '#domain/dossier/clock.ts';
import { corrected } from '#domain/dossier/correction.ts';
import { feeSumsAfter, noFees, owedAfter } from '#domain/dossier/fees.ts';
import { lateEntriesAfter, onTimeAfter, onTimeAsStatedAfter, partOnTimeAfter } from '#domain/dossier/lateEntries.ts';
import { partsMovedBy } from '#domain/dossier/parts.ts';
import { type Entry } from '#domain/dossier/status.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { emptyOf } from '#projections/daemon/fields.ts';
import {
  answered,
  boundNow,
  correctedBy,
  ending,
  isGivenOnTime,
  moved,
  receivedNow,
  reopenedNow,
  replaceLast,
  resultNow,
  settling,
  unasked,
} from './acts.ts';
import { type DeadlineLine, type TimelineEntry } from './entries.ts';
import { type Detail, DossierDetail } from './view.ts';

const { timeline: _, ...nothing } = emptyOf(DossierDetail.shape);

/** The dossier as it comes in, before what the event says of it. */
export const entered = (event: Recorded<Entry>): Detail => ({
  ...nothing,
  procedure: event.data.procedure,
  channel: event.data.channel,
  competentUnit: event.data.competentUnit,
  holder: event.data.holder,
  owner: event.data.owner ?? null,
  submitter: event.data.submitter ?? null,
  request: event.data.request ?? null,
  components: event.data.components ?? [],
  feeTotals: noFees,
  sets: event.data.sets ?? null,
  delivery: event.data.delivery ?? null,
  simulated: event.actor.simulated === true,
});

/** What an event changes in what is known of the dossier, apart from its time. */
const changes = (detail: Detail, event: Recorded<DossierEvent>): Partial<Detail> => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'DossierSubmitted': {
      const { externalCode = null, receiveBy, holder } = event.data;
      const first = { step: 0, stepName: null, stepHours: null, skipped: [], note: null };
      const handover = { at, from: null, to: holder, ...first, recordedBy: event.actor.id, onTime: null, ...unasked };
      return {
        externalCode,
        submittedAt: at,
        receiveBy: receiveBy?.at ?? null,
        deadline: receiveBy ? moved(detail, 'submission', event, receiveBy, null) : [],
        handovers: [handover],
      };
    }
    case 'DossierReceived':
      return receivedNow(detail, event);
    case 'SupplementRequested': {
      const { dossierId: _, ...asked } = event.data;
      const supplement = { ...asked, requestedAt: at, givenAt: null, components: null, pausedWorkingMinutes: null };
      return { supplements: [...detail.supplements, supplement] };
    }
    case 'SupplementGiven': {
      const { components, pausedWorkingMinutes, due } = event.data;
      return {
        supplements: replaceLast(detail.supplements, (last) => ({ ...last, givenAt: at, components, pausedWorkingMinutes })),
        ...(due && { deadline: moved(detail, 'supplement', event, due, detail.supplements.at(-1)?.reason ?? null) }),
      };
    }
    case 'DossierHandedOver': {
      const { from, to, step, stepName, skipped = [], note = null, awaitsAcceptance } = event.data;
      const stepHours = detail.steps[step]?.hours ?? null;
      const answer = awaitsAcceptance ? { ...unasked, state: 'waiting' as const } : unasked;
      const onTime = isGivenOnTime(detail, at);
      const line = { at, from, to, step, stepName, stepHours, skipped, note, recordedBy: event.actor.id, onTime, ...answer };
      return { holder: to, step, handovers: [...detail.handovers, line] };
    }
    case 'DossierHandoverAccepted':
    case 'DossierHandoverDeclined':
    case 'DossierHandoverRecalled':
      return {};
    case 'VerificationStarted': {
      const { ground, due } = event.data;
      return { verification: { since: at, ground }, deadline: moved(detail, 'verification', event, due, ground) };
    }
    case 'DossierExtended': {
      const { due, reason, apology, signer, signedBy, byAgreement } = event.data;
      return {
        extension: { at, reason, apology, signer, signedBy, byAgreement },
        deadline: moved(detail, 'extension', event, due, reason),
      };
    }
    case 'FeeRequested': {
      const { items, totalDong, publishedDong = null, reason = null, stopsClock = true } = event.data;
      const unpaid = {
        outstandingDong: owedAfter(0, event),
        paidAt: null,
        payments: [],
        waivers: [],
        cancelled: null,
        pausedWorkingMinutes: null,
      };
      return { fees: [...detail.fees, { requestedAt: at, items, totalDong, publishedDong, reason, stopsClock, ...unpaid }] };
    }
    case 'FeePaid': {
      const { totalDong, method, receiptSeries = null, receiptNumber, unit = event.unit ?? null } = event.data;
      const payment = { at, totalDong, method, unit, receiptSeries, receiptNumber };
      const paidAt = owedAfter(0, event) === 0 ? at : null;
      return settling(detail, event, null, (fee) => ({ paidAt, payments: [...fee.payments, payment] }));
    }
    case 'FeeWaived': {
      const { dong, legalGround } = event.data;
      return settling(detail, event, legalGround, (fee) => ({ waivers: [...fee.waivers, { at, dong, legalGround }] }));
    }
    case 'FeeCancelled': {
      const { reason } = event.data;
      return settling(detail, event, reason, () => ({ cancelled: { at, reason } }));
    }
    case 'FeeRefunded': {
      const { dong, method, voucherNumber, reason } = event.data;
      return { refunds: [...detail.refunds, { at, dong, method, voucherNumber, unit: event.unit ?? null, reason }] };
    }
    case 'PartSettled': {
      const { part, result, skipped = [], onTime } = event.data;
      const settled = { ...result, skipped, settledAt: at, onTime, onTimeAsStated: onTime };
      return { parts: detail.parts.map((one) => (one.part === part ? { ...one, result: settled } : one)) };
    }
    case 'DossierSettled':
      return {
        result: {
          ...event.data.result,
          skipped: event.data.skipped ?? [],
          settledAt: at,
          onTime: event.data.onTime,
          onTimeAsStated: event.data.onTime,
        },
      };
    case 'ResultReturned': {
      const { dossierId: _, onTime: __, ...returned } = event.data;
      return { returned: { ...returned, at } };
    }
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return ending(detail, event);
    case 'LateEntryConfirmed': {
      const { due, reason } = event.data;
      return due === undefined ? {} : { deadline: moved(detail, 'confirmation', event, due, reason) };
    }
    case 'LateEntryDeclined':
      return {};
    case 'DossierCorrected':
      return { ...corrected(detail, event.data.after), ...correctedBy(detail, event) };
    case 'DossierProcedureCorrected':
      return boundNow(detail, event);
    case 'ResultCorrected':
    case 'ResultReplaced':
      return { ...resultNow(detail, event), ...correctedBy(detail, event) };
    case 'DossierReopened':
      return reopenedNow(detail, event);
    case 'DossierArchived': {
      const { fileReference, retention = null, statedRetention = null } = event.data;
      return { archive: { at, fileReference, retention, statedRetention } };
    }
    case 'DossierLegalHoldPlaced': {
      const { holdId, ground } = event.data;
      return { legalHolds: [...detail.legalHolds, { holdId, ground, placedAt: at, liftedAt: null, liftGround: null }] };
    }
    case 'DossierLegalHoldLifted': {
      const { holdId, ground } = event.data;
      const lift = (hold: Detail['legalHolds'][number]) => (hold.holdId === holdId ? { ...hold, liftedAt: at, liftGround: ground } : hold);
      return { legalHolds: detail.legalHolds.map(lift) };
    }
    case 'DossierErasureRefused': {
      const { ground, obstacles } = event.data;
      return { erasuresRefused: [...detail.erasuresRefused, { at, ground, obstacles }] };
    }
    case 'DossierReminded': {
      const { about, step, kind, countsFrom, holder, to, actBy = null } = event.data;
      return { reminders: [...detail.reminders, { at, about, step, kind, countsFrom, holder, to, actBy }] };
    }
    case 'DossierUrged': {
      const { holder, to, text } = event.data;
      return { urgings: [...detail.urgings, { at, by: event.actor.id, holder, to, text }] };
    }
    case 'DossierPersonalDataErased':
      return { personalDataErased: { at, ground: event.data.ground } };
  }
};

/** The parts that an event moves, with their new due times; what moved them is told with the dossier's own deadline. */
const movedParts = (parts: Detail['parts'], event: Recorded<DossierEvent>, last: DeadlineLine | undefined): Detail['parts'] =>
  parts.map((one) => {
    const due = partsMovedBy(event).find(({ part }) => part === one.part)?.due;
    if (due === undefined || last === undefined) return one;
    const { cause, since, ground } = last;
    return {
      ...one,
      dueAt: due.at,
      deadline: [...one.deadline, { cause, since, ground, at: due.at, previousAt: one.dueAt, lines: due.lines }],
    };
  });

const changed = (before: Detail, event: Recorded<DossierEvent>): Detail => {
  const detail = { ...before, handovers: answered(before.handovers, event) };
  const after = { ...detail, ...changes(detail, event) };
  return partsMovedBy(event).length === 0 ? after : { ...after, parts: movedParts(after.parts, event, after.deadline.at(-1)) };
};

/** Whether the result counts as on time after an event. */
const judged = (result: NonNullable<Detail['result']>, { dueAt, result: before }: Detail, event: Recorded<DossierEvent>) => ({
  ...result,
  onTime: onTimeAfter(before?.onTime ?? null, event) ?? result.onTime,
  onTimeAsStated: onTimeAsStatedAfter(before?.onTimeAsStated ?? null, dueAt, event) ?? result.onTimeAsStated,
});

/** The same of a part. */
const judgedPart = (after: Detail['parts'][number], { parts, lateEntries }: Detail, event: Recorded<DossierEvent>): typeof after => {
  if (after.result === null) return after;
  const { part, dueAt, result } = parts.find((one) => one.part === after.part) ?? after;
  const before = { part, dueAt, onTime: result?.onTime ?? null, onTimeAsStated: result?.onTimeAsStated ?? null };
  const { onTime, onTimeAsStated } = partOnTimeAfter(before, lateEntries, event);
  return {
    ...after,
    result: { ...after.result, onTime: onTime ?? after.result.onTime, onTimeAsStated: onTimeAsStated ?? after.result.onTimeAsStated },
  };
};

/** Adds one event to what is known of the dossier. */
export const detailAfter = (before: Detail, event: Recorded<DossierEvent>): Detail => {
  const detail = changed(before, event);
  const { dueAt, receiveBy, clockStoppedSince: stoppedSince, parts } = before;
  const times = { dueAt, receiveBy, stoppedSince, supplementAsked: before.supplements.length > 0, parts };
  return {
    ...detail,
    parts: detail.parts.map((part) => judgedPart(part, before, event)),
    result: detail.result && judged(detail.result, before, event),
    feeTotals: feeSumsAfter(before.feeTotals, event),
    lateEntries: lateEntriesAfter(before.lateEntries, times, event),
    dueAt: dueAfter(dueAt, event),
    clockStoppedSince: stoppedSinceAfter(stoppedSince, dueAt, event),
  };
};

/** One event as the dossier's history shows it. */
export const timelineEntry = (event: Recorded<DossierEvent>): TimelineEntry => {
  const { type, revision, position, occurredAt, recordedAt, lateEntryReason = null, enteredLate, actor } = event;
  const { id, role, unit = null, onBehalfOf = null } = actor;
  return {
    type,
    revision,
    position,
    occurredAt,
    recordedAt,
    lateEntryReason,
    enteredAt: enteredLate?.at ?? null,
    outsideHours: enteredLate?.outsideHours === true,
    afterClosing: enteredLate?.afterClosing === true,
    actor: { id, role, unit, onBehalfOf },
  };
};
