import type { Kysely } from 'kysely';
import { z } from 'zod';
import { limitsOf } from '#domain/time/limits.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import { matching } from '#projections/daemon/matching.ts';
import { type ProcedureRow, procedureFields } from './projection.ts';

type Db = Kysely<{ procedure_catalogue: ProcedureRow }>;

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
): Promise<ProcedureSummary[]> => {
  let query = db.selectFrom('procedure_catalogue').selectAll().where(matching<ProcedureRow>({ field }));
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
    .map((row) => summaryOn(row, day))
    .filter((procedure) => receivable === undefined || procedure.receivable === receivable)
    .slice(0, limit);
};

/** One procedure with all its versions, or `undefined`. */
export const findProcedure = async (db: Db, code: string, day: string): Promise<Procedure | undefined> => {
  const row = await db.selectFrom('procedure_catalogue').selectAll().where('code', '=', code).executeTakeFirst();
  return row && viewOn(row, day);
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
