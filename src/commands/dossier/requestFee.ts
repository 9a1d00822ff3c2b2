import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { receivedDossier, requireHolder } from './rules.ts';

/** Also after the result exists: some Centers take the fee when they return it. */
export const requestFee = dossierCommand({
  name: 'RequestFee',
  summary: 'States what the citizen has to pay, 0 đồng included; by the city’s setting the clock stops until it is paid.',
  input: dossierEvents.schemas.FeeRequested.pick({ dossierId: true }).extend({
    items: dossierEvents.schemas.FeeRequested.shape.items.min(1).max(50),
  }),
  decide: (dossier, { dossierId, items }, { actor, settings }) => {
    const received = receivedDossier(dossier, dossierId);
    requireHolder(received.holder, actor);
    if (received.feeDong !== undefined) throw new Rejection('fee-already-requested', `A fee for ${dossierId} is outstanding.`);
    const totalDong = items.reduce((sum, { dong }) => sum + dong, 0);
    // nothing to wait for where nothing is owed or the result exists
    const stopsClock = settings.feeStopsClock && totalDong > 0 && received.status === 'received';
    return [{ type: 'FeeRequested', data: { dossierId, items, totalDong, stopsClock } }];
  },
});
