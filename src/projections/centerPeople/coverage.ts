import { inForce } from '#domain/settings.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import type { TaskGroup } from '#events/official/events.ts';
import { Position } from '#events/terms.ts';
import type { NeedRow, OfferRow, ServiceRow, TaskGroupsRow } from './projection.ts';
import { isAbsent, onDay } from './service.ts';
import type { PositionStanding, ProcedureCoverage } from './view.ts';

/** A published procedure as far as people are needed for it. */
export type OfferedProcedure = {
  code: string;
  name: string;
  field: string;
  steps: readonly { name: string; role: string; hours: number }[];
};
type CoveredStep = ProcedureCoverage['steps'][number];
/** `field`: in its key form. */
type Ability = { official: string; does: (field: string, role: string) => boolean };

/**
 * What each official who is there on the day can do. Whoever was given task groups does those and nothing else; to
 * whoever was given none, his position says his role, for every sector. A substitute does besides what the absent one
 * does.
 */
const abilitiesOn = (services: readonly ServiceRow[], groups: ReadonlyMap<string, readonly TaskGroup[]>, day: string): Ability[] => {
  const serving = onDay(services, day);
  const keyed = new Map(
    [...groups].map(([official, given]) => [
      official,
      given.map(({ field, roles }) => ({ field: keyForm(field), roles: roles as string[] })),
    ]),
  );
  const own = (official: string, field: string, role: string): boolean => {
    const given = keyed.get(official);
    if (given !== undefined) return given.some((group) => group.field === field && group.roles.includes(role));
    return serving.some((service) => service.official_id === official && service.substitute_for === null && service.position === role);
  };
  const officials = [...new Set(serving.map(({ official_id }) => official_id))].filter((official) => !isAbsent(serving, official));
  return officials.toSorted().map((official) => {
    const replaced = serving.flatMap(({ official_id, substitute_for }) =>
      official_id === official && substitute_for !== null ? substitute_for : [],
    );
    return { official, does: (field, role) => [official, ...replaced].some((one) => own(one, field, role)) };
  });
};

/** Task groups in force on a day, by official; those who were never given any are not there. */
export const groupsOn = (rows: readonly TaskGroupsRow[], day: string): ReadonlyMap<string, readonly TaskGroup[]> =>
  new Map(
    rows.flatMap(({ official_id, entries }) => {
      const given = inForce(entries, day);
      return given === undefined ? [] : [[official_id, given.groups] as const];
    }),
  );

const gapOf = (steps: readonly CoveredStep[]): string | null => {
  if (steps.length === 0) return 'The published version has no steps: nothing says who does it.';
  const without = steps.filter(({ officials }) => officials.length === 0);
  return without.length === 0 ? null : `Nobody is able to do: ${without.map(({ name, role }) => `${name} (${role})`).join('; ')}.`;
};

/** For each procedure that a Center offers on a day, who there is able to do each step; a gap is named in words. */
export const coverageOn = (
  people: { services: readonly ServiceRow[]; groups: ReadonlyMap<string, readonly TaskGroup[]>; offer: OfferRow | undefined },
  published: readonly OfferedProcedure[],
  day: string,
): ProcedureCoverage[] => {
  const abilities = abilitiesOn(people.services, people.groups, day);
  const without = inForce(people.offer?.entries ?? [], day)?.without ?? [];
  return published
    .filter(({ code }) => !without.includes(code))
    .map(({ code, name, field, steps }) => {
      const key = keyForm(field);
      const covered = steps.map((step) => ({
        name: step.name,
        role: step.role,
        officials: abilities.filter(({ does }) => does(key, step.role)).map(({ official }) => official),
      }));
      const gap = gapOf(covered);
      return { code, name, field, steps: covered, covered: gap === null, gap };
    });
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
      const need = inForce(stated?.entries ?? [], day);
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
