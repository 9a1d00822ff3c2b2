import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const addEquipment = centerCommand({
  name: 'AddEquipment',
  summary: 'Adds equipment that was bought or granted. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: centerEvents.schemas.EquipmentAdded,
  decide: (center, added) => {
    established(center, added.unit);
    return [{ type: 'EquipmentAdded', data: added }];
  },
});
