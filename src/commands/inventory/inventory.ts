import { type AnyCommand, commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import { type InventoryEvent, inventoryEvents } from '#events/inventory/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Opened = {
  status: 'open';
  unit: string;
  name: string;
  sharedWith: readonly string[];
  /** Pieces that are left, by the key form of their item. */
  left: ReadonlyMap<string, number>;
  takings: ReadonlySet<string>;
};
type Inventory = { status: 'absent' } | Opened;

const changed = (inventory: Opened, item: string, by: number): Opened => {
  const key = keyForm(item);
  return { ...inventory, left: new Map(inventory.left).set(key, (inventory.left.get(key) ?? 0) + by) };
};

const evolve = (inventory: Inventory, event: Recorded<InventoryEvent>): Inventory => {
  if (event.type === 'InventoryOpened') {
    const { unit, name, sharedWith, items } = event.data;
    const opened: Opened = { status: 'open', unit, name, sharedWith, left: new Map(), takings: new Set() };
    return items.reduce((counted, { item, quantity }) => changed(counted, item, quantity), opened);
  }
  if (inventory.status === 'absent') return inventory;
  const { item, quantity } = event.data;
  switch (event.type) {
    case 'ItemsCountedIn':
      return changed(inventory, item, quantity);
    case 'ItemsWrittenOff':
      return changed(inventory, item, -quantity);
    case 'ItemsTaken':
      return { ...changed(inventory, item, -quantity), takings: new Set(inventory.takings).add(event.data.takingId) };
  }
};

const inventory: Fold<Inventory, InventoryEvent> = { category: inventoryEvents.category, initial: { status: 'absent' }, evolve };
const inventoryCommand = commandOn(inventory, {
  idField: 'section',
  knownTo: (_input: unknown, state: Inventory) => (state.status === 'absent' ? [] : [state.unit, ...state.sharedWith]),
});

/** The unit that keeps a section's inventory: whose acts it sees, but for taking. */
const keeperOf = (_: unknown, state: Inventory): string | undefined => (state.status === 'absent' ? undefined : state.unit);

/** The inventory, or the rejection `inventory-not-found`. */
const openedInventory = (state: Inventory, section: string): Opened => {
  if (state.status === 'absent') throw new Rejection('inventory-not-found', `There is no inventory of a section ${section}.`);
  return state;
};

/** Refuses what the section has not got: an inventory never falls below zero. */
const requireLeft = ({ left, name }: Opened, item: string, quantity: number): void => {
  const there = left.get(keyForm(item)) ?? 0;
  if (there < quantity) throw new Rejection('items-not-there', `${name} has ${there} × ${item} left, not ${quantity}.`);
};

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

export const countItemsIn = inventoryCommand({
  name: 'CountItemsIn',
  summary: 'Counts further pieces into an inventory. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: inventoryEvents.schemas.ItemsCountedIn.omit({ unit: true }),
  unit: keeperOf,
  decide: (inventory, counted) => [
    { type: 'ItemsCountedIn', data: { ...counted, unit: openedInventory(inventory, counted.section).unit } },
  ],
});

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

/** What was taken belongs to the Center from here on; the command, or `record-taken-items`, records it there. */
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

/** What former one-stop sections left behind. */
export const inventoryCommands: readonly AnyCommand[] = [openInventory, countItemsIn, writeItemsOff, takeItems];
