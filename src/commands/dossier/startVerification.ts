import { Rejection } from '#domain/rejections.ts';
import { dueForVerification } from '#domain/time/deadline.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { longestDays, workingTimeOf } from './facts.ts';
import { dossierInProcess, requireHolder, requireRunningClock } from './rules.ts';

export const startVerification = dossierCommand({
  name: 'StartVerification',
  summary: 'Takes the case to verification: the version’s own longer limit, counted from receipt, applies from now on.',
  input: dossierEvents.schemas.VerificationStarted.omit({ due: true }),
  prepare: async ({ dossierId }, dossier, { occurredAt, settings }, tools) => {
    const { receivedAt, competentUnit, verificationLimit, pausedMinutes } = dossierInProcess(dossier, dossierId);
    const days = longestDays(verificationLimit ?? { kind: 'unpublished' }) + Math.ceil(pausedMinutes / 120);
    return workingTimeOf(tools, settings, competentUnit, { from: receivedAt, until: occurredAt, days });
  },
  decide: (dossier, { dossierId, ground }, { actor, occurredAt }, time) => {
    const received = dossierInProcess(dossier, dossierId);
    requireHolder(received.holder, actor);
    requireRunningClock(received);
    if (received.verificationLimit === undefined)
      throw new Rejection('verification-not-foreseen', `The procedure version of ${dossierId} knows no verification.`);
    if (received.verifying) throw new Rejection('verification-already-started', `Verification of ${dossierId} was started before.`);
    // once late, always late: a longer limit must not hide it
    if (occurredAt > received.dueAt) throw new Rejection('extension-too-late', `Dossier ${dossierId} was due at ${received.dueAt}.`);
    const due = dueForVerification(time, received, received.verificationLimit);
    return [{ type: 'VerificationStarted', data: { dossierId, ground, due } }];
  },
});
