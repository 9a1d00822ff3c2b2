import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { endedDossier } from './rules.ts';

export const archiveDossier = dossierCommand({
  name: 'ArchiveDossier',
  summary: 'Records that the file of an ended dossier went to the archive, and how long it is kept.',
  input: dossierEvents.schemas.DossierArchived,
  decide: (dossier, { dossierId, fileReference, retention }) => {
    if (endedDossier(dossier, dossierId).archived) throw new Rejection('dossier-archived', `Dossier ${dossierId} was archived before.`);
    return [{ type: 'DossierArchived', data: { dossierId, fileReference, retention } }];
  },
});
