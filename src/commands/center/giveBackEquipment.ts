import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const giveBackEquipment = centerCommand({
  name: 'GiveBackEquipment',
  summary: 'Counts the pieces of a transfer that did not come to pass in again where they were taken out, once.',
  input: centerEvents.schemas.EquipmentGivenBack,
  decide: (center, given) =>
    established(center, given.unit).transfers.get(given.transferId) === 'out' ? [{ type: 'EquipmentGivenBack', data: given }] : [],
});
