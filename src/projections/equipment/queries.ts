import type { Kysely } from 'kysely';
import { balanceOf, CENTER_NORMS, demandedBy, needOf, normsOn, placesOn } from '#domain/equipment/need.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import type { Norm } from '#events/norm/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { HoldingRow, InventoryRow, NormsRow, PlaceRow } from './projection.ts';
import { type EquipmentLine, type Inventory, type Norms, type Space, type Transfer, type TransferRow, transferFields } from './view.ts';

type Db = Kysely<{ equipment_norms: NormsRow }>;

/** Mean price of a piece by the key form of its item, of all that was bought with a price on record. */
const pricesOf = (holdings: readonly HoldingRow[]): Map<string, number> =>
  new Map(
    [...Map.groupBy(holdings, ({ item_key }) => item_key)].flatMap(([key, rows]) => {
      const priced = rows.reduce((sum, row) => sum + row.priced, 0);
      return priced === 0 ? [] : [[key, rows.reduce((sum, row) => sum + row.spent_dong, 0) / priced] as const];
    }),
  );

/** A Center's lines by item, worded as in the norm that speaks of it: of what it has, stated as needed, or must have by the norms in force on the day. */
export const linesOf = (
  place: PlaceRow,
  holdings: readonly HoldingRow[],
  norms: readonly Norm[],
  prices: ReadonlyMap<string, number>,
  day: string,
): EquipmentLine[] => {
  const demanded = demandedBy(norms, placesOn(place.points, day));
  const normOf = new Map(norms.flatMap((norm) => (norm.kind === 'equipment' ? [[keyForm(norm.item), norm] as const] : [])));
  const held = new Map(holdings.map((row) => [row.item_key, row]));
  const keys = new Set([...held.keys(), ...[...demanded].flatMap(([key, quantity]) => (quantity > 0 ? [key] : []))]);
  const lines = [...keys].map((key) => {
    const row = held.get(key);
    const { reused = 0, added = 0, moved = 0, priced = 0 } = row ?? {};
    const byNorm = demanded.get(key);
    const norm = normOf.get(key);
    const { needed, basis } = needOf(row?.stated ?? undefined, byNorm);
    const { gap, surplus } = balanceOf(needed, reused + added + moved);
    const price = prices.get(key);
    return {
      unit: place.unit,
      item: norm?.item ?? row?.item ?? key,
      needed,
      basis,
      stated: row?.stated ?? null,
      statedGround: row?.stated_ground ?? null,
      byNorm: byNorm ?? null,
      legalGround: norm?.legalGround ?? null,
      certainty: norm?.certainty ?? null,
      reused,
      added,
      moved,
      gap,
      surplus,
      spentDong: row?.spent_dong ?? 0,
      unpriced: added - priced,
      gapDong: price === undefined ? null : Math.round(gap * price),
    };
  });
  return lines.toSorted((a, b) => (a.item < b.item ? -1 : 1));
};

const lacking = (needed: number | undefined, there: number | null): number | null =>
  needed === undefined || there === null ? null : Math.max(0, needed - there);

/** Area against the norms: the share for waiting is a share of the area there is, and of the least there must be. */
const spaceOf = ({ unit, area, waiting_area }: PlaceRow, norms: readonly Norm[]): Space => {
  const least = norms.find((norm) => norm.kind === 'area');
  const share = norms.find((norm) => norm.kind === 'waiting-share');
  const whole = area === null ? least?.squareMetres : Math.max(area, least?.squareMetres ?? 0);
  const waitingNeeded = share === undefined || whole === undefined ? undefined : Math.round(whole * share.share * 10) / 10;
  return {
    unit,
    needed: least?.squareMetres ?? null,
    there: area,
    gap: lacking(least?.squareMetres, area),
    waitingNeeded: waitingNeeded ?? null,
    waitingThere: waiting_area,
    waitingGap: lacking(waitingNeeded, waiting_area),
    legalGround: least?.legalGround ?? null,
    certainty: least?.certainty ?? null,
  };
};

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

/** Every kind of equipment that norms or Centers name, each in one wording. */
const itemsOf = (holdings: readonly HoldingRow[], versions: readonly { norms: readonly Norm[] }[]): string[] => {
  const named = versions.flatMap(({ norms }) => norms.flatMap((norm) => (norm.kind === 'equipment' ? norm.item : [])));
  const all = [...named, ...holdings.map(({ item }) => item)];
  return [...new Map(all.toReversed().map((item) => [keyForm(item), item])).values()].toSorted();
};

/**
 * Equipment and space of Centers on a day as of a moment, by unit and item; without units that have no Center.
 * `items`: every kind of equipment known in the city.
 */
export const equipmentAt = async (
  db: Db,
  units: readonly string[] | 'all',
  day: string,
  asOf: AsOf,
): Promise<{ lines: EquipmentLine[]; spaces: Space[]; items: string[] }> => {
  const [norms, places, holdings] = await Promise.all([
    normsAt(db, CENTER_NORMS, day, asOf),
    rowsAsOf<PlaceRow>(db, 'equipped_places_history', ['unit'], asOf, units),
    // of every Center: prices are those of the city
    rowsAsOf<HoldingRow>(db, 'equipment_holdings_history', ['unit', 'item_key'], asOf),
  ]);
  const inForce = normsOn(norms?.versions ?? [], day);
  const prices = pricesOf(holdings);
  const byUnit = Map.groupBy(holdings, ({ unit }) => unit);
  return {
    lines: places.flatMap((place) => linesOf(place, byUnit.get(place.unit) ?? [], inForce, prices, day)),
    spaces: places.map((place) => spaceOf(place, inForce)),
    items: itemsOf(holdings, norms?.versions ?? []),
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
