import { Position } from '#events/terms.ts';
import type { NeedRow, ServiceRow } from './projection.ts';
import { inForceOn, isAbsent, onDay } from './service.ts';

/** Of one position at one Center on a day. */
export type PositionStanding = {
  unit: string;
  position: string;
  needed: number;
  /** Serving in their own right. */
  assigned: number;
  /** Of those, the ones somebody stands in for. */
  absent: number;
  substitutes: number;
  /** Needed and not assigned. */
  missing: number;
  neededFrom: string | null;
  ground: string | null;
};

const count = (services: readonly ServiceRow[]): number => new Set(services.map(({ official_id }) => official_id)).size;

/** Needed against assigned, by unit and position; positions that are neither needed nor held are left out. */
export const positionsOn = (
  units: readonly string[],
  { services, needs }: { services: readonly ServiceRow[]; needs: readonly NeedRow[] },
  day: string,
): PositionStanding[] => {
  const servingAt = Map.groupBy(onDay(services, day), ({ unit }) => unit);
  const needsAt = Map.groupBy(needs, ({ unit }) => unit);
  return units.flatMap((unit) => {
    const serving = servingAt.get(unit) ?? [];
    return Position.options.flatMap((position) => {
      const stated = needsAt.get(unit)?.find(({ post }) => post === position);
      const need = inForceOn(stated?.entries ?? [], day);
      const holding = serving.filter((service) => service.position === position);
      if (need === undefined && holding.length === 0) return [];
      const own = holding.filter(({ substitute_for }) => substitute_for === null);
      const needed = need?.count ?? 0;
      return {
        unit,
        position,
        needed,
        assigned: count(own),
        absent: count(own.filter(({ official_id }) => isAbsent(serving, official_id))),
        substitutes: count(holding.filter(({ substitute_for }) => substitute_for !== null)),
        missing: Math.max(0, needed - count(own)),
        neededFrom: need?.from ?? null,
        ground: need?.ground ?? null,
      };
    });
  });
};
