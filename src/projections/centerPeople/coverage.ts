import type { TaskGroup } from '#events/official/events.ts';
import type { OfferRow, ServiceRow, TaskGroupsRow } from './projection.ts';
import { inForceOn, isAbsent, onDay } from './service.ts';

/** A published procedure as far as people are needed for it. */
export type OfferedProcedure = {
  code: string;
  name: string;
  field: string;
  steps: readonly { name: string; role: string; hours: number }[];
};
export type CoveredStep = { name: string; role: string; officials: string[] };
export type ProcedureCoverage = { code: string; name: string; field: string; steps: CoveredStep[]; covered: boolean; gap: string | null };

type Ability = { official: string; does: (field: string, role: string) => boolean };

/**
 * What each official who is there on the day can do. Whoever was given task groups does those and nothing else; to whoever was given none, his position
 * says his role, for every sector. A substitute does besides what the absent one does.
 */
const abilitiesOn = (services: readonly ServiceRow[], groups: ReadonlyMap<string, readonly TaskGroup[]>, day: string): Ability[] => {
  const serving = onDay(services, day);
  const own = (official: string, field: string, role: string): boolean => {
    const given = groups.get(official);
    if (given !== undefined) return given.some((group) => group.field === field && (group.roles as string[]).includes(role));
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
      const given = inForceOn(entries, day);
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
  const without = inForceOn(people.offer?.entries ?? [], day)?.without ?? [];
  return published
    .filter(({ code }) => !without.includes(code))
    .map(({ code, name, field, steps }) => {
      const covered = steps.map((step) => ({
        name: step.name,
        role: step.role,
        officials: abilities.filter(({ does }) => does(field, step.role)).map(({ official }) => official),
      }));
      const gap = gapOf(covered);
      return { code, name, field, steps: covered, covered: gap === null, gap };
    });
};
