import { dueAfter, stoppedSinceAfter } from '#domain/dossier/clock.ts';
import { corrected } from '#domain/dossier/correction.ts';
import { feeSumsAfter, noFees, owedAfter } from '#domain/dossier/fees.ts';
import { answerTo } from '#domain/dossier/handover.ts';
import { lateEntriesAfter, onTimeAfter, onTimeAsStatedAfter } from '#domain/dossier/lateEntries.ts';
import { partsMovedBy } from '#domain/dossier/parts.ts';
import { type Entry, outcomeOf } from '#domain/dossier/status.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { emptyOf } from '#projections/daemon/fields.ts';
import { type DeadlineLine, type Detail, DossierDetail, type TimelineEntry } from './view.ts';

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

const moved = (
  detail: Detail,
  cause: DeadlineLine['cause'],
  event: Recorded<DossierEvent>,
  time: { at: string; lines: string[] },
  ground: DeadlineLine['ground'],
) => [...detail.deadline, { cause, since: event.occurredAt, at: time.at, previousAt: detail.dueAt, ground, lines: time.lines }];

const replaceLast = <T>(list: readonly T[], change: (last: T) => T): T[] =>
  list.map((entry, index) => (index === list.length - 1 ? change(entry) : entry));

type Fee = Detail['fees'][number];
/** What becomes of the fee asked last, and of the due time, by an act after which less of it is owed. */
const settling = (
  detail: Detail,
  event: Recorded<Extract<DossierEvent, { type: 'FeePaid' | 'FeeWaived' | 'FeeCancelled' }>>,
  ground: DeadlineLine['ground'],
  change: (fee: Fee) => Partial<Fee>,
): Partial<Detail> => {
  const outstandingDong = owedAfter(0, event);
  const { due, pausedWorkingMinutes } = event.data;
  const fees = replaceLast(detail.fees, (fee) => ({
    ...fee,
    ...change(fee),
    outstandingDong,
    ...(outstandingDong === 0 && { pausedWorkingMinutes }),
  }));
  return { fees, ...(due && { deadline: moved(detail, 'fee', event, due, ground) }) };
};

const ending = (
  { fees }: Detail,
  event: Recorded<Extract<DossierEvent, { type: 'DossierRefused' | 'DossierWithdrawn' | 'DossierStopped' }>>,
) => ({
  // what ended without a result owes nothing
  fees: fees.map((fee) => ({ ...fee, outstandingDong: 0 })),
  ending: {
    outcome: outcomeOf(event),
    at: event.occurredAt,
    unit: event.unit ?? null,
    reason: event.data.reason,
    legalGround: event.type === 'DossierWithdrawn' ? null : event.data.legalGround,
    refundDong: event.type === 'DossierRefused' ? null : (event.data.refundDong ?? null),
  },
});

/** A hand-over that nobody has to accept, or that was on record before acceptance was asked for. */
const unasked = { state: 'accepted' as const, answeredAt: null, answeredBy: null, answerReason: null };

/** Whether who had it passed it on in time; a clock that stands still is judged as of when it stopped. */
const isGivenOnTime = ({ dueAt, receiveBy, clockStoppedSince }: Detail, at: string): boolean | null => {
  const by = dueAt ?? receiveBy;
  return by === null ? null : (clockStoppedSince ?? at) <= by;
};

/** The hand-overs after an event that may answer the one that waits. */
const answered = (handovers: Detail['handovers'], event: Recorded<DossierEvent>): Detail['handovers'] => {
  const last = handovers.at(-1);
  const state = last?.state === 'waiting' ? answerTo(last.to, event) : undefined;
  if (state === undefined) return handovers;
  const answerReason =
    event.type === 'DossierHandoverDeclined' || event.type === 'DossierHandoverRecalled' ? (event.data.reason ?? null) : null;
  return replaceLast(handovers, (line) => ({
    ...line,
    state,
    answeredAt: event.occurredAt,
    answeredBy: event.actor.id,
    answerReason,
  }));
};

