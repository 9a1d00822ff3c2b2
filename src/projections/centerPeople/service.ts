import { isOn } from '#domain/center/periods.ts';
import type { QueueMove } from '#domain/center/staff.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import type { ServiceRow } from './projection.ts';

/** An open dossier in an official's hands, and the event that brought it there where it was handed over. */
export type HeldDossier = { dossierId: string; unit: string; official: string; because: string | null };

/** Those of a service that count on a day; one called off before it began counts on none. */
export const onDay = (services: readonly ServiceRow[], day: string): ServiceRow[] =>
  services.filter(({ from_day: from, until_day: until }) => isOn({ from, until }, day));

/** Substitutions of an official at a unit, by those that count on the day. */
const substitutionsOf = (serving: readonly ServiceRow[], official: string): ServiceRow[] =>
  serving.filter(({ substitute_for }) => substitute_for === official);

/** Whether somebody stands in for the official: then he is not there, whatever else is known of him. */
export const isAbsent = (serving: readonly ServiceRow[], official: string): boolean => substitutionsOf(serving, official).length > 0;

/**
 * Who does on the day what is an official's, and the substitution of that official where there is one: himself, or
 * whoever stands in for him; and where that one is absent as well, whoever stands in for that one. Of several who stand
 * in for one, the first. `undefined` when nobody there is left. `serving`: those who serve at the unit on the day.
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

const named = ({ event_id: eventId, official_id: official, substitute_for, from_day: from, until_day: until, basis }: ServiceRow) => {
  return { eventId, official, substituteFor: substitute_for ?? '', from, until, basis };
};

/**
 * Where the dossiers of officials belong on a day: with whoever acts for them while somebody stands in, and when the
 * substitution is over with the official again; at the desk of the unit when he does not serve there. What a substitute
 * passed on by himself is left where it went, and so is what lies at an agency, whose people are not known here. `services`: everybody's at these units.
 */
export const queueMovesOn = (services: readonly ServiceRow[], held: readonly HeldDossier[], day: string): QueueMove[] => {
  const servingAt = Map.groupBy(onDay(services, day), ({ unit }) => unit);
  const substitutions = new Map(
    services.filter(({ substitute_for }) => substitute_for !== null).map((service) => [service.event_id, service]),
  );
  return held.flatMap(({ dossierId, unit, official, because }) => {
    if (isAgency(unit)) return [];
    const came = because === null ? undefined : substitutions.get(because);
    const owner = came?.substitute_for ?? official;
    const acting = actingFor(servingAt.get(unit) ?? [], owner);
    const substitution = acting?.substitution ?? came;
    if (acting?.official === official) return [];
    const to = acting ? { unit, official: acting.official } : { unit };
    return [{ dossierId, from: { unit, official }, to, ...(substitution && { substitution: named(substitution) }) }];
  });
};
