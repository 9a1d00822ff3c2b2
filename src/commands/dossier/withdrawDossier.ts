import { dossierEvents } from '#events/dossier/events.ts';
import { UnitCode } from '#events/terms.ts';
import { actingUnit, dossierCommand } from './dossier.ts';
import { deskOf, unsettledDossier } from './rules.ts';

export const withdrawDossier = dossierCommand({
  name: 'WithdrawDossier',
  summary: 'Records that the citizen took the dossier back, before there was a result.',
  input: dossierEvents.schemas.DossierWithdrawn.extend({
    unit: UnitCode.optional().describe('Center at which the citizen said so: the holder’s (default) or the place of receipt.'),
  }),
  unit: (input, dossier) => input.unit ?? actingUnit(input, dossier),
  decide: (dossier, { dossierId, reason, unit }, { actor }) => {
    deskOf(unsettledDossier(dossier, dossierId), actor, unit);
    return [{ type: 'DossierWithdrawn', data: { dossierId, reason } }];
  },
});
