import { keyForm } from '#domain/text/searchForm.ts';
import type { CenterEvent } from '#events/center/events.ts';
import { type InventoryEvent, inventoryEvents } from '#events/inventory/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { type TransferEvent, transferEvents } from '#events/transfer/events.ts';
import { defineFields, hidden, type RowOfFields } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';
import { type Inventory, type Norms, type TransferRow, transferFields } from './view.ts';

const holdingColumns = {
  unit: 'text',
  /** The item as it is compared: rows of one item are one, however it was typed. */
  item_key: 'text',
  /** The item as it was first worded. */
  item: 'text',
  /** The need the Center stated; null: none. */
  stated: 'integer?',
  stated_ground: 'text?',
  reused: 'bigint',
  added: 'bigint',
  /** Pieces that came from other Centers, less those that left for them. */
  moved: 'bigint',
  /** Pieces added whose price is on record, and their cost: exact up to 9 × 10^15, never too much to be kept. */
  priced: 'bigint',
  spent_dong: 'double precision',
} as const satisfies Columns;
export type HoldingRow = RowOf<typeof holdingColumns>;

type Holding = Extract<
  CenterEvent,
  { type: 'EquipmentNeeded' | 'EquipmentReused' | 'EquipmentAdded' | 'EquipmentTakenOut' | 'EquipmentTakenIn' | 'EquipmentGivenBack' }
>;

const nothingYet = { reused: 0, added: 0, moved: 0, priced: 0, spent_dong: 0 };

const evolveHolding = (before: HoldingRow | undefined, { type, data }: Recorded<Holding>): HoldingRow => {
  const { unit, item, quantity } = data;
  const row = before ?? { unit, item_key: keyForm(item), item, stated: null, stated_ground: null, ...nothingYet };
  switch (type) {
    case 'EquipmentNeeded':
      return { ...row, stated: quantity, stated_ground: data.ground };
    case 'EquipmentReused':
      return { ...row, reused: row.reused + quantity };
    case 'EquipmentAdded': {
      const priced = data.priceDong === undefined ? 0 : quantity;
      const spent_dong = row.spent_dong + (data.priceDong ?? 0);
      return { ...row, added: row.added + quantity, priced: row.priced + priced, spent_dong };
    }
    case 'EquipmentTakenOut':
      return { ...row, moved: row.moved - quantity };
    case 'EquipmentTakenIn':
    case 'EquipmentGivenBack':
      return { ...row, moved: row.moved + quantity };
  }
};

type EquippedPoint = { pointId: string; counters: number; openedOn: string; closedOn: string | null };
const ofPlace = {
  unit: hidden('text'),
  area: hidden('double precision?'),
  waiting_area: hidden('double precision?'),
  points: hidden<'jsonb', EquippedPoint[]>('jsonb'),
};
export type PlaceRow = RowOfFields<typeof ofPlace>;

type Place = Extract<CenterEvent, { type: 'CenterEstablished' | 'HeadquartersDesignated' | 'PointOpened' | 'PointClosed' }>;

const evolvePlace = (before: PlaceRow | undefined, { type, data }: Recorded<Place>): PlaceRow => {
  const row = before ?? { unit: data.unit, area: null, waiting_area: null, points: [] };
  switch (type) {
    case 'CenterEstablished':
      return row;
    case 'HeadquartersDesignated':
      return { ...row, area: data.areaSquareMetres ?? null, waiting_area: data.waitingAreaSquareMetres ?? null };
    case 'PointOpened': {
      const { pointId, counters, openedOn } = data;
      return { ...row, points: [...row.points, { pointId, counters, openedOn, closedOn: null }] };
    }
    case 'PointClosed': {
      const { pointId, closedOn } = data;
      return { ...row, points: row.points.map((point) => (point.pointId === pointId ? { ...point, closedOn } : point)) };
    }
  }
};

const normColumns = { norms_id: 'text', versions: 'jsonb' } as const satisfies Columns;
export type NormsRow = { norms_id: string /** In order. */; versions: Norms['versions'] };

type InventoryItem = Omit<Inventory['items'][number], 'left'>;
const ofInventory = {
  section: hidden('text'),
  unit: hidden('text'),
  name: hidden('text'),
  level: hidden('text'),
  shared_with: hidden('text[]'),
  /** By item. */
  items: hidden<'jsonb', InventoryItem[]>('jsonb'),
};
export type InventoryRow = RowOfFields<typeof ofInventory>;

