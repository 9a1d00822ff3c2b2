import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { actingUnit, dossierCommand } from './dossier.ts';
import { deskOf, receivedDossier } from './rules.ts';

export const returnResult = dossierCommand({
  name: 'ReturnResult',
  summary: 'Records that the result was handed to the citizen; with it the dossier ends.',
  input: dossierEvents.schemas.ResultReturned.extend({
    unit: dossierEvents.schemas.ResultReturned.shape.unit
      .optional()
      .describe('Center that handed it out: the holder’s (default) or the place of receipt.'),
  }),
  unit: (input, dossier) => input.unit ?? actingUnit(input, dossier),
  decide: (dossier, { dossierId, means, unit, receivedBy }, { actor }) => {
    const received = receivedDossier(dossier, dossierId);
    const desk = deskOf(received, actor, unit);
    if (received.status !== 'settled') throw new Rejection('dossier-not-settled', `Dossier ${dossierId} has no result yet.`);
    if (received.feeDong !== undefined) throw new Rejection('fee-outstanding', `A fee for ${dossierId} is outstanding.`);
    return [{ type: 'ResultReturned', data: { dossierId, means, unit: desk, receivedBy } }];
  },
});
