import { z } from 'zod';
import { official } from '#domain/center/official.ts';
import { isOn, type Period } from '#domain/center/periods.ts';
import { Rejection } from '#domain/rejections.ts';
import { dueAfterExtension, dueForVerification } from '#domain/time/deadline.ts';
import { localDay } from '#domain/time/localDay.ts';
import { dossierEvents, Holder } from '#events/dossier/events.ts';
import { type Dossier, dossierCommand } from './dossier.ts';
import { longestDays, workingTimeOf } from './facts.ts';
import {
  dossierInProcess,
  openDossier,
  requireHeldBy,
  requireHolder,
  requireHolderOrHead,
  requireKnownUnit,
  requireRunningClock,
} from './rules.ts';

const nextStep = (dossier: Exclude<Dossier, { status: 'absent' }>, step: number | undefined): { step: number; stepName: string } => {
  if (!('steps' in dossier)) {
    if (step) throw new Rejection('step-out-of-range', 'Before reception there are no steps.');
    return { step: 0, stepName: 'Tiếp nhận' };
  }
  const next = step ?? dossier.step;
  // a version without published steps is processed in one
  const name = dossier.steps.length === 0 && next === 0 ? 'Giải quyết' : dossier.steps[next]?.name;
  if (name === undefined)
    throw new Rejection('step-out-of-range', `The procedure version has ${dossier.steps.length} steps, counted from 0.`);
  return { step: next, stepName: name };
};

/** To an official or to the desk of a unit, the own or another: place of receipt, competent unit and holder are three things. */
export const handOverDossier = dossierCommand({
  name: 'HandOverDossier',
  summary: 'Passes the dossier on to another official or unit (Form 06); the receiver serves there on that day.',
  input: dossierEvents.schemas.DossierHandedOver.pick({ dossierId: true, to: true, note: true }).extend({
    from: Holder.optional().describe('Who holds it; refused when somebody else does by now.'),
    step: dossierEvents.schemas.DossierHandedOver.shape.step
      .optional()
      .describe('Index of the step the receiver is to do; as before when absent.'),
  }),
  prepare: async ({ to }, _dossier, _context, tools): Promise<readonly (Period & { unit: string })[] | undefined> => {
    const receiver = to.official === undefined ? undefined : await tools.fold(`official-${to.official}`, official);
    return receiver?.status === 'absent' ? undefined : receiver?.assignments;
  },
  decide: (dossier, { dossierId, from: expected, to, step, note }, context, service) => {
    const open = openDossier(dossier, dossierId);
    const { holder: from } = open;
    requireHolderOrHead(from, context.actor);
    if (expected !== undefined) requireHeldBy(from, expected);
    requireKnownUnit(to.unit, context);
    if (from.unit === to.unit && from.official === to.official)
      throw new Rejection('receiver-is-holder', `The receiver already holds dossier ${dossierId}.`);
    if (to.official !== undefined) {
      if (service === undefined) throw new Rejection('official-not-found', `There is no official ${to.official}.`);
      const day = localDay(context.occurredAt);
      if (!service.some((one) => one.unit === to.unit && isOn(one, day)))
        throw new Rejection('receiver-not-serving', `Official ${to.official} does not serve at ${to.unit} on ${day}.`);
    }
    return [{ type: 'DossierHandedOver', data: { dossierId, from, to, ...nextStep(open, step), note } }];
  },
});

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

export const extendDossier = dossierCommand({
  name: 'ExtendDossier',
  summary:
    'Apologises and extends the time (Form 04): once, before the deadline, within what the procedure allows or as agreed in writing.',
  input: dossierEvents.schemas.DossierExtended.omit({ previousDueAt: true, due: true }).extend({
    workingDays: z.number().positive().max(1000).describe('By how much the due time moves.'),
  }),
  prepare: async ({ dossierId, workingDays }, dossier, { settings }, tools) => {
    const { competentUnit, dueAt } = dossierInProcess(dossier, dossierId);
    const days = longestDays({ kind: 'working-days', days: workingDays });
    return workingTimeOf(tools, settings, competentUnit, { from: dueAt, until: dueAt, days });
  },
  decide: (dossier, { dossierId, workingDays, reason, apology, signer, byAgreement }, { actor, occurredAt }, time) => {
    const received = dossierInProcess(dossier, dossierId);
    const { dueAt, extension, extended, holder } = received;
    requireHolder(holder, actor);
    requireRunningClock(received);
    if (extended) throw new Rejection('extension-already-granted', `The time of ${dossierId} was extended before.`);
    if (occurredAt > dueAt) throw new Rejection('extension-too-late', `Dossier ${dossierId} was due at ${dueAt}.`);
    const longest = extension?.maxWorkingDays;
    if (longest !== undefined && workingDays > longest && !(byAgreement && extension?.byAgreement))
      throw new Rejection(
        'extension-too-long',
        `The procedure allows ${longest} working days${extension?.byAgreement ? ', more by written agreement' : ''}.`,
      );
    const due = dueAfterExtension(time, dueAt, workingDays);
    return [{ type: 'DossierExtended', data: { dossierId, previousDueAt: dueAt, due, reason, apology, signer, byAgreement } }];
  },
});

/** Who has it in hand, and until when. */
export const processing = [handOverDossier, startVerification, extendDossier];
