import type { Kysely } from 'kysely';
import { z } from 'zod';
import { codeForm, keyForm, rankFor, ranks } from '#domain/text/searchForm.ts';
import { limitsOf } from '#domain/time/limits.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import { type AsOf, rowsAsOf, tablesThen } from '#projections/daemon/history.ts';
import { afterName, inVietnamese, matching } from '#projections/daemon/matching.ts';
import { type ProcedureRow, procedureCatalogue, procedureFields } from './projection.ts';

type Db = Kysely<{ procedure_catalogue: ProcedureRow }>;

/** The catalogue as it was entered at a moment, for the functions that list and find; without one, as it is now. */
export const catalogueThen = (db: Db, asOf: AsOf | undefined): Db => tablesThen(db, procedureCatalogue.tables, asOf);

/** A procedure with all its versions, as answers show it on a day. */
export const Procedure = z.object(procedureFields.shape).meta({ id: 'Procedure' });
type Procedure = z.infer<typeof Procedure>;
/** A procedure without its other versions. */
export const ProcedureSummary = Procedure.omit({ provenance: true, versions: true, retirementGround: true }).meta({
  id: 'ProcedureSummary',
});
type ProcedureSummary = z.infer<typeof ProcedureSummary>;

/** The version for dossiers received on a day, or null where none is in force. */
export const versionOn = (row: Pick<ProcedureRow, 'versions' | 'retired_on'>, day: string): ProcedureVersion | null =>
  row.retired_on !== null && row.retired_on <= day ? null : (row.versions.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? null);

/** Whether some way in has no published limit; all others are received by theirs. */
const isAgreementNeeded = (version: ProcedureVersion): boolean => limitsOf(version, 'direct').some(({ kind }) => kind === 'unpublished');

const viewOn = (row: ProcedureRow, day: string): Procedure => {
  const inForce = versionOn(row, day);
  return procedureFields.view(row, {
    inForce,
    receivable: inForce !== null,
    agreedTimeNeeded: inForce !== null && isAgreementNeeded(inForce),
  });
};
const summaryOn = (row: ProcedureRow, day: string): ProcedureSummary => {
  const { provenance: _, versions: __, retirementGround: ___, ...summary } = viewOn(row, day);
  return summary;
};

export type ProcedureFilters = {
  day: string;
  /** Sector; how it is typed makes no difference. */
  field?: string | undefined;
  /** Part of a name in either language, or of a code; a former code in full. */
  text?: string | undefined;
  receivable?: boolean | undefined;
};

/** How procedures are ordered: by code, by name as Vietnamese dictionaries do, or those first that fit the text best. */
export type ProcedureOrder = 'code' | 'name' | 'fit';
/** Where a procedure stands in its order: its rank or name (empty when ordered by code), then its code. */
export type ProcedurePlace = readonly [string | number, string];

/** How well a procedure fits a text: smaller is better, `undefined` where it does not. */
const fitFor = (text: string): ((row: ProcedureRow) => number | undefined) => {
  const [rank, code] = [rankFor(text), codeForm(text)];
  return (row) => {
    if (code === '') return undefined;
    const isCode = codeForm(row.code) === code || row.former_codes.some((former) => codeForm(former) === code);
    return isCode ? 0 : (rank(row.name, row.name_en) ?? (codeForm(row.code).includes(code) ? ranks.length : undefined));
  };
};

/** The sectors of all procedures, each in one wording. */
export const listSectors = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('procedure_catalogue').select('field').distinct().orderBy('field').execute();
  return [...new Map(rows.toReversed().map(({ field }) => [keyForm(field), field])).values()].toReversed();
};

