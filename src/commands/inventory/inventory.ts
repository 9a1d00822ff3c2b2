import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type InventoryEvent, inventoryEvents } from '#events/inventory/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Opened = {
  status: 'open';
  unit: string;
  name: string;
  sharedWith: readonly string[];
  /** Pieces that are left, by item. */
  left: ReadonlyMap<string, number>;
  takings: ReadonlySet<string>;
};
type Inventory = { status: 'absent' } | Opened;

const changed = ({ left }: Opened, item: string, by: number) => ({ left: new Map(left).set(item, (left.get(item) ?? 0) + by) });

const evolve = (inventory: Inventory, event: Recorded<InventoryEvent>): Inventory => {
  if (event.type === 'InventoryOpened') {
    const { unit, name, sharedWith, items } = event.data;
    const opened: Opened = { status: 'open', unit, name, sharedWith, left: new Map(), takings: new Set() };
    return items.reduce((counted, { item, quantity }) => ({ ...counted, ...changed(counted, item, quantity) }), opened);
  }
  if (inventory.status === 'absent') return inventory;
  const { item, quantity } = event.data;
  switch (event.type) {
    case 'ItemsCountedIn':
      return { ...inventory, ...changed(inventory, item, quantity) };
    case 'ItemsWrittenOff':
      return { ...inventory, ...changed(inventory, item, -quantity) };
    case 'ItemsTaken':
      return { ...inventory, ...changed(inventory, item, -quantity), takings: new Set(inventory.takings).add(event.data.takingId) };
  }
};

export const inventory: Fold<Inventory, InventoryEvent> = {
  category: inventoryEvents.category,
  initial: { status: 'absent' },
  evolve,
};
export const inventoryCommand = commandOn(inventory, { idField: 'section' });

/** The unit that keeps a section's inventory: whose acts it sees, but for taking. */
export const keeperOf = (_: unknown, state: Inventory): string | undefined => (state.status === 'absent' ? undefined : state.unit);

/** The inventory, or the rejection `inventory-not-found`. */
export const openedInventory = (state: Inventory, section: string): Opened => {
  if (state.status === 'absent') throw new Rejection('inventory-not-found', `There is no inventory of a section ${section}.`);
  return state;
};

/** Refuses what the section has not got: an inventory never falls below zero. */
export const requireLeft = ({ left, name }: Opened, item: string, quantity: number): void => {
  const there = left.get(item) ?? 0;
  if (there < quantity) throw new Rejection('items-not-there', `${name} has ${there} × ${item} left, not ${quantity}.`);
};
