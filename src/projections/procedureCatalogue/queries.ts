import type { Kysely } from 'kysely';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { ProcedureRow } from './projection.ts';

type Db = Kysely<{ procedure_catalogue: ProcedureRow }>;

/** The version for dossiers received on a day, or null where none is in force. */
export const versionOn = (row: Pick<ProcedureRow, 'versions' | 'retired_on'>, day: string): ProcedureVersion | null =>
  row.retired_on !== null && row.retired_on <= day ? null : (row.versions.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? null);

const summary = (row: ProcedureRow, day: string) => {
  const inForce = versionOn(row, day);
  return {
    code: row.code,
    name: row.name,
    nameEn: row.name_en,
    field: row.field,
    formerCodes: row.former_codes,
    retiredOn: row.retired_on,
    successors: row.successors,
    /** Whether dossiers may be received on the day. */
    receivable: inForce !== null && inForce.limit.kind !== 'unpublished',
    inForce,
    revision: row.revision,
  };
};
export type ProcedureView = ReturnType<typeof summary>;

const detail = (row: ProcedureRow, day: string) => ({
  ...summary(row, day),
  provenance: row.provenance,
  versions: row.versions,
  retirementGround: row.retirement_ground,
});
export type ProcedureDetailView = ReturnType<typeof detail>;

const likeText = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

export type ProcedureFilters = {
  day: string;
  field?: string | undefined;
  /** Part of a name in either language, or of a code, former ones included. */
  text?: string | undefined;
  receivable?: boolean | undefined;
};

/** Procedures by code. */
export const listProcedures = async (
  db: Db,
  { day, field, text, receivable }: ProcedureFilters,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<ProcedureView[]> => {
  let query = db.selectFrom('procedure_catalogue').selectAll();
  if (field !== undefined) query = query.where('field', '=', field);
  if (text !== undefined)
    query = query.where((eb) =>
      eb.or([
        eb('name', 'ilike', likeText(text)),
        eb('name_en', 'ilike', likeText(text)),
        eb('code', 'like', likeText(text)),
        eb(eb.val(text), '=', eb.fn.any('former_codes')),
      ]),
    );
  if (after !== undefined) query = query.where('code', '>', after);
  const rows = await query.orderBy('code').execute();
  // the catalogue is a few hundred rows: what a version says is looked at here
  return rows
    .map((row) => summary(row, day))
    .filter((procedure) => receivable === undefined || procedure.receivable === receivable)
    .slice(0, limit);
};

/** One procedure with all its versions, or `undefined`. */
export const findProcedure = async (db: Db, code: string, day: string): Promise<ProcedureDetailView | undefined> => {
  const row = await db.selectFrom('procedure_catalogue').selectAll().where('code', '=', code).executeTakeFirst();
  return row && detail(row, day);
};

const past = (row: ProcedureRow) => ({
  code: row.code,
  name: row.name,
  field: row.field,
  versions: row.versions,
  retiredOn: row.retired_on,
  successors: row.successors,
  portal: row.portal_entry,
});
export type PastProcedure = ReturnType<typeof past>;

/** Every procedure as it was first entered. */
const firstEntries = async (db: Kysely<{ procedure_catalogue_history: { code: string; position: number; row: ProcedureRow } }>) =>
  (await db.selectFrom('procedure_catalogue_history').distinctOn('code').select('row').orderBy('code').orderBy('position').execute()).map(
    ({ row }) => row,
  );

/**
 * The whole catalogue as it stood at a moment, by code. A procedure is in the world before somebody enters it here: at an instant before its entry it is
 * there as it was first entered. At a position, there is what had been entered up to there.
 */
export const catalogueAsOf = async (db: Kysely<any>, asOf: AsOf): Promise<ReadonlyMap<string, PastProcedure>> => {
  const first = 'at' in asOf ? await firstEntries(db) : [];
  const rows = await rowsAsOf<ProcedureRow>(db, 'procedure_catalogue_history', ['code'], asOf);
  return new Map([...first, ...rows].map((row) => [row.code, past(row)]));
};
