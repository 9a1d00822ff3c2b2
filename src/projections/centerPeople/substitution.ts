import type { ServiceRow } from './projection.ts';
import { actingFor, onDay } from './service.ts';

/** An open dossier in an official's hands, and the event that brought it there where it was handed over. */
export type HeldDossier = { dossierId: string; unit: string; official: string; because: string | null };
/** A dossier that lies with another official than the one who is to do it; `substitution` is what it moves by, or comes back from. */
export type QueueMove = {
  dossierId: string;
  from: { unit: string; official: string };
  /** The desk of the unit where no official is named. */
  to: { unit: string; official?: string };
  substitution: { eventId: string; official: string; substituteFor: string; from: string; until: string | null; basis: string };
};

const named = ({ event_id, official_id, substitute_for, from_day, until_day, basis }: ServiceRow): QueueMove['substitution'] => ({
  eventId: event_id,
  official: official_id,
  substituteFor: substitute_for ?? '',
  from: from_day,
  until: until_day,
  basis,
});

/**
 * Where the dossiers of officials somebody stands in for belong on a day: with whoever acts for them, and when the substitution is over with the official again;
 * at the desk of the unit when he no longer serves there. What a substitute passed on by himself is left where it went. `services`: everybody's at these units.
 */
export const queueMovesOn = (services: readonly ServiceRow[], held: readonly HeldDossier[], day: string): QueueMove[] => {
  const servingAt = Map.groupBy(onDay(services, day), ({ unit }) => unit);
  const substitutions = new Map(
    services.filter(({ substitute_for }) => substitute_for !== null).map((service) => [service.event_id, service]),
  );
  return held.flatMap(({ dossierId, unit, official, because }) => {
    const came = because === null ? undefined : substitutions.get(because);
    const owner = came?.substitute_for ?? official;
    const acting = actingFor(servingAt.get(unit) ?? [], owner);
    const substitution = acting?.substitution ?? came;
    if (substitution === undefined || acting?.official === official) return [];
    const to = acting ? { unit, official: acting.official } : { unit };
    return [{ dossierId, from: { unit, official }, to, substitution: named(substitution) }];
  });
};
