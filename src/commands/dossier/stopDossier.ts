import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { dossierInProcess, requireHolder } from './rules.ts';

export const stopDossier = dossierCommand({
  name: 'StopDossier',
  summary: 'Stops the processing of a received dossier on a legal ground (Form 05).',
  input: dossierEvents.schemas.DossierStopped,
  decide: (dossier, { dossierId, reason, legalGround, refundDong }, { actor }) => {
    requireHolder(dossierInProcess(dossier, dossierId).holder, actor);
    return [{ type: 'DossierStopped', data: { dossierId, reason, legalGround, refundDong } }];
  },
});
