import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { isUrgedAlready, type Urging } from '#domain/urging.ts';
import { type DutyEvent, dutyEvents } from '#events/duty/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Position, Recorded } from '#events/store/event.ts';
import type { Fulfilment } from '#events/terms.ts';

/** What every event of a duty says about which one it is. */
type Which = Pick<DataOf<DutyEvent, 'DutyAssigned'>, 'dutyId' | 'directiveId' | 'taskId' | 'party' | 'unit'>;
/** An event elsewhere that completed a duty, or undid it. */
export type Because = NonNullable<DataOf<DutyEvent, 'DutyFulfilled'>['because']>;

export type Assigned = {
  status: 'assigned';
  which: Which;
  deadline: string;
  fulfilment: Fulfilment;
  fulfilled: boolean;
  /** It fell overdue by the deadline of now, or was fulfilled when that passed. */
  deadlineSettled: boolean;
  /** The last recognition: where it stands in the log, and because of which event, if not of time alone. */
  recognised?: { position: Position; because: Because | undefined };
  evidence: ReadonlyMap<string, 'handed-in' | 'accepted' | 'returned'>;
  urged?: Urging;
};
export type Duty = { status: 'absent' } | Assigned;

const evolve = (duty: Duty, event: Recorded<DutyEvent>): Duty => {
  if (event.type === 'DutyAssigned') {
    const { title: _, escalateTo: _to, deadline, fulfilment, ...which } = event.data;
    return { status: 'assigned', which, deadline, fulfilment, fulfilled: false, deadlineSettled: false, evidence: new Map() };
  }
  if (duty.status === 'absent') return duty;
  const { occurredAt, position } = event;
  switch (event.type) {
    case 'DutyDeadlineMoved':
      return { ...duty, deadline: event.data.deadline, deadlineSettled: false };
    case 'DutyFulfilled':
      return { ...duty, fulfilled: true, recognised: { position, because: event.data.because } };
    case 'DutyReopened':
      // what was fulfilled when its deadline passed does not fall overdue by that deadline any more
      return {
        ...duty,
        fulfilled: false,
        deadlineSettled: duty.deadlineSettled || duty.deadline < occurredAt,
        recognised: { position, because: event.data.because },
      };
    case 'DutyFellOverdue':
      return { ...duty, deadlineSettled: true };
    case 'EvidenceHandedIn':
      return { ...duty, evidence: new Map(duty.evidence).set(event.data.evidenceId, 'handed-in') };
    case 'EvidenceAccepted':
      return { ...duty, evidence: new Map(duty.evidence).set(event.data.evidenceId, 'accepted') };
    case 'EvidenceReturned':
      return { ...duty, evidence: new Map(duty.evidence).set(event.data.evidenceId, 'returned') };
    case 'DutyUrged':
      return { ...duty, urged: { by: event.actor.id, text: event.data.text, at: occurredAt } };
  }
};

export const duty: Fold<Duty, DutyEvent> = { category: dutyEvents.category, initial: { status: 'absent' }, evolve };
/** Whose act it is: a duty's acts are its assignee's, a unit or a department. */
const partyOf = (_: unknown, state: Duty): string | undefined => (state.status === 'absent' ? undefined : state.which.party);
export const dutyCommand = commandOn(duty, { idField: 'dutyId', unit: partyOf });

/** The duty, or the rejection `duty-not-found`. */
export const assigned = (duty: Duty, dutyId: string): Assigned => {
  if (duty.status === 'absent') throw new Rejection('duty-not-found', `There is no duty ${dutyId}.`);
  return duty;
};

/** The duty as long as something is to be done for it. */
const unfulfilled = (duty: Duty, dutyId: string): Assigned => {
  const found = assigned(duty, dutyId);
  if (found.fulfilled) throw new Rejection('duty-fulfilled', `Duty ${dutyId} is fulfilled.`);
  return found;
};

/** The duty, when this evidence waits for a decision. */
const withPending = (duty: Duty, dutyId: string, evidenceId: string): Assigned => {
  const found = assigned(duty, dutyId);
  const state = found.evidence.get(evidenceId);
  if (state === undefined) throw new Rejection('evidence-not-found', `Duty ${dutyId} has no evidence ${evidenceId}.`);
  if (state !== 'handed-in') throw new Rejection('evidence-decided', `Evidence ${evidenceId} was ${state} before.`);
  return found;
};

