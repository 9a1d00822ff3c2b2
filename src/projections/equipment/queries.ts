import type { Kysely } from 'kysely';
import { CENTER_NORMS, normsOn } from '#domain/equipment/need.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import { linesOf, pricesOf, spaceOf } from './gaps.ts';
import type { HoldingRow, InventoryRow, NormsRow, PlaceRow } from './projection.ts';
import { type EquipmentLine, type Inventory, type Norms, type Space, type Transfer, type TransferRow, transferFields } from './view.ts';

type Db = Kysely<{ equipment_norms: NormsRow }>;

/** The known versions of norms: all, or those published up to a position. A past day is judged by its own law. */
const known = ({ versions }: NormsRow, asOf: AsOf) =>
  'position' in asOf ? versions.filter(({ position }) => position <= asOf.position) : versions;

/** A set of norms with its versions, and the one in force on a day; undefined when there is none. */
export const normsAt = async (db: Db, normsId: string, day: string, asOf: AsOf): Promise<Norms | undefined> => {
  const row = await db.selectFrom('equipment_norms').selectAll().where('norms_id', '=', normsId).executeTakeFirst();
  const versions = row === undefined ? [] : known(row, asOf);
  const title = versions.at(-1)?.title;
  if (title === undefined) return undefined;
  const inForce = versions.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? null;
  return { normsId, title, inForce, versions };
};

/** The ids of all sets of norms that were known. */
export const normsIds = async (db: Db, asOf: AsOf): Promise<string[]> => {
  const rows = await db.selectFrom('equipment_norms').selectAll().orderBy('norms_id').execute();
  return rows.flatMap((row) => (known(row, asOf).length > 0 ? [row.norms_id] : []));
};

/** Equipment and space of Centers on a day as of a moment, by unit and item; without units that have no Center. */
export const equipmentAt = async (
  db: Db,
  units: readonly string[] | 'all',
  day: string,
  asOf: AsOf,
): Promise<{ lines: EquipmentLine[]; spaces: Space[] }> => {
  const [norms, places, holdings] = await Promise.all([
    normsAt(db, CENTER_NORMS, day, asOf),
    rowsAsOf<PlaceRow>(db, 'equipped_places_history', ['unit'], asOf, units),
    // of every Center: prices are those of the city
    rowsAsOf<HoldingRow>(db, 'equipment_holdings_history', ['unit', 'item'], asOf),
  ]);
  const inForce = normsOn(norms?.versions ?? [], day);
  const prices = pricesOf(holdings);
  const byUnit = Map.groupBy(holdings, ({ unit }) => unit);
  return {
    lines: places.flatMap((place) => linesOf(place, byUnit.get(place.unit) ?? [], inForce, prices, day)),
    spaces: places.map((place) => spaceOf(place, inForce)),
  };
};

/** Former one-stop sections and what is left of them, as of a moment, in order of their keys. */
export const inventoriesAt = async (db: Db, asOf: AsOf, section?: string): Promise<Inventory[]> => {
  const rows = await rowsAsOf<InventoryRow>(
    db,
    'section_inventories_history',
    ['section'],
    asOf,
    section === undefined ? 'all' : [section],
  );
  return rows.map(({ shared_with: sharedWith, items, ...inventory }) => ({
    ...inventory,
    sharedWith,
    items: items.map((item) => ({ ...item, left: item.counted - item.writtenOff - item.taken })),
  }));
};

/** Transfers as of a moment, the latest asked for first. */
export const transfersAt = async (db: Db, asOf: AsOf, transferId?: string): Promise<Transfer[]> => {
  const rows = await rowsAsOf<TransferRow>(
    db,
    'equipment_transfers_history',
    ['transfer_id'],
    asOf,
    transferId === undefined ? 'all' : [transferId],
  );
  return rows
    .map((row) => transferFields.view(row, { from: row.from_unit, to: row.to_unit }))
    .sort((a, b) => (a.requestedAt > b.requestedAt || (a.requestedAt === b.requestedAt && a.transferId < b.transferId) ? -1 : 1));
};
