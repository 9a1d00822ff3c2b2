import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const recordTakenItems = centerCommand({
  name: 'RecordTakenItems',
  summary: 'Records at the Center what was taken from an inventory for it, where that is not on record yet.',
  input: centerEvents.schemas.EquipmentReused.required({ section: true, takingId: true }),
  decide: (center, taken) =>
    established(center, taken.unit).takings.has(taken.takingId) ? [] : [{ type: 'EquipmentReused', data: taken }],
});
