import { Rejection } from '#domain/rejections.ts';
import { inventoryEvents } from '#events/inventory/events.ts';
import { inventoryCommand, openedInventory, requireLeft } from './inventory.ts';

/** What was taken belongs to the Center from here on; its own event follows, by the command that took or by the process `record-taken-items`. */
export const takeItems = inventoryCommand({
  name: 'TakeItems',
  summary: 'Takes pieces out of an inventory for a Center.',
  input: inventoryEvents.schemas.ItemsTaken.omit({ unit: true }),
  unit: ({ takenBy }) => takenBy,
  decide: (inventory, taken) => {
    const opened = openedInventory(inventory, taken.section);
    if (opened.takings.has(taken.takingId)) return [];
    if (opened.unit !== taken.takenBy && !opened.sharedWith.includes(taken.takenBy))
      throw new Rejection('section-not-shared', `${opened.name} is not shared with ${taken.takenBy}.`);
    requireLeft(opened, taken.item, taken.quantity);
    return [{ type: 'ItemsTaken', data: { ...taken, unit: opened.unit } }];
  },
});
