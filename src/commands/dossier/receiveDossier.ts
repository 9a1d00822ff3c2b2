import { Rejection } from '#domain/rejections.ts';
import { Channel, dossierEvents } from '#events/dossier/events.ts';
import type { Actor } from '#events/store/event.ts';
import { UnitCode } from '#events/terms.ts';
import { dossierCommand } from './dossier.ts';
import { prepareReception, type Reception, receive } from './reception.ts';

type Input = Reception['submission'] & { placeOfReceipt: string; pointId?: string | undefined };

const receptionOf = (input: Input, { official }: Actor): Reception => {
  const { placeOfReceipt, pointId, ...submission } = input;
  return { submission, placeOfReceipt, pointId, holder: { unit: placeOfReceipt, official } };
};

/** Reception at the counter. The receiving official holds the dossier; without one, the reception desk does. */
export const receiveDossier = dossierCommand({
  name: 'ReceiveDossier',
  summary: 'Receives a dossier at the counter of any Center: number, bound procedure version and appointed time (Form 01).',
  input: dossierEvents.schemas.DossierSubmitted.omit({ holder: true, receiveBy: true, externalCode: true }).extend({
    channel: Channel.exclude(['online']).describe('direct, or postal when it was not announced before.'),
    placeOfReceipt: UnitCode.describe('Center that receives it, competent or not.'),
    pointId: dossierEvents.schemas.DossierReceived.shape.pointId,
  }),
  creates: true,
  generatesId: true,
  unit: ({ placeOfReceipt }) => placeOfReceipt,
  prepare: async (input, dossier, context, tools) => {
    if (dossier.status !== 'absent') throw new Rejection('dossier-already-exists', `There is a dossier ${input.dossierId}.`);
    return prepareReception(receptionOf(input, context.actor), context, tools);
  },
  decide: (dossier, input, context, facts) => {
    if (dossier.status !== 'absent') throw new Rejection('dossier-already-exists', `There is a dossier ${input.dossierId}.`);
    return [receive(receptionOf(input, context.actor), facts, context)];
  },
});
