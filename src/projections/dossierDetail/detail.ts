import type { DossierEvent, Holder } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Of<T extends DossierEvent['type']> = Extract<DossierEvent, { type: T }>['data'];

/** One line of the deadline's history: what set it, on what ground, and how it was computed. */
export type DeadlineLine = {
  cause: 'submission' | 'reception' | 'supplement' | 'fee' | 'verification' | 'extension';
  /** When this became so. */
  since: string;
  at: string;
  previousAt: string | null;
  ground: string | null;
  lines: string[];
};
/** One line of Form 06. `from` is null where the citizen handed over. */
export type Handover = {
  at: string;
  from: Holder | null;
  to: Holder;
  step: number;
  stepName: string | null;
  stepHours: number | null;
  note: string | null;
  recordedBy: string;
};
export type Supplement = Omit<Of<'SupplementRequested'>, 'dossierId'> & {
  requestedAt: string;
  givenAt: string | null;
  components: Of<'SupplementGiven'>['components'] | null;
  pausedWorkingMinutes: number | null;
};
export type Fee = {
  requestedAt: string;
  items: Of<'FeeRequested'>['items'];
  totalDong: number;
  stopsClock: boolean;
  paidAt: string | null;
  method: string | null;
  receiptNumber: string | null;
  pausedWorkingMinutes: number | null;
};

/** What is known of one dossier. Personal values inside are sealed. */
export type Detail = {
  code: string | null;
  externalCode: string | null;
  procedure: string;
  procedureVersion: number | null;
  limit: Of<'DossierReceived'>['limit'] | null;
  verificationLimit: Of<'DossierReceived'>['limit'] | null;
  extensionRule: NonNullable<Of<'DossierReceived'>['extension']> | null;
  steps: Of<'DossierReceived'>['steps'];
  channel: string;
  competentUnit: string;
  placeOfReceipt: string | null;
  pointId: string | null;
  holder: Holder;
  step: number | null;
  owner: Of<'DossierSubmitted'>['owner'] | null;
  submitter: NonNullable<Of<'DossierSubmitted'>['submitter']> | null;
  request: Of<'DossierSubmitted'>['request'] | null;
  components: Of<'DossierReceived'>['components'];
  submittedAt: string | null;
  receiveBy: string | null;
  receivedAt: string | null;
  appointedAt: string | null;
  dueAt: string | null;
  clockStoppedSince: string | null;
  deadline: DeadlineLine[];
  handovers: Handover[];
  supplements: Supplement[];
  fees: Fee[];
  verification: { since: string; ground: string } | null;
  extension: { at: string; reason: string; apology: string; signer: string; byAgreement: boolean } | null;
  result: (Of<'DossierSettled'>['result'] & { settledAt: string; onTime: boolean }) | null;
  returned: (Omit<Of<'ResultReturned'>, 'dossierId'> & { at: string }) | null;
  /** How it ended without a result. */
  ending: {
    outcome: 'refused' | 'withdrawn' | 'stopped';
    at: string;
    /** Where it was refused, withdrawn or stopped. */
    unit: string | null;
    reason: string;
    legalGround: string | null;
    refundDong: number | null;
  } | null;
  archive: { at: string; fileReference: string; retention: string } | null;
  personalDataErased: { at: string; ground: string } | null;
  simulated: boolean;
};

/** The dossier as it comes in, before what reception adds. */
export const entered = (event: Recorded<Extract<DossierEvent, { type: 'DossierSubmitted' | 'DossierReceived' }>>): Detail => ({
  code: null,
  externalCode: null,
  procedure: event.data.procedure,
  procedureVersion: null,
  limit: null,
  verificationLimit: null,
  extensionRule: null,
  steps: [],
  channel: event.data.channel,
  competentUnit: event.data.competentUnit,
  placeOfReceipt: null,
  pointId: null,
  holder: event.data.holder,
  step: null,
  owner: event.data.owner ?? null,
  submitter: event.data.submitter ?? null,
  request: event.data.request ?? null,
  components: event.data.components,
  submittedAt: null,
  receiveBy: null,
  receivedAt: null,
  appointedAt: null,
  dueAt: null,
  clockStoppedSince: null,
  deadline: [],
  handovers: [],
  supplements: [],
  fees: [],
  verification: null,
  extension: null,
  result: null,
  returned: null,
  ending: null,
  archive: null,
  personalDataErased: null,
  simulated: event.actor.simulated === true,
});

const moved = (
  detail: Detail,
  cause: DeadlineLine['cause'],
  event: Recorded<DossierEvent>,
  time: { at: string; lines: string[] },
  ground: string | null,
) => [...detail.deadline, { cause, since: event.occurredAt, at: time.at, previousAt: detail.dueAt, ground, lines: time.lines }];

const replaceLast = <T>(list: readonly T[], change: (last: T) => T): T[] =>
  list.map((entry, index) => (index === list.length - 1 ? change(entry) : entry));

const ending = (event: Recorded<Extract<DossierEvent, { type: 'DossierRefused' | 'DossierWithdrawn' | 'DossierStopped' }>>) => ({
  clockStoppedSince: null,
  ending: {
    outcome: ({ DossierRefused: 'refused', DossierWithdrawn: 'withdrawn', DossierStopped: 'stopped' } as const)[event.type],
    at: event.occurredAt,
    unit: event.unit ?? null,
    reason: event.data.reason,
    legalGround: event.type === 'DossierWithdrawn' ? null : event.data.legalGround,
    refundDong: event.type === 'DossierStopped' ? (event.data.refundDong ?? null) : null,
  },
});

