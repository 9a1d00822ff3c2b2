import { officialsAhead, serviceOn, servingLookups } from '#commands/handling/serving.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import type { WaitingHandover } from '#domain/dossier/handover.ts';
import { skippedTo } from '#domain/dossier/steps.ts';
import { Rejection } from '#domain/rejections.ts';
import { namesOf } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { Holder } from '#events/dossier/terms.ts';
import type { Personal } from '#events/store/personal.ts';
import {
  dossierCommand,
  needsAcceptance,
  openDossier,
  requireGiver,
  requireHeldBy,
  requireHolderOrHead,
  requireSettling,
  waitingHandover,
} from './guards.ts';
import type { Received, Submitted } from './state.ts';

type Next = { step: number; stepName: string; skipped?: string[] };

/** A step of the dossier by its index, the present one when none is named; throws `step-out-of-range`. */
const stepNamed = (dossier: Submitted | Received, step: number | undefined): { step: number; stepName: string } => {
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

/** The step that comes, and what is passed over for it; throws `step-out-of-range`, `step-skipped`. */
const nextStep = (dossier: Submitted | Received, step: number | undefined): Next => {
  const next = stepNamed(dossier, step);
  const skipped = 'steps' in dossier ? skippedTo(dossier.steps, dossier.step, next.step) : [];
  return { ...next, ...(skipped.length > 0 && { skipped }) };
};

/** To an official or a desk of a unit or agency, own or other: place of receipt, competent unit and holder are three things. */
export const handOverDossier = dossierCommand({
  name: 'HandOverDossier',
  summary:
    'Passes the dossier on to another official, unit or agency of the city (Form 06); the receiver serves there on that day, has it in hand at once, and accepts or declines it.',
  input: dossierEvents.schemas.DossierHandedOver.pick({ dossierId: true, to: true, note: true }).extend({
    from: Holder.optional().describe('Who holds it; refused when somebody else does by now.'),
    step: dossierEvents.schemas.DossierHandedOver.shape.step
      .optional()
      .describe('Index of the step the receiver is to do, no further than the next that must not be skipped; as before when absent.'),
  }),
  lookups: servingLookups,
  ahead: ({ to }, { official }) => officialsAhead(official, to.official),
  prepare: async ({ to }, _dossier, { occurredAt }, tools) =>
    to.official === undefined || isAgency(to.unit) ? undefined : serviceOn(to.official, to.unit, localDay(occurredAt), tools),
  decide: (dossier, { dossierId, from: expected, to, step, note }, context, service) => {
    const open = openDossier(dossier, dossierId);
    const { holder: from } = open;
    requireHolderOrHead(from, context.actor);
    if (expected !== undefined) requireHeldBy(from, expected);
    requireSettling(to.unit, context);
    if (open.status === 'submitted' && isAgency(to.unit))
      throw new Rejection(
        'dossier-not-received',
        `Dossier ${dossierId} has not been received: ${namesOf(context.settings)(to.unit)} is handed what a Center received.`,
      );
    const next = nextStep(open, step);
    // whoever does two steps running hands it on to himself
    if (from.unit === to.unit && from.official === to.official && next.step === ('step' in open ? open.step : 0))
      throw new Rejection('receiver-is-holder', `The receiver already holds dossier ${dossierId}.`);
    // who serves at an agency is not known here
    if (to.official !== undefined && !isAgency(to.unit)) {
      if (service === undefined) throw new Rejection('official-not-found', `There is no official ${to.official}.`);
      const day = localDay(context.occurredAt);
      const { positions, substitute } = service;
      if (positions.length === 0)
        throw new Rejection('receiver-not-serving', `Official ${to.official} does not serve at ${to.unit} on ${day}.`);
      if (substitute !== undefined)
        throw new Rejection('receiver-not-serving', `On ${day} ${substitute} stands in for official ${to.official} at ${to.unit}.`);
    }
    const waits = needsAcceptance(to, context.actor) && { awaitsAcceptance: true as const };
    return [{ type: 'DossierHandedOver', data: { dossierId, from, to, ...next, note, ...waits } }];
  },
});

const { DossierHandoverAccepted, DossierHandoverDeclined, DossierHandoverRecalled } = dossierEvents.schemas;

/** The hand-over by which the dossier is the giver's again, at the step it had there. */
const backToGiver = (
  open: Submitted | Received,
  dossierId: string,
  { from: to, step }: WaitingHandover,
  note: Personal<string> | undefined,
): DossierEvent => ({ type: 'DossierHandedOver', data: { dossierId, from: open.holder, to, ...stepNamed(open, step), note } });

export const acceptHandover = dossierCommand({
  name: 'AcceptHandover',
  summary: 'Accepts what was handed over (Form 06); the giver can no longer recall it. Whoever works on it has accepted it too.',
  input: DossierHandoverAccepted,
  decide: (dossier, { dossierId }, { actor }) => {
    const open = openDossier(dossier, dossierId);
    requireHolderOrHead(open.holder, actor);
    // accepted before, or nobody had to
    return open.handover === undefined ? [] : [{ type: 'DossierHandoverAccepted', data: { dossierId } }];
  },
});

export const declineHandover = dossierCommand({
  name: 'DeclineHandover',
  summary: 'Declines what was handed over, with the reason; the giver has it in hand again, at the step it had.',
  input: DossierHandoverDeclined,
  decide: (dossier, { dossierId, reason }, { actor }) => {
    const open = openDossier(dossier, dossierId);
    requireHolderOrHead(open.holder, actor);
    const waiting = waitingHandover(open, dossierId);
    return [{ type: 'DossierHandoverDeclined', data: { dossierId, reason } }, backToGiver(open, dossierId, waiting, reason)];
  },
});

export const recallHandover = dossierCommand({
  name: 'RecallHandover',
  summary: 'Takes back what was handed over, as long as the receiver has not accepted it.',
  input: DossierHandoverRecalled,
  // it is the giver's act, though somebody else has it in hand; where nothing waits, the competent unit is told so
  unit: (_, dossier) => {
    const waiting = 'holder' in dossier ? dossier.handover : undefined;
    return waiting?.from.unit ?? ('competentUnit' in dossier ? dossier.competentUnit : undefined);
  },
  decide: (dossier, { dossierId, reason }, { actor }) => {
    const open = openDossier(dossier, dossierId);
    const waiting = waitingHandover(open, dossierId);
    requireGiver(waiting, actor);
    return [{ type: 'DossierHandoverRecalled', data: { dossierId, reason } }, backToGiver(open, dossierId, waiting, reason)];
  },
});

/** How a dossier changes hands. */
export const handovers = [handOverDossier, acceptHandover, declineHandover, recallHandover];
