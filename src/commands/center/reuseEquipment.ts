import { takeItems } from '#commands/inventory/takeItems.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { established } from './rules.ts';

/** With a section, its inventory gives the pieces first, under an id that the Center's event bears too: nothing is counted twice or lost in between. */
export const reuseEquipment = centerCommand({
  name: 'ReuseEquipment',
  summary:
    'Takes over equipment of a former one-stop section; with `section`, out of its inventory. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: centerEvents.schemas.EquipmentReused.omit({ takingId: true }),
  prepare: async ({ unit, section, item, quantity, from }, center, { newId }, { run }) => {
    if (section === undefined) return undefined;
    established(center, unit);
    const takingId = newId('taking');
    await run(takeItems, { section, takingId, takenBy: unit, item, quantity, from });
    return takingId;
  },
  decide: (center, reused, _context, takingId: string | undefined) => {
    const { takings } = established(center, reused.unit);
    if (takingId === undefined) return [{ type: 'EquipmentReused', data: reused }];
    return takings.has(takingId) ? [] : [{ type: 'EquipmentReused', data: { ...reused, takingId } }];
  },
});
