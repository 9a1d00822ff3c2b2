import { Rejection } from '#domain/rejections.ts';
import { inventoryEvents } from '#events/inventory/events.ts';
import { inventoryCommand } from './inventory.ts';

export const openInventory = inventoryCommand({
  name: 'OpenInventory',
  summary: 'Draws up the inventory of a former one-stop section: who keeps it, whose Centers may take from it, and what was counted.',
  input: inventoryEvents.schemas.InventoryOpened.partial({ sharedWith: true }),
  creates: true,
  unit: ({ unit }) => unit,
  decide: (inventory, { sharedWith = [], ...opened }, { settings }) => {
    if (inventory.status === 'open')
      throw new Rejection('inventory-already-opened', `The inventory of section ${opened.section} was drawn up before.`);
    const unknown = [opened.unit, ...sharedWith].find((unit) => !settings.units.some(({ code }) => code === unit));
    if (unknown !== undefined) throw new Rejection('unit-unknown', `The city has no unit ${unknown}.`);
    return [{ type: 'InventoryOpened', data: { ...opened, sharedWith } }];
  },
});