/** Procedures in an order, with the place of each; at most `limit` of those after a place. */
export const listProcedures = async (
  db: Db,
  { day, field, text, receivable }: ProcedureFilters,
  { limit, after, order = 'code' }: { limit: number; after?: ProcedurePlace | undefined; order?: ProcedureOrder | undefined },
): Promise<{ place: ProcedurePlace; procedure: ProcedureSummary }[]> => {
  let query = db.selectFrom('procedure_catalogue').selectAll();
  if (after !== undefined && order === 'code') query = query.where('code', '>', after[1]);
  if (order === 'name') {
    if (after !== undefined) query = query.where(afterName('name', 'code', after));
    query = query.orderBy(inVietnamese('name'));
  }
  const rows = await query.orderBy('code').execute();
  const fit = text === undefined ? () => 0 : fitFor(text);
  const sector = field === undefined ? undefined : keyForm(field);
  // the catalogue is a few hundred rows: what a version says, and what fits a text, is looked at here
  const found = rows.flatMap((row) => {
    if (sector !== undefined && keyForm(row.field) !== sector) return [];
    const rank = fit(row);
    const procedure = summaryOn(row, day);
    if (rank === undefined || (receivable !== undefined && procedure.receivable !== receivable)) return [];
    const first = { code: '', name: row.name, fit: rank }[order];
    return [{ place: [first, row.code] as const, procedure }];
  });
  if (order !== 'fit') return found.slice(0, limit);
  return found
    .filter(({ place }) => after === undefined || isAfterRank(place, after))
    .toSorted((a, b) => (isAfterRank(a.place, b.place) ? 1 : -1))
    .slice(0, limit);
};

const isAfterRank = ([rank, code]: ProcedurePlace, [otherRank, other]: ProcedurePlace): boolean =>
  rank > otherRank || (rank === otherRank && code > other);
/** Codes of the procedures of these sectors. */
export const proceduresOf = async (db: Db, sectors: readonly string[] | 'all'): Promise<readonly string[] | 'all'> => {
  if (sectors === 'all') return 'all';
  const rows = await db
    .selectFrom('procedure_catalogue')
    .select('code')
    .where(matching<ProcedureRow>({ field: sectors }))
    .execute();
  return rows.map(({ code }) => code);
};

/** One procedure with all its versions, or `undefined`. */
export const findProcedure = async (db: Db, code: string, day: string): Promise<Procedure | undefined> => {
  const row = await db.selectFrom('procedure_catalogue').selectAll().where('code', '=', code).executeTakeFirst();
  return row && viewOn(row, day);
};

/** Names of all procedures; of one that is not catalogued, its code. */
export const procedureNames = async (db: Db): Promise<(code: string) => string> => {
  const rows = await db.selectFrom('procedure_catalogue').select(['code', 'name']).execute();
  const names = new Map(rows.map(({ code, name }) => [code, name]));
  return (code) => names.get(code) ?? code;
};

const past = ({ code, name, field, versions, retired_on: retiredOn, successors, portal_entry: portal }: ProcedureRow) => {
  return { code, name, field, versions, retiredOn, successors, portal };
};
export type PastProcedure = ReturnType<typeof past>;

/** Every procedure as it was first entered. */
const firstEntries = async (db: Kysely<{ procedure_catalogue_history: { code: string; position: number; row: ProcedureRow } }>) =>
  (await db.selectFrom('procedure_catalogue_history').distinctOn('code').select('row').orderBy('code').orderBy('position').execute()).map(
    ({ row }) => row,
  );

/**
 * The whole catalogue as it stood at a moment, by code. A procedure is in the world before somebody enters it here: at
 * an instant before its entry it is there as it was first entered. At a position, there is what had been entered up to
 * there.
 */
export const catalogueAsOf = async (db: Kysely<any>, asOf: AsOf): Promise<ReadonlyMap<string, PastProcedure>> => {
  const first = 'at' in asOf ? await firstEntries(db) : [];
  const rows = await rowsAsOf<ProcedureRow>(db, 'procedure_catalogue_history', ['code'], asOf);
  return new Map([...first, ...rows].map((row) => [row.code, past(row)]));
};