const counting = (items: readonly InventoryItem[], item: string, kind: 'counted' | 'writtenOff' | 'taken', quantity: number) => {
  const isIt = (one: InventoryItem) => keyForm(one.item) === keyForm(item);
  const before = items.find(isIt) ?? { item, counted: 0, writtenOff: 0, taken: 0 };
  const others = items.filter((one) => !isIt(one));
  return [...others, { ...before, [kind]: before[kind] + quantity }].toSorted((a, b) => (a.item < b.item ? -1 : 1));
};

const evolveInventory = (row: InventoryRow | undefined, { type, data }: Recorded<InventoryEvent>): InventoryRow | undefined => {
  if (type === 'InventoryOpened') {
    const { section, unit, name, level, sharedWith, items } = data;
    const counted = items.reduce<InventoryItem[]>((all, { item, quantity }) => counting(all, item, 'counted', quantity), []);
    return { section, unit, name, level, shared_with: sharedWith, items: counted };
  }
  const kind = ({ ItemsCountedIn: 'counted', ItemsWrittenOff: 'writtenOff', ItemsTaken: 'taken' } as const)[type];
  return row && { ...row, items: counting(row.items, data.item, kind, data.quantity) };
};

const evolveTransfer = (row: TransferRow | undefined, event: Recorded<TransferEvent>): TransferRow | undefined => {
  const { type, data, occurredAt } = event;
  if (type === 'TransferRequested')
    return transferFields.row({ ...data, fromUnit: data.from, toUnit: data.to, state: 'requested', requestedAt: occurredAt });
  if (row === undefined) return undefined;
  switch (type) {
    case 'TransferDeclined':
      return { ...row, state: 'declined', reason: data.reason, ended_at: occurredAt };
    case 'TransferTakenOut':
      return { ...row, state: 'taken-out', taken_out_at: occurredAt };
    case 'TransferTakenIn':
      return { ...row, state: 'taken-in', ended_at: occurredAt };
    case 'TransferRefused':
      return { ...row, state: 'refused', reason: data.reason, ended_at: occurredAt };
  }
};

const holdings = eventTable({
  columns: holdingColumns,
  primaryKey: ['unit', 'item_key'],
  on: ['EquipmentNeeded', 'EquipmentReused', 'EquipmentAdded', 'EquipmentTakenOut', 'EquipmentTakenIn', 'EquipmentGivenBack'],
  keys: (event) => [[event.data.unit, keyForm(event.data.item)]],
  evolve: evolveHolding,
});
const places = eventTable({
  columns: defineFields(ofPlace).columns,
  primaryKey: ['unit'],
  on: ['CenterEstablished', 'HeadquartersDesignated', 'PointOpened', 'PointClosed'],
  keys: (event) => [[event.data.unit]],
  evolve: (row, event) => evolvePlace(row as PlaceRow | undefined, event),
});
const inventories = eventTable({
  columns: defineFields(ofInventory).columns,
  primaryKey: ['section'],
  on: typesOf(inventoryEvents),
  keys: (event) => [[event.data.section]],
  evolve: (row, event) => evolveInventory(row as InventoryRow | undefined, event),
});
const transfers = eventTable({
  columns: transferFields.columns,
  primaryKey: ['transfer_id'],
  on: typesOf(transferEvents),
  keys: (event) => [[event.data.transferId]],
  evolve: (row, event) => evolveTransfer(row as TransferRow | undefined, event),
});

/** What Centers need, have and lack, former sections still hold, and is on its way; now and at any time before. */
export const equipment = defineProjection({
  name: 'equipment',
  version: 3,
  tables: {
    ...withHistory({
      equipment_holdings: holdings,
      equipped_places: places,
      section_inventories: inventories,
      equipment_transfers: transfers,
    }),
    // norms are in force by their own days, whenever they were entered: no past of their own is asked for
    equipment_norms: eventTable({
      columns: normColumns,
      primaryKey: ['norms_id'],
      on: ['NormsPublished'],
      keys: (event) => [[event.data.normsId]],
      evolve: (row, { data, position }) => {
        const { normsId, ...version } = data;
        return { norms_id: normsId, versions: [...((row as NormsRow | undefined)?.versions ?? []), { ...version, position }] };
      },
    }),
  },
});
