import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

export const reuseEquipment = centerCommand({
  name: 'ReuseEquipment',
  summary: 'Takes over equipment of a former one-stop section. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: centerEvents.schemas.EquipmentReused,
  idField: 'unit',
  unit: ({ unit }) => unit,
  decide: (center, reused) => {
    established(center, reused.unit);
    return [{ type: 'EquipmentReused', data: reused }];
  },
});
