import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { officeOn } from '#domain/center/staff.ts';
import { codeForm } from '#domain/text/searchForm.ts';
import type { Position } from '#events/terms.ts';
import { type AsOf, tablesThen } from '#projections/daemon/history.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { staffing } from './projection.ts';
import { type AssignmentRow, assignmentFields, type OfficialRow, officialFields } from './view.ts';

type Db = Kysely<{ officials: OfficialRow; assignments: AssignmentRow }>;

/** Officials and assignments as they were known at a moment, for the functions below; without one, as they are now. */
export const staffingThen = (db: Db, asOf: AsOf | undefined): Db => tablesThen(db, staffing.tables, asOf);

// `any`: whatever else the query reads, no other table of it has these columns
const servesOn = (day: string) => (eb: ExpressionBuilder<any, any>) =>
  eb.and([eb('from_day', '<=', day), eb.or([eb('until_day', 'is', null), eb('until_day', '>=', day)])]);

/** Not called off before it began. */
const counts = (eb: ExpressionBuilder<any, any>) => eb.or([eb('until_day', 'is', null), eb('until_day', '>=', eb.ref('from_day'))]);

/** Who serves at a Center on a day (Asia/Ho_Chi_Minh), substitutes too, with the office held; by position, official. */
export const staffServing = async (db: Db, unit: string, day: string) => {
  const serving = await db
    .selectFrom('assignments as a')
    .innerJoin('officials as o', 'o.official_id', 'a.official_id')
    .select(['a.official_id as officialId', 'a.position', 'o.offices', 'a.from_day as from', 'a.until_day as until'])
    .where('a.unit', '=', unit)
    .where(servesOn(day))
    .orderBy('a.position')
    .orderBy('a.official_id')
    .orderBy('a.from_day')
    .execute();
  return serving.map(({ offices, ...member }) => ({ ...member, office: officeOn(offices, day) ?? null }));
};

/** As `staffServing`, more of each; `name` is sealed. `after`: the last `[position, officialId, assignmentId]`. */
export const staffOn = async (
  db: Db,
  unit: string,
  day: string,
  { limit, after }: { limit: number; after?: readonly [Position, string, string] | undefined },
) =>
  db
    .selectFrom('assignments as a')
    .leftJoin('officials as o', 'o.official_id', 'a.official_id')
    .select([
      'a.official_id as officialId',
      'a.assignment_id as assignmentId',
      'a.position',
      'a.substitute_for as substituteFor',
      'a.basis',
      'a.from_day as from',
      'a.until_day as until',
      'o.name',
      'o.sent_by as sentBy',
    ])
    .where('a.unit', '=', unit)
    .where(servesOn(day))
    .$if(after !== undefined, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('a.position', 'a.official_id', 'a.assignment_id'), '>', eb.tuple(...(after as readonly [Position, string, string]))),
      ),
    )
    .orderBy('a.position')
    .orderBy('a.official_id')
    .orderBy('a.assignment_id')
    .limit(limit)
    .execute();

/** `name` and `phone` are sealed. */
const officialView = (row: OfficialRow, assignments: readonly AssignmentRow[], day: string) =>
  officialFields.view(row, {
    office: officeOn(row.offices, day) ?? null,
    assignments: assignments.map((each) => assignmentFields.view(each, { from: each.from_day, until: each.until_day })),
  });
export type OfficialView = ReturnType<typeof officialView>;

const assignmentsOf = async (db: Db, officials: readonly string[]) =>
  db
    .selectFrom('assignments')
    .selectAll()
    .where(matching<AssignmentRow>({ official_id: officials }))
    .orderBy('official_id')
    .orderBy('from_day')
    .orderBy('assignment_id')
    .execute();

export type OfficialFilters = {
  /** Units the reader may ask about. */
  units: readonly string[] | 'all';
  unit?: string | undefined;
  position?: Position | undefined;
  /** Part of an official's own id, whatever stands between its parts. */
  text?: string | undefined;
  /** Ids of whom was found by name. */
  officialIds?: readonly string[] | undefined;
  /** Day on which office, unit and position are asked. */
  day: string;
};

/** The officials whose own id holds a text. Compared here: a server of locale C folds ASCII only. */
const officialsCalled = async (db: Db, text: string): Promise<string[]> => {
  const sought = codeForm(text);
  const rows = await db.selectFrom('officials').select('official_id').execute();
  return rows.map(({ official_id }) => official_id).filter((id) => sought !== '' && codeForm(id).includes(sought));
};

/** Officials by id, with all their assignments; filtered by where and as what they serve on the day. */
export const listOfficials = async (
  db: Db,
  { units, unit, position, text, officialIds, day }: OfficialFilters,
  page: { limit: number; after?: string | undefined },
): Promise<OfficialView[]> => {
  let query = db.selectFrom('officials').selectAll().orderBy('official_id').limit(page.limit);
  if (page.after !== undefined) query = query.where('official_id', '>', page.after);
  if (text !== undefined) query = query.where(matching<OfficialRow>({ official_id: await officialsCalled(db, text) }));
  if (officialIds !== undefined) query = query.where(matching<OfficialRow>({ official_id: [...officialIds] }));
  if (units !== 'all' || unit !== undefined || position !== undefined)
    query = query.where((eb) => {
      const service = eb
        .selectFrom('assignments')
        .select('assignments.official_id')
        .whereRef('assignments.official_id', '=', 'officials.official_id')
        .where(matching<AssignmentRow>({ unit, position }))
        .where(matching<AssignmentRow>({ unit: among(units) }));
      // a filter asks about the day; without one a unit sees everybody it registered and who ever served there
      if (unit !== undefined || position !== undefined) {
        const serves = eb.exists(service.where(servesOn(day)));
        if (unit === undefined || position !== undefined || !(units === 'all' || units.includes(unit))) return serves;
        // whom a unit registered is its official until somebody assigns him
        const assigned = eb.selectFrom('assignments').select('assignments.official_id').where(counts);
        const unassigned = eb.not(eb.exists(assigned.whereRef('assignments.official_id', '=', 'officials.official_id')));
        return eb.or([serves, eb.and([eb('registered_by', '=', unit), unassigned])]);
      }
      return eb.or([eb.exists(service.where(counts)), eb(eb.ref('registered_by'), '=', eb.fn.any(eb.val(units === 'all' ? [] : units)))]);
    });
  const rows = await query.execute();
  const ids = rows.map(({ official_id }) => official_id);
  const assignments = Map.groupBy(await assignmentsOf(db, ids), ({ official_id }) => official_id);
  return rows.map((row) => officialView(row, assignments.get(row.official_id) ?? [], day));
};

/** The ids of officials that are these digits with zeros before them, by those digits. */
export const idsWithZeros = async (db: Db, digits: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
  const bare = sql<string>`ltrim(official_id, '0')`;
  const rows = await db
    .selectFrom('officials')
    .select(['official_id as id', bare.as('digits')])
    .where('official_id', 'like', '0%')
    .where(bare, '=', sql<string>`any(${digits})`)
    .orderBy('official_id')
    .execute();
  return new Map([...Map.groupBy(rows, (row) => row.digits)].map(([shortened, some]) => [shortened, some.map(({ id }) => id)]));
};

/** One official with all assignments, or `undefined`. */
export const findOfficial = async (db: Db, officialId: string, day: string): Promise<OfficialView | undefined> => {
  const row = await db.selectFrom('officials').selectAll().where('official_id', '=', officialId).executeTakeFirst();
  return row && officialView(row, await assignmentsOf(db, [officialId]), day);
};
