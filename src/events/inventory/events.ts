import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { Item, Key, PublicText, Quantity, UnitCode } from '#events/terms.ts';

const pieces = { item: Item, quantity: Quantity };
/** `unit`: that which keeps what is left of the section. */
const event = eventsOf({ section: Key, unit: UnitCode });

/** Stream `inventory-<section>`: what a former one-stop section left behind, and where it went. */
export const inventoryEvents = defineEvents('inventory', {
  InventoryOpened: event('The inventory of a former one-stop section was drawn up.', {
    section: Key,
    unit: UnitCode.describe('Unit that keeps it.'),
    name: PublicText.describe('The former one-stop section (bộ phận một cửa).'),
    level: z.enum(['commune', 'district', 'province']).describe('Level of government it belonged to.'),
    sharedWith: z.array(UnitCode).max(200).describe('Further units whose Centers may take from it.'),
    items: z.array(z.strictObject(pieces)).max(500).describe('What was counted, one line an item.'),
  }),
  ItemsCountedIn: event('More was found and counted in.', { ...pieces, ground: PublicText }),
  ItemsWrittenOff: event('Pieces are unusable, lost or disposed of.', { ...pieces, ground: PublicText }),
  ItemsTaken: event('A Center takes pieces over.', {
    takingId: z.uuid().describe('The same as in the event of the Center that took over.'),
    takenBy: UnitCode,
    ...pieces,
    from: PublicText.describe('Where from, as the Center will record it.'),
  }),
});
export type InventoryEvent = EventOf<typeof inventoryEvents>;
