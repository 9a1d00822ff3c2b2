import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { requireHolder, submittedDossier } from './rules.ts';

/** Only before reception; what was received can be stopped, on its own ground. What was never submitted is refused at the counter. */
export const refuseDossier = dossierCommand({
  name: 'RefuseDossier',
  summary: 'Refuses to receive a submitted dossier, in writing and on a legal ground (Form 03).',
  input: dossierEvents.schemas.DossierRefused,
  decide: (dossier, { dossierId, reason, legalGround }, { actor }) => {
    requireHolder(submittedDossier(dossier, dossierId).holder, actor);
    return [{ type: 'DossierRefused', data: { dossierId, reason, legalGround } }];
  },
});
