import { Rejection } from '#domain/rejections.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { UnitCode } from '#events/terms.ts';
import { actingUnit, dossierCommand } from './dossier.ts';
import { endOfPause, workingTimeOfPause } from './pause.ts';
import { deskOf, receivedDossier } from './rules.ts';

export const payFee = dossierCommand({
  name: 'PayFee',
  summary: 'Records the payment of exactly what was asked, with its receipt; if the clock stood still, it runs again.',
  input: dossierEvents.schemas.FeePaid.omit({ pausedWorkingMinutes: true, due: true }).extend({
    unit: UnitCode.optional().describe('Center at which it was paid: the holder’s (default) or the place of receipt.'),
  }),
  unit: (input, dossier) => input.unit ?? actingUnit(input, dossier),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, totalDong, method, receiptNumber, unit }, { actor, occurredAt }, time) => {
    const received = receivedDossier(dossier, dossierId);
    deskOf(received, actor, unit);
    if (received.feeDong === undefined) throw new Rejection('fee-not-requested', `No fee for ${dossierId} is outstanding.`);
    if (received.feeDong !== totalDong)
      throw new Rejection('fee-amount-differs', `${received.feeDong} đồng were asked, ${totalDong} đồng were paid.`);
    return [{ type: 'FeePaid', data: { dossierId, totalDong, method, receiptNumber, ...endOfPause(received, 'fee', occurredAt, time) } }];
  },
});