export const assignDuty = dutyCommand({
  name: 'AssignDuty',
  summary: 'Gives one assignee of a task its duty.',
  input: dutyEvents.schemas.DutyAssigned,
  creates: true,
  unit: ({ party }) => party,
  decide: (duty, data) => (duty.status === 'absent' ? [{ type: 'DutyAssigned', data }] : []),
});

export const moveDutyDeadline = dutyCommand({
  name: 'MoveDutyDeadline',
  summary: 'Gives one duty the new deadline of its task.',
  input: dutyEvents.schemas.DutyDeadlineMoved.pick({ dutyId: true, deadline: true, ground: true }),
  decide: (duty, { dutyId, deadline, ground }) => {
    const { which, deadline: before } = assigned(duty, dutyId);
    return before === deadline ? [] : [{ type: 'DutyDeadlineMoved', data: { ...which, deadline, ground } }];
  },
});

export const urgeDuty = dutyCommand({
  name: 'UrgeDuty',
  summary:
    'Urges the assignee of a duty that is not fulfilled (đôn đốc), in words of one’s own; the same said again within a short time is one urging.',
  input: dutyEvents.schemas.DutyUrged.pick({ dutyId: true, text: true }),
  decide: (duty, { dutyId, text }, { actor, occurredAt: at, settings }) => {
    const { which, urged } = unfulfilled(duty, dutyId);
    return isUrgedAlready(urged, { by: actor.id, text, at }, settings) ? [] : [{ type: 'DutyUrged', data: { ...which, text } }];
  },
});

export const handInEvidence = dutyCommand({
  name: 'HandInEvidence',
  summary: 'Hands in evidence for a duty that no rule can recognise.',
  input: dutyEvents.schemas.EvidenceHandedIn.pick({ dutyId: true, text: true, references: true }).extend({
    evidenceId: dutyEvents.schemas.EvidenceHandedIn.shape.evidenceId.optional().describe('Made up when absent.'),
  }),
  decide: (duty, { dutyId, evidenceId: given, text, references }, { newId }) => {
    const { which, fulfilment, evidence } = unfulfilled(duty, dutyId);
    if (fulfilment.kind !== 'evidence')
      throw new Rejection('evidence-not-asked', `Duty ${dutyId} is recognised by the rule ${fulfilment.rule}.`);
    const evidenceId = given ?? newId('evidence');
    if (evidence.has(evidenceId)) throw new Rejection('evidence-already-exists', `Duty ${dutyId} has evidence ${evidenceId}.`);
    return [{ type: 'EvidenceHandedIn', data: { ...which, evidenceId, text, references } }];
  },
});

export const acceptEvidence = dutyCommand({
  name: 'AcceptEvidence',
  summary: 'Finds evidence sufficient: the duty is fulfilled.',
  input: dutyEvents.schemas.EvidenceAccepted.pick({ dutyId: true, evidenceId: true, note: true }),
  decide: (duty, { dutyId, evidenceId, note }) => {
    const { which, fulfilled } = withPending(duty, dutyId, evidenceId);
    const accepted = { type: 'EvidenceAccepted', data: { ...which, evidenceId, ...(note !== undefined && { note }) } } as const;
    if (fulfilled) return [accepted];
    const lines = [`Minh chứng ${evidenceId} được chấp nhận`, ...(note === undefined ? [] : [note])];
    return [accepted, { type: 'DutyFulfilled', data: { ...which, by: 'evidence', lines } }];
  },
});

export const returnEvidence = dutyCommand({
  name: 'ReturnEvidence',
  summary: 'Gives evidence back with a reason.',
  input: dutyEvents.schemas.EvidenceReturned.pick({ dutyId: true, evidenceId: true, reason: true }),
  decide: (duty, { dutyId, evidenceId, reason }) => {
    const { which } = withPending(duty, dutyId, evidenceId);
    return [{ type: 'EvidenceReturned', data: { ...which, evidenceId, reason } }];
  },
});

export const dutyAssignmentCommands = [assignDuty, moveDutyDeadline];
export const dutyFulfilmentCommands = [handInEvidence, acceptEvidence, returnEvidence, urgeDuty];
