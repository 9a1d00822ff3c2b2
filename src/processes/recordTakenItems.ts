import { recordTakenItems } from '#commands/center/equipment.ts';
import { timeAfter } from './timeAfter.ts';
import { defineProcess } from './tools.ts';

/** Long enough for the command that took them to record it itself. */
const TEN_SECONDS = 10_000;

/** What left an inventory belongs to the Center that took it, also when the command died before it could record that there. */
export const recordItemsTaken = defineProcess({
  name: 'record-taken-items',
  on: ['ItemsTaken'],
  delayMs: TEN_SECONDS,
  react: async (event, { read, execute }) => {
    const { takenBy, section, takingId, item, quantity, from } = event.data;
    const center = await read(`center-${takenBy}`);
    if (center.some((past) => past.type === 'EquipmentReused' && past.data.takingId === takingId)) return;
    await execute(recordTakenItems, { unit: takenBy, section, takingId, item, quantity, from }, event, { at: timeAfter(center, event) });
  },
});
