import type { Kysely } from 'kysely';
import type { QueueMove } from '#domain/center/staff.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import type { TaskGroup } from '#events/official/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import { matching } from '#projections/daemon/matching.ts';
import { coverageOn, groupsOn, type OfferedProcedure, positionsOn } from './coverage.ts';
import type { NeedRow, OfferRow, ServiceRow, TaskGroupsRow } from './projection.ts';
import { type HeldDossier, onDay, queueMovesOn } from './service.ts';
import type { PositionStanding, ProcedureCoverage } from './view.ts';

// `any`: histories are read by name
type Db = Kysely<any>;

/** Who was known, at that time, to serve at these units, ever. */
const servicesAsOf = (db: Db, units: readonly string[] | 'all', asOf: AsOf): Promise<ServiceRow[]> =>
  rowsAsOf<ServiceRow>(db, 'center_services_history', ['unit', 'official_id', 'assignment_id'], asOf, units);

/** Who serves at these units on a day, as known at that time. */
export const servingAsOf = async (db: Db, units: readonly string[] | 'all', day: string, asOf: AsOf): Promise<ServiceRow[]> =>
  onDay(await servicesAsOf(db, units, asOf), day);

/** Task groups in force on a day, as known at that time; of these officials, or of all. */
export const taskGroupsAsOf = async (
  db: Db,
  officials: readonly string[] | 'all',
  day: string,
  asOf: AsOf,
): Promise<ReadonlyMap<string, readonly TaskGroup[]>> =>
  groupsOn(await rowsAsOf<TaskGroupsRow>(db, 'task_groups_history', ['official_id'], asOf, officials), day);

/** Needed against assigned at these units on a day, as known at that time. */
export const positionsAsOf = async (db: Db, units: readonly string[], day: string, asOf: AsOf): Promise<PositionStanding[]> => {
  const services = await servicesAsOf(db, units, asOf);
  const needs = await rowsAsOf<NeedRow>(db, 'staff_needs_history', ['unit', 'post'], asOf, units);
  return positionsOn(units, { services, needs }, day);
};

/** Who can do which step of the published procedures that a Center offers on a day, as known at that time. */
export const coverageAsOf = async (
  db: Db,
  unit: string,
  published: readonly OfferedProcedure[],
  day: string,
  asOf: AsOf,
): Promise<ProcedureCoverage[]> => {
  const services = await servicesAsOf(db, [unit], asOf);
  const officials = [...new Set(services.map(({ official_id }) => official_id))];
  const [offer] = await rowsAsOf<OfferRow>(db, 'offers_history', ['unit'], asOf, [unit]);
  return coverageOn({ services, groups: await taskGroupsAsOf(db, officials, day, asOf), offer }, published, day);
};

/** Everybody who ever was to stand in for somebody at each of these units, in the order of the units. */
export const standInsAt = async (db: Kysely<{ center_services: ServiceRow }>, units: readonly string[]): Promise<ServiceRow[][]> => {
  const rows = await db
    .selectFrom('center_services')
    .selectAll()
    .where('unit', '=', (eb) => eb.fn.any(eb.val([...new Set(units)])))
    .where('substitute_for', 'is not', null)
    .orderBy('assignment_id')
    .execute();
  const byUnit = Map.groupBy(rows, ({ unit }) => unit);
  return units.map((unit) => byUnit.get(unit) ?? []);
};

/** Who of these stands in for an official on a day: of several, the first. */
export const standInFor = (standIns: readonly ServiceRow[], official: string, day: string): string | undefined =>
  onDay(
    standIns.filter(({ substitute_for }) => substitute_for === official),
    day,
  )[0]?.official_id;

/** What of open dossiers `queueMoves` asks. */
export type InHand = {
  /** Those that these officials hold, and those that were brought where they are by these events. */
  inHand: (officials: readonly string[], events: readonly string[]) => Promise<HeldDossier[]>;
  /** Every official who holds any, and where. */
  holders: () => Promise<readonly { unit: string; official: string }[]>;
};

/** Officials who hold dossiers at a unit where they do not serve on the day. */
const notServing = async (
  db: Kysely<{ center_services: ServiceRow }>,
  day: string,
  holders: readonly { unit: string; official: string }[],
): Promise<string[]> => {
  const services = await db
    .selectFrom('center_services')
    .selectAll()
    .where(matching<ServiceRow>({ official_id: [...new Set(holders.map(({ official }) => official))] }))
    .execute();
  const serving = new Set(onDay(services, day).map(({ unit, official_id }) => `${unit} ${official_id}`));
  return holders.filter(({ unit, official }) => !serving.has(`${unit} ${official}`)).map(({ official }) => official);
};

/** Dossiers that do not lie with whoever is to do them on a day. */
export const queueMoves = async (
  db: Kysely<{ center_services: ServiceRow }>,
  day: string,
  { inHand, holders }: InHand,
): Promise<QueueMove[]> => {
  const substitutions = await db.selectFrom('center_services').selectAll().where('substitute_for', 'is not', null).execute();
  // who serves at an agency is not known here
  const gone = await notServing(
    db,
    day,
    (await holders()).filter(({ unit }) => !isAgency(unit)),
  );
  if (substitutions.length === 0 && gone.length === 0) return [];
  const absent = onDay(substitutions, day).flatMap(({ substitute_for }) => substitute_for ?? []);
  const causes = substitutions.map(({ event_id }) => event_id);
  const dossiers = await inHand([...absent, ...gone], causes);
  const units = [...new Set(dossiers.map(({ unit }) => unit))];
  if (units.length === 0) return [];
  const services = await db.selectFrom('center_services').selectAll().where('unit', 'in', units).execute();
  return queueMovesOn(services, dossiers, day);
};
