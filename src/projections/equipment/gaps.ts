import { balanceOf, demandedBy, needOf, placesOn } from '#domain/equipment/need.ts';
import type { Norm } from '#events/norm/events.ts';
import type { HoldingRow, PlaceRow } from './projection.ts';
import type { EquipmentLine, Space } from './view.ts';

/** Mean price of a piece by item, of all that was bought with a price on record. */
export const pricesOf = (holdings: readonly HoldingRow[]): Map<string, number> =>
  new Map(
    [...Map.groupBy(holdings, ({ item }) => item)].flatMap(([item, rows]) => {
      const priced = rows.reduce((sum, row) => sum + row.priced, 0);
      return priced === 0 ? [] : [[item, rows.reduce((sum, row) => sum + row.spent_dong, 0) / priced] as const];
    }),
  );

/** A Center's lines by item: of what it has, stated as needed, or must have by the norms in force on the day. */
export const linesOf = (
  place: PlaceRow,
  holdings: readonly HoldingRow[],
  norms: readonly Norm[],
  prices: ReadonlyMap<string, number>,
  day: string,
): EquipmentLine[] => {
  const demanded = demandedBy(norms, placesOn(place.points, day));
  const held = new Map(holdings.map((row) => [row.item, row]));
  const items = new Set([...held.keys(), ...[...demanded].flatMap(([item, quantity]) => (quantity > 0 ? [item] : []))]);
  return [...items].toSorted().map((item) => {
    const row = held.get(item);
    const { reused = 0, added = 0, moved = 0, priced = 0 } = row ?? {};
    const byNorm = demanded.get(item);
    const norm = norms.find((one) => one.kind === 'equipment' && one.item === item);
    const { needed, basis } = needOf(row?.stated ?? undefined, byNorm);
    const { gap, surplus } = balanceOf(needed, reused + added + moved);
    const price = prices.get(item);
    return {
      unit: place.unit,
      item,
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
};

const lacking = (needed: number | undefined, there: number | null): number | null =>
  needed === undefined || there === null ? null : Math.max(0, needed - there);

/** Area against the norms: the share for waiting is a share of the area there is, and of the least there must be. */
export const spaceOf = ({ unit, area, waiting_area }: PlaceRow, norms: readonly Norm[]): Space => {
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
