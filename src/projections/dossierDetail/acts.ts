import { owedAfter } from '#domain/dossier/fees.ts';
import { answerTo } from '#domain/dossier/handover.ts';
import { outcomeOf } from '#domain/dossier/status.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { type DeadlineLine } from './entries.ts';
import { type Detail } from './view.ts';

export const moved = (
  detail: Detail,
  cause: DeadlineLine['cause'],
  event: Recorded<DossierEvent>,
  time: { at: string; lines: string[] },
  ground: DeadlineLine['ground'],
) => [...detail.deadline, { cause, since: event.occurredAt, at: time.at, previousAt: detail.dueAt, ground, lines: time.lines }];

export const replaceLast = <T>(list: readonly T[], change: (last: T) => T): T[] =>
  list.map((entry, index) => (index === list.length - 1 ? change(entry) : entry));

type Fee = Detail['fees'][number];

/** What becomes of the fee asked last, and of the due time, by an act after which less of it is owed. */
export const settling = (
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

export const ending = (
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
export const unasked = { state: 'accepted' as const, answeredAt: null, answeredBy: null, answerReason: null };

/** Whether who had it passed it on in time; a clock that stands still is judged as of when it stopped. */
export const isGivenOnTime = ({ dueAt, receiveBy, clockStoppedSince }: Detail, at: string): boolean | null => {
  const by = dueAt ?? receiveBy;
  return by === null ? null : (clockStoppedSince ?? at) <= by;
};

/** The hand-overs after an event that may answer the one that waits. */
export const answered = (handovers: Detail['handovers'], event: Recorded<DossierEvent>): Detail['handovers'] => {
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

/** The parts that an event binds the dossier to, as they are due; none where the procedure is one. */
const partsBound = (
  parts: DataOf<DossierEvent, 'DossierReceived'>['parts'] = [],
  cause: DeadlineLine['cause'],
  since: string,
): Detail['parts'] =>
  parts.map(({ appointed: { at, lines }, ...part }) => ({
    ...part,
    appointedAt: at,
    dueAt: at,
    deadline: [{ cause, since, at, previousAt: null, ground: null, lines }],
    result: null,
  }));

export const receivedNow = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'DossierReceived' }>>): Partial<Detail> => {
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
    parts: partsBound(data.parts, 'reception', at),
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
      const { before, procedure, procedureVersion, parts } = event.data;
      const named = parts && { parts: parts.map(({ part, name }) => ({ part, name })) };
      return { what: 'procedure', before, after: { procedure, procedureVersion, ...named } };
    }
    case 'ResultCorrected':
    case 'ResultReplaced': {
      const what = event.type === 'ResultCorrected' ? 'result' : 'replacement';
      return { what, before: { result: event.data.before }, after: { result: event.data.result } };
    }
  }
};

export const correctedBy = (detail: Detail, event: Recorded<CorrectionEvent>): Pick<Detail, 'corrections'> => ({
  corrections: [
    ...detail.corrections,
    {
      ...correction(event),
      part: 'part' in event.data ? (event.data.part ?? null) : null,
      at: event.occurredAt,
      by: event.actor.id,
      ground: event.data.ground,
    },
  ],
});

/** The result put right: that of a part, the dossier's own, or both where this repeats the part settled last. */
export const resultNow = (
  { parts, result: known }: Detail,
  event: Recorded<Extract<DossierEvent, { type: 'ResultCorrected' | 'ResultReplaced' }>>,
): Pick<Detail, 'parts' | 'result'> => {
  const { part, repeated, result } = event.data;
  const asSettled = { settledAt: event.occurredAt, skipped: [], onTime: true, onTimeAsStated: true };
  const from = (before: Detail['result']) => {
    const { settledAt, skipped, onTime, onTimeAsStated } = before ?? asSettled;
    return { ...result, settledAt, skipped, onTime, onTimeAsStated };
  };
  return {
    parts: parts.map((one) => (one.part === part ? { ...one, result: from(one.result) } : one)),
    result: part === undefined || repeated ? from(known) : known,
  };
};

export const boundNow = (
  detail: Detail,
  event: Recorded<Extract<DossierEvent, { type: 'DossierProcedureCorrected' }>>,
): Partial<Detail> => {
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
    parts: partsBound(event.data.parts, 'procedure', event.occurredAt),
  };
};

export const reopenedNow = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'DossierReopened' }>>): Partial<Detail> => {
  const { ground, complaint, earlier: status, holder, due } = event.data;
  const at = event.occurredAt;
  const { result, returned, ending } = detail;
  const line = {
    at,
    from: null,
    to: holder,
    step: 0,
    stepName: null,
    stepHours: detail.steps[0]?.hours ?? null,
    skipped: [],
    note: null,
    onTime: null,
  };
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
