import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const takeInEquipment = centerCommand({
  name: 'TakeInEquipment',
  summary: 'Counts the pieces of a transfer in at the Center that received them, once.',
  input: centerEvents.schemas.EquipmentTakenIn,
  decide: (center, taken) =>
    established(center, taken.unit).transfers.has(taken.transferId) ? [] : [{ type: 'EquipmentTakenIn', data: taken }],
});
