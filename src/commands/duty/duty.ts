import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type DutyEvent, dutyEvents } from '#events/duty/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import type { Position, Recorded } from '#events/store/event.ts';
import type { Fulfilment } from '#events/terms.ts';

/** What every event of a duty says about which one it is. */
export type Which = Pick<DataOf<DutyEvent, 'DutyAssigned'>, 'dutyId' | 'directiveId' | 'taskId' | 'party' | 'unit'>;
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
};
export type Duty = { status: 'absent' } | Assigned;

const whichOf = ({ dutyId, directiveId, taskId, party, unit }: Which): Which => ({
  dutyId,
  directiveId,
  taskId,
  party,
  ...(unit !== undefined && { unit }),
});

const evolve = (duty: Duty, event: Recorded<DutyEvent>): Duty => {
  if (event.type === 'DutyAssigned') {
    const { deadline, fulfilment } = event.data;
    return {
      status: 'assigned',
      which: whichOf(event.data),
      deadline,
      fulfilment,
      fulfilled: false,
      deadlineSettled: false,
      evidence: new Map(),
    };
  }
  if (duty.status === 'absent') return duty;
  const { occurredAt, position } = event;
  switch (event.type) {
    case 'DutyDeadlineMoved': {
      const { deadline } = event.data;
      return { ...duty, deadline, deadlineSettled: false };
    }
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
      return duty;
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
export const unfulfilled = (duty: Duty, dutyId: string): Assigned => {
  const found = assigned(duty, dutyId);
  if (found.fulfilled) throw new Rejection('duty-fulfilled', `Duty ${dutyId} is fulfilled.`);
  return found;
};

/** The duty, when this evidence waits for a decision. */
export const withPending = (duty: Duty, dutyId: string, evidenceId: string): Assigned => {
  const found = assigned(duty, dutyId);
  const state = found.evidence.get(evidenceId);
  if (state === undefined) throw new Rejection('evidence-not-found', `Duty ${dutyId} has no evidence ${evidenceId}.`);
  if (state !== 'handed-in') throw new Rejection('evidence-decided', `Evidence ${evidenceId} was ${state} before.`);
  return found;
};
