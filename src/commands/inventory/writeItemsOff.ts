import { inventoryEvents } from '#events/inventory/events.ts';
import { inventoryCommand, keeperOf, openedInventory, requireLeft } from './inventory.ts';

export const writeItemsOff = inventoryCommand({
  name: 'WriteItemsOff',
  summary: 'Writes off pieces that are unusable, lost or disposed of. Repeat it only with the same Idempotency-Key.',
  input: inventoryEvents.schemas.ItemsWrittenOff.omit({ unit: true }),
  unit: keeperOf,
  decide: (inventory, written) => {
    const opened = openedInventory(inventory, written.section);
    requireLeft(opened, written.item, written.quantity);
    return [{ type: 'ItemsWrittenOff', data: { ...written, unit: opened.unit } }];
  },
});
