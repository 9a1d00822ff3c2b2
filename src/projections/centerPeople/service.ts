import type { ServiceRow } from './projection.ts';

/** Those of a service that count on a day; one called off before it began counts on none. */
export const onDay = (services: readonly ServiceRow[], day: string): ServiceRow[] =>
  services.filter(({ from_day, until_day }) => from_day <= day && (until_day === null || day <= until_day));

/** What is in force on a day of what was said to hold from a day on. */
export const inForceOn = <T extends { from: string }>(entries: readonly T[], day: string): T | undefined =>
  entries.findLast(({ from }) => from <= day);

/** Substitutions of an official at a unit, by those that count on the day. */
const substitutionsOf = (serving: readonly ServiceRow[], official: string): ServiceRow[] =>
  serving.filter(({ substitute_for }) => substitute_for === official);

/** Whether somebody stands in for the official: then he is not there, whatever else is known of him. */
export const isAbsent = (serving: readonly ServiceRow[], official: string): boolean => substitutionsOf(serving, official).length > 0;

/**
 * Who does on the day what is an official's, and the substitution of that official where there is one: himself, or whoever stands in for him; and where
 * that one is absent as well, whoever stands in for that one. Of several who stand in for one, the first. `undefined` when nobody there is left.
 * `serving`: those who serve at the unit on the day.
 */
export const actingFor = (
  serving: readonly ServiceRow[],
  official: string,
): { official: string; substitution: ServiceRow | undefined } | undefined => {
  const passed = new Set<string>();
  let acting = official;
  let substitution: ServiceRow | undefined;
  for (;;) {
    if (passed.has(acting)) return undefined;
    passed.add(acting);
    const next = substitutionsOf(serving, acting).toSorted((a, b) => (a.assignment_id < b.assignment_id ? -1 : 1))[0];
    if (next === undefined) break;
    substitution ??= next;
    acting = next.official_id;
  }
  return serving.some(({ official_id }) => official_id === acting) ? { official: acting, substitution } : undefined;
};
