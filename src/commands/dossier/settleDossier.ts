import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { dossierInProcess, requireHolder, requireRunningClock } from './rules.ts';

export const settleDossier = dossierCommand({
  name: 'SettleDossier',
  summary: 'Settles the dossier with a result, and says whether it was on time by the due time then in force.',
  input: dossierEvents.schemas.DossierSettled.omit({ onTime: true }),
  decide: (dossier, { dossierId, result }, { actor, occurredAt }) => {
    const received = dossierInProcess(dossier, dossierId);
    requireHolder(received.holder, actor);
    if (received.feeDong !== undefined) throw new Rejection('fee-outstanding', `A fee for ${dossierId} is outstanding.`);
    requireRunningClock(received);
    return [{ type: 'DossierSettled', data: { dossierId, result, onTime: occurredAt <= received.dueAt } }];
  },
});
