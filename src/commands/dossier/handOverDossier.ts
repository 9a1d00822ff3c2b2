import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { dossierEvents, Holder } from '#events/dossier/events.ts';
import { type Dossier, dossierCommand } from './dossier.ts';
import { officialFacts, servesAt } from './facts.ts';
import { openDossier, requireHeldBy, requireHolderOrHead, requireKnownUnit } from './rules.ts';

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
  prepare: async ({ to }, _dossier, _context, tools) =>
    to.official === undefined ? undefined : tools.fold(`official-${to.official}`, officialFacts),
  decide: (dossier, { dossierId, from: expected, to, step, note }, context, receiver) => {
    const open = openDossier(dossier, dossierId);
    const { holder: from } = open;
    requireHolderOrHead(from, context.actor);
    if (expected !== undefined) requireHeldBy(from, expected);
    requireKnownUnit(to.unit, context);
    if (from.unit === to.unit && from.official === to.official)
      throw new Rejection('receiver-is-holder', `The receiver already holds dossier ${dossierId}.`);
    if (to.official !== undefined) {
      if (!receiver?.registered) throw new Rejection('official-not-found', `There is no official ${to.official}.`);
      const day = localDay(context.occurredAt);
      if (!servesAt(receiver, to.unit, day))
        throw new Rejection('receiver-not-serving', `Official ${to.official} does not serve at ${to.unit} on ${day}.`);
    }
    return [{ type: 'DossierHandedOver', data: { dossierId, from, to, ...nextStep(open, step), note } }];
  },
});
