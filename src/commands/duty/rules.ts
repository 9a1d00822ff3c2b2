import { Rejection } from '#domain/rejections.ts';
import type { Assigned, Duty } from './duty.ts';

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
