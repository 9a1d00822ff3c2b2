import type { Kysely } from 'kysely';
import type { CenterRow } from './projection.ts';
import {
  type CenterState,
  type Condition,
  type ConditionCode,
  conditionsOn,
  equipmentOn,
  existsFrom,
  hoursOn,
  stateOn,
} from './readiness.ts';

export { conditionCodes } from './readiness.ts';

type Db = Kysely<{ center_readiness: CenterRow }>;

export type CenterSummary = {
  unit: string;
  state: CenterState;
  openedOn: string | null;
  /** Codes of the opening rule that are not fulfilled. */
  missing: ConditionCode[];
  /** Earliest day since which something due is missing. */
  missingSince: string | null;
  conditions: Condition[];
};

const summaryOf = (unit: string, row: CenterRow | undefined, day: string): CenterSummary => {
  const conditions = conditionsOn(row, day);
  return {
    unit,
    state: stateOn(row, conditions, day),
    openedOn: row?.opened_on ?? null,
    missing: conditions.filter(({ neededToOpen, done }) => neededToOpen && !done).map(({ code }) => code),
    missingSince: conditions.flatMap(({ missingSince }) => missingSince ?? []).toSorted()[0] ?? null,
    conditions,
  };
};

/** Readiness of these units on a day, in their order; units where nothing has happened are there too. */
export const centersOn = async (db: Db, units: readonly string[], day: string): Promise<CenterSummary[]> => {
  if (units.length === 0) return [];
  const rows = await db.selectFrom('center_readiness').selectAll().where('unit', 'in', units).execute();
  const byUnit = new Map(rows.map((row) => [row.unit, row]));
  return units.map((unit) => summaryOf(unit, byUnit.get(unit), day));
};

/** Everything about one Center on a day. */
export const centerOn = async (db: Db, unit: string, day: string) => {
  const row = await db.selectFrom('center_readiness').selectAll().where('unit', '=', unit).executeTakeFirst();
  return {
    ...summaryOf(unit, row, day),
    existsFrom: existsFrom(row?.decisions ?? []),
    decisions: row?.decisions ?? [],
    points: row?.points ?? [],
    headquarters: row?.headquarters ?? [],
    equipment: equipmentOn(row?.equipment ?? [], day),
    regulations: row?.regulations ?? [],
    hours: hoursOn(row?.hours ?? [], day),
    revision: row?.revision ?? -1,
    lastActivityAt: row?.last_activity_at ?? null,
  };
};
