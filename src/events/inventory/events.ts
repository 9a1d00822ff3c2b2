import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Key, Text, UnitCode } from '#events/terms.ts';

const Quantity = z.int().min(1).max(100_000);
const Item = z.string().trim().min(1).max(120).describe('Kind of equipment, for example "máy quét".');
/** Which section, and the unit that keeps what is left of it. */
const Which = { section: Key, unit: UnitCode };
const Counted = z.strictObject({ item: Item, quantity: Quantity });

/** Stream `inventory-<section>`: what a former one-stop section left behind, and where it went. */
export const inventoryEvents = defineEvents('inventory', {
  InventoryOpened: z
    .strictObject({
      section: Key,
      unit: UnitCode.describe('Unit that keeps it.'),
      name: Text.describe('The former one-stop section (bộ phận một cửa).'),
      level: z.enum(['commune', 'district', 'province']).describe('Level of government it belonged to.'),
      sharedWith: z.array(UnitCode).max(200).describe('Further units whose Centers may take from it.'),
      items: z.array(Counted).max(500).describe('What was counted, one line an item.'),
    })
    .describe('The inventory of a former one-stop section was drawn up.'),
  ItemsCountedIn: z.strictObject({ ...Which, item: Item, quantity: Quantity, ground: Text }).describe('More was found and counted in.'),
  ItemsWrittenOff: z
    .strictObject({ ...Which, item: Item, quantity: Quantity, ground: Text })
    .describe('Pieces are unusable, lost or disposed of.'),
  ItemsTaken: z
    .strictObject({
      ...Which,
      takingId: z.uuid().describe('The same as in the event of the Center that took over.'),
      takenBy: UnitCode,
      item: Item,
      quantity: Quantity,
      from: Text.describe('Where from, as the Center will record it.'),
    })
    .describe('A Center takes pieces over.'),
});
export type InventoryEvent = EventOf<typeof inventoryEvents>;
