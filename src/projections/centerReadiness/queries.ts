import type { Kysely } from 'kysely';
import { dayAfter } from '#domain/time/localDay.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { DirectorRule } from './director.ts';
import { type CenterRow, nothingYet, type OfficesRow } from './projection.ts';
import {
  type CenterState,
  type Condition,
  conditionsOn,
  type Eligibility,
  equipmentOn,
  existsFrom,
  hoursOn,
  type Lack,
  lacksOf,
  stateOn,
} from './readiness.ts';

export { conditionCodes } from './readiness.ts';

type Db = Kysely<{ center_readiness: CenterRow; offices_held: OfficesRow }>;

export type CenterSummary = {
  unit: string;
  state: CenterState;
  openedOn: string | null;
  /** What of the opening rule is not fulfilled; at an open Center, what has lapsed since. */
  missingToOpen: Lack[];
  /** Earliest `since` of `missingToOpen`. */
  missingToOpenSince: string | null;
  /** Duties of the directive that are not fulfilled and do not stand in the way of opening. */
  alsoMissing: Lack[];
  conditions: Condition[];
};

const summaryOf = (unit: string, row: CenterRow | undefined, day: string, eligibility: Eligibility): CenterSummary => {
  const conditions = conditionsOn(row, day, eligibility);
  const missingToOpen = lacksOf(conditions, true);
  return {
    unit,
    state: stateOn(row, conditions, day),
    openedOn: row?.opened_on ?? null,
    missingToOpen,
    missingToOpenSince: missingToOpen.flatMap(({ since }) => since ?? []).toSorted()[0] ?? null,
    alsoMissing: lacksOf(conditions, false),
    conditions,
  };
};

/** What is known of these units; of those where nothing has happened, nothing. */
const rowsOf = (db: Db, units: readonly string[], asOf: AsOf | undefined): Promise<CenterRow[]> =>
  asOf === undefined
    ? db.selectFrom('center_readiness').selectAll().where('unit', 'in', units).execute()
    : rowsAsOf<CenterRow>(db, 'center_readiness_history', ['unit'], asOf, units);

/** What decides about the directors of these Centers. */
const eligibilityIn = async (
  db: Db,
  rows: readonly CenterRow[],
  rules: readonly DirectorRule[],
  asOf: AsOf | undefined,
): Promise<Eligibility> => {
  const directors = rows.flatMap(({ staff }) => staff.flatMap(({ position, officialId }) => (position === 'director' ? [officialId] : [])));
  if (directors.length === 0) return { rules, offices: new Map() };
  const held =
    asOf === undefined
      ? await db.selectFrom('offices_held').selectAll().where('official_id', 'in', directors).execute()
      : await rowsAsOf<OfficesRow>(db, 'offices_held_history', ['official_id'], asOf, directors);
  return { rules, offices: new Map(held.map(({ official_id, offices }) => [official_id, offices])) };
};

/**
 * Readiness of these units on a day, by the rules on who may be director; in their order; units where nothing has happened are there too.
 * By what is known now, or was known at another time.
 */
export const centersOn = async (
  db: Db,
  units: readonly string[],
  day: string,
  rules: readonly DirectorRule[],
  asOf?: AsOf,
): Promise<CenterSummary[]> => {
  if (units.length === 0) return [];
  const rows = await rowsOf(db, units, asOf);
  const eligibility = await eligibilityIn(db, rows, rules, asOf);
  const byUnit = new Map(rows.map((row) => [row.unit, row]));
  return units.map((unit) => summaryOf(unit, byUnit.get(unit), day, eligibility));
};

const detailOf = (unit: string, row: CenterRow | undefined, day: string, eligibility: Eligibility) => {
  const facts = row ?? nothingYet;
  return {
    ...summaryOf(unit, row, day, eligibility),
    existsFrom: existsFrom(facts.decisions),
    decisions: facts.decisions,
    points: facts.points,
    pointsFixed: facts.points_fixed,
    headquarters: facts.headquarters,
    equipment: equipmentOn(facts.equipment, day),
    regulations: facts.regulations,
    hours: hoursOn(facts.hours, day),
    revision: row?.revision ?? -1,
    lastActivityAt: row?.last_activity_at ?? null,
  };
};

/** Everything about each of these Centers on any day, by what was known at a time. */
export const centersAsOf = async (db: Db, units: readonly string[], rules: readonly DirectorRule[], asOf?: AsOf) => {
  const rows = await rowsOf(db, units, asOf);
  const eligibility = await eligibilityIn(db, rows, rules, asOf);
  const byUnit = new Map(rows.map((row) => [row.unit, row]));
  return (unit: string, day: string) => detailOf(unit, byUnit.get(unit), day, eligibility);
};

/** Everything about one Center on a day, by what is known now, or was known at another time. */
export const centerOn = async (db: Db, unit: string, day: string, rules: readonly DirectorRule[], asOf?: AsOf) =>
  (await centersAsOf(db, [unit], rules, asOf))(unit, day);

/** Units where something begins or ends on one of the days after the first and up to the last: assignments, points, decisions, regulations, the opening. */
export const unitsTurning = async (db: Db, after: string, until: string): Promise<string[]> => {
  const within = (day: string | null): boolean => day !== null && after < day && day <= until;
  const rows = await db.selectFrom('center_readiness').selectAll().execute();
  return rows.flatMap(({ unit, decisions, points, points_fixed, staff, regulations, opened_on }) => {
    const days = [
      opened_on,
      ...[...decisions, ...points_fixed, ...regulations].map(({ effectiveOn }) => effectiveOn),
      ...points.flatMap(({ openedOn, closedOn }) => [openedOn, closedOn]),
      ...staff.flatMap(({ from, until: last }) => [from, last === null ? null : dayAfter(last)]),
    ];
    return days.some(within) ? [unit] : [];
  });
};
