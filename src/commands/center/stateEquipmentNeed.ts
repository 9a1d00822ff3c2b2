import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const stateEquipmentNeed = centerCommand({
  name: 'StateEquipmentNeed',
  summary: 'States how much of a kind of equipment a Center needs in total from now on; this stands instead of the norm.',
  input: centerEvents.schemas.EquipmentNeeded,
  decide: (center, { unit, item, quantity, ground }) =>
    established(center, unit).needs.get(item) === quantity ? [] : [{ type: 'EquipmentNeeded', data: { unit, item, quantity, ground } }],
});
