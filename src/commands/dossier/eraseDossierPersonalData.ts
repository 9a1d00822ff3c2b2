import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { presentDossier } from './rules.ts';

/** Law that requires keeping goes before erasure: a dossier with a result is kept at least until its file is archived, an open one in any case. */
export const eraseDossierPersonalData = dossierCommand({
  lateEntry: false,
  name: 'EraseDossierPersonalData',
  summary: 'Has the key of a dossier’s personal data deleted, on a stated ground, once nothing requires keeping it.',
  input: dossierEvents.schemas.DossierPersonalDataErased,
  decide: (dossier, { dossierId, ground }) => {
    const present = presentDossier(dossier, dossierId);
    if (!('archived' in present)) throw new Rejection('retention-not-over', `Dossier ${dossierId} has not ended.`);
    if (present.status === 'returned' && !present.archived)
      throw new Rejection('retention-not-over', `Dossier ${dossierId} has a result and was not archived.`);
    return present.erased ? [] : [{ type: 'DossierPersonalDataErased', data: { dossierId, ground } }];
  },
});
