import { CENTER_NORMS } from '#domain/equipment/need.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { normFacts, surplusOf } from './equipment.ts';
import { established } from './rules.ts';

export const takeOutEquipment = centerCommand({
  name: 'TakeOutEquipment',
  summary: 'Takes pieces out of a Center for a transfer: no more than it can spare.',
  input: centerEvents.schemas.EquipmentTakenOut,
  prepare: (_input, _center, _context, { fold }) => fold(`norm-${CENTER_NORMS}`, normFacts),
  decide: (center, taken, { occurredAt }, norms) => {
    const { unit, transferId, item, quantity } = taken;
    const current = established(center, unit);
    const before = current.transfers.get(transferId);
    if (before === 'out') return [];
    if (before === 'back') throw new Rejection('transfer-status-differs', `The pieces of transfer ${transferId} came back to ${unit}.`);
    const spare = surplusOf(current, item, norms, localDay(occurredAt));
    if (spare < quantity) throw new Rejection('no-surplus', `The Center of ${unit} can spare ${spare} × ${item}, not ${quantity}.`);
    return [{ type: 'EquipmentTakenOut', data: taken }];
  },
});
