import { inForce, type Settings } from '#domain/settings.ts';
import { dayBefore } from '#domain/time/localDay.ts';
import type { Period, Stretch } from './periods.ts';

/** Who serves at a Center on a day; `office` is the one held on that day. */
export type ServingOfficial = { officialId: string; position: string; office: string | null; from: string; until: string | null };
/** Office held from a day on; the first one on record has always been held. */
export type HeldOffice = { office: string; from: string | null };
/** Offices from which a director may come, in order of the day the rule begins; settings, not events. */
export type DirectorRule = Settings['directorOffices'][number];
/** Part of a director's service with the office held and the rule in force throughout; whether it is allowed. */
type JudgedStretch = Stretch & { office: string | undefined; rule: DirectorRule | undefined; eligible: boolean };

/** The office held on a day: the last one on record whose day has come. */
export const officeOn = <O extends HeldOffice['office']>(
  offices: readonly { office: O; from: string | null }[],
  day: string,
): O | undefined => offices.findLast(({ from }) => from === null || from <= day)?.office;

/**
 * A director's service, divided where another office or another rule begins: only there can it come to be allowed, or
 * cease to be. One-stop Centers, Decree 118/2025/NĐ-CP; from 15/10/2025 Resolution 332/NQ-CP.
 */
export const judgedService = (
  { from, until = null }: Period,
  offices: readonly HeldOffice[],
  rules: readonly DirectorRule[],
): JudgedStretch[] => {
  const turns = [...offices, ...rules].flatMap((turn) => (turn.from !== null && turn.from > from ? [turn.from] : []));
  const starts = [from, ...new Set(turns)].toSorted().filter((start) => until === null || start <= until);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const office = officeOn(offices, start);
    const rule = inForce(rules, start);
    const eligible = office !== undefined && rule !== undefined && rule.offices.includes(office);
    return { from: start, until: next === undefined ? until : dayBefore(next), office, rule, eligible };
  });
};

type Substitution = { eventId: string; official: string; substituteFor: string; from: string; until: string | null; basis: string };
/**
 * A dossier that on a day lies with the wrong official: by a substitution, or without one because its holder does not
 * serve there. No official named: to the unit's desk.
 */
export type QueueMove = {
  dossierId: string;
  from: { unit: string; official: string };
  to: { unit: string; official?: string };
  substitution?: Substitution;
};
