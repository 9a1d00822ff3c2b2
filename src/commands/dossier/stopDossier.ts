import { lateEntryFields } from '#commands/handling/lateEntry.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { actingUnit, dossierInProcess, requireHolder } from './rules.ts';

export const stopDossier = dossierCommand({
  name: 'StopDossier',
  summary: 'Stops the processing of a received dossier on a legal ground (Form 05).',
  input: dossierEvents.schemas.DossierStopped.extend(lateEntryFields),
  idField: 'dossierId',
  lateEntry: true,
  unit: actingUnit,
  decide: (dossier, { dossierId, reason, legalGround, refundDong }, { actor }) => {
    requireHolder(dossierInProcess(dossier, dossierId).holder, actor);
    return [{ type: 'DossierStopped', data: { dossierId, reason, legalGround, refundDong } }];
  },
});
