import type { Kysely } from 'kysely';
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

/** What decides about the directors of these Centers. */
const eligibilityIn = async (db: Db, rows: readonly CenterRow[], rules: readonly DirectorRule[]): Promise<Eligibility> => {
  const directors = rows.flatMap(({ staff }) => staff.flatMap(({ position, officialId }) => (position === 'director' ? [officialId] : [])));
  if (directors.length === 0) return { rules, offices: new Map() };
  const held = await db.selectFrom('offices_held').selectAll().where('official_id', 'in', directors).execute();
  return { rules, offices: new Map(held.map(({ official_id, offices }) => [official_id, offices])) };
};

/** Readiness of these units on a day, by the rules on who may be director; in their order; units where nothing has happened are there too. */
export const centersOn = async (
  db: Db,
  units: readonly string[],
  day: string,
  rules: readonly DirectorRule[],
): Promise<CenterSummary[]> => {
  if (units.length === 0) return [];
  const rows = await db.selectFrom('center_readiness').selectAll().where('unit', 'in', units).execute();
  const eligibility = await eligibilityIn(db, rows, rules);
  const byUnit = new Map(rows.map((row) => [row.unit, row]));
  return units.map((unit) => summaryOf(unit, byUnit.get(unit), day, eligibility));
};

/** Everything about one Center on a day. */
export const centerOn = async (db: Db, unit: string, day: string, rules: readonly DirectorRule[]) => {
  const row = await db.selectFrom('center_readiness').selectAll().where('unit', '=', unit).executeTakeFirst();
  const facts = row ?? nothingYet;
  return {
    ...summaryOf(unit, row, day, await eligibilityIn(db, row ? [row] : [], rules)),
    existsFrom: existsFrom(facts.decisions),
    decisions: facts.decisions,
    points: facts.points,
    headquarters: facts.headquarters,
    equipment: equipmentOn(facts.equipment, day),
    regulations: facts.regulations,
    hours: hoursOn(facts.hours, day),
    revision: row?.revision ?? -1,
    lastActivityAt: row?.last_activity_at ?? null,
  };
};