const receivedNow = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'DossierReceived' }>>): Partial<Detail> => {
  const { data, occurredAt: at } = event;
  return {
    code: data.code,
    procedure: data.procedure,
    procedureVersion: data.procedureVersion,
    limit: data.limit,
    verificationLimit: data.verificationLimit ?? null,
    extensionRule: data.extension ?? null,
    steps: data.steps,
    placeOfReceipt: data.placeOfReceipt,
    pointId: data.pointId ?? null,
    holder: data.holder,
    step: 0,
    owner: data.owner ?? detail.owner,
    submitter: data.submitter ?? detail.submitter,
    request: data.request ?? detail.request,
    components: data.components,
    receivedAt: at,
    appointedAt: data.appointed.at,
    dueAt: data.appointed.at,
    deadline: moved(detail, 'reception', event, data.appointed, null),
    handovers: [
      ...detail.handovers,
      {
        at,
        from: detail.submittedAt === null ? null : detail.holder,
        to: data.holder,
        step: 0,
        stepName: data.steps[0]?.name ?? null,
        stepHours: data.steps[0]?.hours ?? null,
        note: null,
        recordedBy: event.actor.id,
      },
    ],
  };
};

const paid = (detail: Detail, event: Recorded<Extract<DossierEvent, { type: 'FeePaid' }>>): Partial<Detail> => {
  const { method, receiptNumber, pausedWorkingMinutes, due } = event.data;
  const supplementOutstanding = detail.supplements.some(({ givenAt }) => givenAt === null);
  return {
    fees: replaceLast(detail.fees, (fee) => ({ ...fee, paidAt: event.occurredAt, method, receiptNumber, pausedWorkingMinutes })),
    clockStoppedSince: supplementOutstanding ? detail.clockStoppedSince : null,
    ...(due && { dueAt: due.at, deadline: moved(detail, 'fee', event, due, null) }),
  };
};

/** What an event changes in what is known of the dossier. */
export const changes = (detail: Detail, event: Recorded<DossierEvent>): Partial<Detail> => {
  const at = event.occurredAt;
  switch (event.type) {
    case 'DossierSubmitted': {
      const { externalCode = null, receiveBy, holder } = event.data;
      const handover = { at, from: null, to: holder, step: 0, stepName: null, stepHours: null, note: null, recordedBy: event.actor.id };
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
      return { supplements: [...detail.supplements, supplement], clockStoppedSince: detail.clockStoppedSince ?? at };
    }
    case 'SupplementGiven': {
      const { components, pausedWorkingMinutes, due } = event.data;
      return {
        supplements: replaceLast(detail.supplements, (last) => ({ ...last, givenAt: at, components, pausedWorkingMinutes })),
        // a new due time says that nothing else stops the clock; before reception nothing else can
        clockStoppedSince: detail.receivedAt !== null && due === undefined ? detail.clockStoppedSince : null,
        ...(due && { dueAt: due.at, deadline: moved(detail, 'supplement', event, due, detail.supplements.at(-1)?.reason ?? null) }),
      };
    }
    case 'DossierHandedOver': {
      const { from, to, step, stepName, note = null } = event.data;
      const line = { at, from, to, step, stepName, stepHours: detail.steps[step]?.hours ?? null, note, recordedBy: event.actor.id };
      return { holder: to, step, handovers: [...detail.handovers, line] };
    }
    case 'VerificationStarted': {
      const { ground, due } = event.data;
      return { verification: { since: at, ground }, dueAt: due.at, deadline: moved(detail, 'verification', event, due, ground) };
    }
    case 'DossierExtended': {
      const { due, reason, apology, signer, byAgreement } = event.data;
      return {
        extension: { at, reason, apology, signer, byAgreement },
        dueAt: due.at,
        deadline: moved(detail, 'extension', event, due, reason),
      };
    }
    case 'FeeRequested': {
      const { items, totalDong, stopsClock = true } = event.data;
      const fee = {
        requestedAt: at,
        items,
        totalDong,
        stopsClock,
        paidAt: null,
        method: null,
        receiptNumber: null,
        pausedWorkingMinutes: null,
      };
      return { fees: [...detail.fees, fee], clockStoppedSince: detail.clockStoppedSince ?? (stopsClock ? at : null) };
    }
    case 'FeePaid':
      return paid(detail, event);
    case 'DossierSettled':
      return { result: { ...event.data.result, settledAt: at, onTime: event.data.onTime }, clockStoppedSince: null };
    case 'ResultReturned': {
      const { dossierId: _, ...returned } = event.data;
      return { returned: { ...returned, at } };
    }
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
      return ending(event);
    case 'DossierArchived': {
      const { fileReference, retention } = event.data;
      return { archive: { at, fileReference, retention } };
    }
    case 'DossierPersonalDataErased':
      return { personalDataErased: { at, ground: event.data.ground } };
  }
};

/** One event as the dossier's history shows it. */
export const timelineEntry = (event: Recorded<DossierEvent>) => ({
  type: event.type as string,
  revision: event.revision,
  position: event.position,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
  lateEntryReason: event.lateEntryReason ?? null,
  actor: {
    id: event.actor.id,
    role: event.actor.role as string,
    unit: event.actor.unit ?? null,
    onBehalfOf: event.actor.onBehalfOf ?? null,
  },
});
