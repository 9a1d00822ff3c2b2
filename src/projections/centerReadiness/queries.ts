import type { Kysely } from 'kysely';
import { conditionsOn, type DueDays, dueDayOf, type Eligibility, existsFrom, lacksOf, stateOn } from '#domain/center/readiness.ts';
import type { DirectorRule, HeldOffice } from '#domain/center/staff.ts';
import { statedNeedsOn } from '#domain/equipment/need.ts';
import { dayAfter } from '#domain/time/localDay.ts';
import { type Position, START } from '#events/store/event.ts';
import type { FulfilmentRule } from '#events/terms.ts';
import { type AsOf, rowsAsOf, rowsAtPositions } from '#projections/daemon/history.ts';
import { matching } from '#projections/daemon/matching.ts';
import type { CenterRow, DeadlineRow, OfficesRow } from './projection.ts';
import type { Center, CenterSummary } from './view.ts';

type Tables = { center_readiness: CenterRow; offices_held: OfficesRow; center_deadlines: DeadlineRow };
type Db = Kysely<Tables>;

/** What decides about readiness besides a Center's own row: who may be director, and what is due when. */
type Rules = { eligibility: Eligibility; dueDaysOf: (unit: string) => DueDays };
type WithoutName<T> = Omit<T, 'name'>;

const summaryOf = (unit: string, row: CenterRow | undefined, day: string, rules: Rules): WithoutName<CenterSummary> => {
  const conditions = conditionsOn(row, day, rules.eligibility, rules.dueDaysOf(unit));
  const missingToOpen = lacksOf(conditions, true);
  return {
    unit,
    state: stateOn(row && { openedOn: row.opened_on }, conditions, day),
    openedOn: row?.opened_on ?? null,
    missingToOpen,
    missingToOpenSince: missingToOpen.flatMap(({ since }) => since ?? []).toSorted()[0] ?? null,
    alsoMissing: lacksOf(conditions, false),
    conditions,
  };
};

/** Rows as they are, or as they were at another time; all, or those of these first key values. */
const rowsOf = async <T extends keyof Tables>(
  db: Db,
  table: T,
  primaryKey: readonly [string, ...string[]],
  asOf: AsOf | undefined,
  only?: readonly string[],
): Promise<Tables[T][]> => {
  if (asOf !== undefined) return rowsAsOf<Tables[T]>(db, `${table}_history`, primaryKey, asOf, only);
  // `any`: which table it is decides which columns there are
  const all = (db as Kysely<any>).selectFrom(table).selectAll();
  return all.where(matching({ [primaryKey[0]]: only })).execute() as Promise<Tables[T][]>;
};

/** The earliest day of each rule by which directives order a unit to fulfil it. */
const dueDaysIn = async (db: Db, asOf: AsOf | undefined): Promise<Rules['dueDaysOf']> => {
  const rows = await rowsOf(db, 'center_deadlines', ['directive_id', 'task_id'], asOf);
  const due = rows.map(({ rule, on_day: on, deadline, assignees }) => ({
    rule,
    dueOn: dueDayOf({ deadline, on }),
    assignees: new Set(assignees),
  }));
  return (unit) => {
    const days = new Map<FulfilmentRule, string>();
    for (const { rule, dueOn, assignees } of due) {
      if (assignees.has(unit) && dueOn < (days.get(rule) ?? '9')) days.set(rule, dueOn);
    }
    return days;
  };
};

/** The rows of these units, none of those where nothing has happened, and what decides about their readiness. */
const known = async (db: Db, units: readonly string[], directorRules: readonly DirectorRule[], asOf: AsOf | undefined) => {
  const rows = units.length === 0 ? [] : await rowsOf(db, 'center_readiness', ['unit'], asOf, units);
  const directors = rows.flatMap(({ staff }) => staff.flatMap(({ position, officialId }) => (position === 'director' ? [officialId] : [])));
  const held = directors.length === 0 ? [] : await rowsOf(db, 'offices_held', ['official_id'], asOf, directors);
  const offices = new Map(held.map((row) => [row.official_id, row.offices]));
  const rules: Rules = { eligibility: { rules: directorRules, offices }, dueDaysOf: await dueDaysIn(db, asOf) };
  return { byUnit: new Map(rows.map((row) => [row.unit, row])), rules };
};

/**
 * Readiness of these units on a day, by the rules on who may be director; in their order; units where nothing has
 * happened are there too. By what is known now, or was known at another time.
 */
export const centersOn = async (
  db: Db,
  units: readonly string[],
  day: string,
  directorRules: readonly DirectorRule[],
  asOf?: AsOf,
): Promise<WithoutName<CenterSummary>[]> => {
  const { byUnit, rules } = await known(db, units, directorRules, asOf);
  return units.map((unit) => summaryOf(unit, byUnit.get(unit), day, rules));
};

const detailOf = (unit: string, row: CenterRow | undefined, day: string, rules: Rules): WithoutName<Center> => ({
  ...summaryOf(unit, row, day, rules),
  on: day,
  existsFrom: existsFrom(row?.decisions ?? []),
  decisions: row?.decisions ?? [],
  points: row?.points ?? [],
  pointsFixed: row?.points_fixed ?? [],
  headquarters: row?.headquarters ?? [],
  equipment: statedNeedsOn(row?.equipment ?? [], day),
  regulations: row?.regulations ?? [],
  // hours are set in the order of their days
  hours: row?.hours.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? null,
  revision: row?.revision ?? -1,
  lastActivityAt: row?.last_activity_at ?? null,
});

/** Everything about each of these Centers on any day, by what was known at a time. */
export const centersAsOf = async (db: Db, units: readonly string[], directorRules: readonly DirectorRule[], asOf?: AsOf) => {
  const { byUnit, rules } = await known(db, units, directorRules, asOf);
  return (unit: string, day: string) => detailOf(unit, byUnit.get(unit), day, rules);
};

/** Everything about one Center on a day, by what is known now, or was known at another time. */
export const centerOn = async (db: Db, unit: string, day: string, directorRules: readonly DirectorRule[], asOf?: AsOf) =>
  (await centersAsOf(db, [unit], directorRules, asOf))(unit, day);

/** What a rule of duties looks at: a Center on a day, as it was known at a position of the log. */
export type CenterQuestion = { unit: string; day: string; position: Position };

/**
 * A Center on a day for each question, in their order, whatever is due when: two statements for all of them.
 */
export const centersAtPositions = async (db: Db, questions: readonly CenterQuestion[], directorRules: readonly DirectorRule[]) => {
  const asked = questions.map(({ unit, position }) => ({ key: unit, position }));
  const rows = await rowsAtPositions<CenterRow>(db, 'center_readiness_history', 'unit', asked);
  const directors = rows.flatMap((row, n) =>
    (row?.staff ?? []).flatMap(({ position, officialId: key }) =>
      position === 'director' ? [{ key, position: questions[n]?.position ?? START, n }] : [],
    ),
  );
  const held = await rowsAtPositions<OfficesRow>(db, 'offices_held_history', 'official_id', directors);
  const officesOf = questions.map(() => new Map<string, HeldOffice[]>());
  for (const [place, { n, key }] of directors.entries()) officesOf[n]?.set(key, held[place]?.offices ?? []);
  return questions.map(({ unit, day }, n) =>
    detailOf(unit, rows[n], day, {
      eligibility: { rules: directorRules, offices: officesOf[n] ?? new Map() },
      dueDaysOf: () => new Map(),
    }),
  );
};

/** Units where a day after the first, up to the last, changes assignments, points, decisions, regulations, opening. */
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
