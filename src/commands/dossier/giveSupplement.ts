import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { UnitCode } from '#events/terms.ts';
import { actingUnit, dossierCommand } from './dossier.ts';
import { endOfPause, workingTimeOfPause } from './pause.ts';
import { deskOf, openDossier } from './rules.ts';

export const giveSupplement = dossierCommand({
  name: 'GiveSupplement',
  summary: 'Records the papers asked for; the clock runs again, and the due time moves by the working time it stood still.',
  input: dossierEvents.schemas.SupplementGiven.pick({ dossierId: true, components: true }).extend({
    unit: UnitCode.optional().describe('Center to which the papers were brought: the holder’s (default) or the place of receipt.'),
  }),
  unit: (input, dossier) => input.unit ?? actingUnit(input, dossier),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, components, unit }, { actor, occurredAt }, time) => {
    const open = openDossier(dossier, dossierId);
    deskOf(open, actor, unit);
    if (open.supplement !== 'outstanding') throw new Rejection('supplement-not-requested', `No supplement to ${dossierId} is outstanding.`);
    return [{ type: 'SupplementGiven', data: { dossierId, components, ...endOfPause(open, 'supplement', occurredAt, time) } }];
  },
});