const receivedNow = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'DossierReceived' }>>): Partial<Detail> => {
  const { data, occurredAt: at } = event;
  const from = detail.submittedAt === null ? null : detail.holder;
  const first = { step: 0, stepName: data.steps[0]?.name ?? null, stepHours: data.steps[0]?.hours ?? null, skipped: [], note: null };
  return {
    code: data.code,
    procedure: data.procedure,
    procedureVersion: data.procedureVersion,
    limit: data.limit,
    verificationLimit: data.verificationLimit ?? null,
    agreed: data.agreed ?? null,
    extensionRule: data.extension ?? null,
    steps: data.steps,
    placeOfReceipt: data.placeOfReceipt,
    pointId: data.pointId ?? null,
    holder: data.holder,
    step: 0,
    owner: data.owner ?? detail.owner,
    submitter: data.submitter ?? detail.submitter,
    request: data.request ?? detail.request,
    components: data.components ?? data.earlierComponents ?? detail.components,
    sets: data.sets ?? detail.sets,
    delivery: data.delivery ?? detail.delivery,
    receivedAt: at,
    appointedAt: data.appointed.at,
    deadline: moved(detail, 'reception', event, data.appointed, null),
    parts: (data.parts ?? []).map(({ appointed, ...part }) => ({
      ...part,
      appointedAt: appointed.at,
      dueAt: appointed.at,
      deadline: [{ cause: 'reception' as const, since: at, at: appointed.at, previousAt: null, ground: null, lines: appointed.lines }],
      result: null,
    })),
    handovers: [
      ...detail.handovers,
      { at, from, to: data.holder, ...first, recordedBy: event.actor.id, onTime: isGivenOnTime(detail, at), ...unasked },
    ],
  };
};

type CorrectionEvent = Extract<
  DossierEvent,
  { type: 'DossierCorrected' | 'DossierProcedureCorrected' | 'ResultCorrected' | 'ResultReplaced' }
>;

/** What a correction makes of the dossier, before and after. */
const correction = (event: Recorded<CorrectionEvent>): Pick<Detail['corrections'][number], 'what' | 'before' | 'after'> => {
  switch (event.type) {
    case 'DossierCorrected':
      return { what: 'statement', before: event.data.before, after: event.data.after };
    case 'DossierProcedureCorrected': {
      const { before, procedure, procedureVersion } = event.data;
      return { what: 'procedure', before, after: { procedure, procedureVersion } };
    }
    case 'ResultCorrected':
    case 'ResultReplaced': {
      const what = event.type === 'ResultCorrected' ? 'result' : 'replacement';
      return { what, before: { result: event.data.before }, after: { result: event.data.result } };
    }
  }
};

const correctedBy = (detail: Detail, event: Recorded<CorrectionEvent>): Pick<Detail, 'corrections'> => ({
  corrections: [...detail.corrections, { ...correction(event), at: event.occurredAt, by: event.actor.id, ground: event.data.ground }],
});

const boundNow = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'DossierProcedureCorrected' }>>): Partial<Detail> => {
  const { procedure, procedureVersion, limit, verificationLimit = null, extension = null, steps, appointed } = event.data;
  return {
    ...correctedBy(detail, event),
    procedure,
    procedureVersion,
    limit,
    verificationLimit,
    steps,
    extensionRule: extension,
    step: 0,
    appointedAt: appointed.at,
    deadline: moved(detail, 'procedure', event, appointed, null),
  };
};

const reopenedNow = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'DossierReopened' }>>): Partial<Detail> => {
  const { ground, complaint, earlier: status, holder, due } = event.data;
  const at = event.occurredAt;
  const { result, returned, ending } = detail;
  const line = { at, from: null, to: holder, step: 0, stepName: null, stepHours: detail.steps[0]?.hours ?? null, skipped: [], note: null, onTime: null };
  return {
    reopenings: [
      ...detail.reopenings,
      { at, by: event.actor.id, ground, complaint, dueAt: due.at, earlier: { status, result, returned, ending } },
    ],
    result: null,
    returned: null,
    ending: null,
    archive: null,
    verification: null,
    extension: null,
    holder,
    step: 0,
    deadline: moved(detail, 'reopening', event, due, complaint.number),
    handovers: [...detail.handovers, { ...line, ...unasked, recordedBy: event.actor.id }],
  };
};

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
      const settled = { ...result, skipped, settledAt: at, onTime };
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
      return {
        result: {
          ...event.data.result,
          settledAt: detail.result?.settledAt ?? at,
          skipped: detail.result?.skipped ?? [],
          onTime: detail.result?.onTime ?? true,
          onTimeAsStated: detail.result?.onTimeAsStated ?? true,
        },
        ...correctedBy(detail, event),
      };
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

/** Adds one event to what is known of the dossier. */
export const detailAfter = (before: Detail, event: Recorded<DossierEvent>): Detail => {
  const detail = changed(before, event);
  const { dueAt, receiveBy, clockStoppedSince: stoppedSince } = before;
  const times = { dueAt, receiveBy, stoppedSince, supplementAsked: before.supplements.length > 0 };
  return {
    ...detail,
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
