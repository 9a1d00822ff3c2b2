import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { requireHolder, unsettledDossier } from './rules.ts';

export const requestSupplement = dossierCommand({
  name: 'RequestSupplement',
  summary: 'Asks for more papers (Form 02): once in the life of a dossier; the clock stops.',
  input: dossierEvents.schemas.SupplementRequested.omit({ stage: true }),
  decide: (dossier, input, { actor }) => {
    const { dossierId, items, reason, legalGround, contactOfficial } = input;
    const open = unsettledDossier(dossier, dossierId);
    requireHolder(open.holder, actor);
    // the portal and the index of Decision 766/QĐ-TTg count a dossier with two requests as overdue
    if (open.supplement !== 'never')
      throw new Rejection('supplement-already-requested', `A supplement to ${dossierId} was requested before.`);
    const stage = open.status === 'submitted' ? 'checking' : 'processing';
    return [{ type: 'SupplementRequested', data: { dossierId, items, reason, legalGround, stage, contactOfficial } }];
  },
});
