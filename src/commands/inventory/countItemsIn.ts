import { inventoryEvents } from '#events/inventory/events.ts';
import { inventoryCommand, keeperOf, openedInventory } from './inventory.ts';

export const countItemsIn = inventoryCommand({
  name: 'CountItemsIn',
  summary: 'Counts further pieces into an inventory. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: inventoryEvents.schemas.ItemsCountedIn.omit({ unit: true }),
  unit: keeperOf,
  decide: (inventory, counted) => [
    { type: 'ItemsCountedIn', data: { ...counted, unit: openedInventory(inventory, counted.section).unit } },
  ],
});
