import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { LateEntryState } from '#domain/dossier/lateEntries.ts';
import type { DossierStatus } from '#domain/dossier/status.ts';
import { endOfDay, startOfDay } from '#domain/time/localDay.ts';
import type { AsOf } from '#projections/daemon/history.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { partOf } from './changes.ts';
import type { CountsRow } from './counts.ts';
import { rowsThen, type Then } from './past.ts';
import { type DossierRow, type DossierView, dossierView, type ListedRow, listedColumns } from './view.ts';

type DossierDb = { dossier_list: DossierRow; dossier_counts: CountsRow };

export type Db = Kysely<DossierDb>;

type Where = ExpressionBuilder<DossierDb, 'dossier_list'>;

const parts = ['competent_unit', 'place_of_receipt', 'holder_unit', 'giver_unit'] as const;

/** A unit sees a dossier when it is competent, received it, holds it, or may recall it. */
const visibleTo = (eb: Where, units: readonly string[]) => eb.or(parts.map((part) => eb(part, 'in', units)));

/** The same as `overdue` of a view, in SQL; comparing with `now` as well lets an index help. */
const overdueAt = (eb: Where, now: string) =>
  eb.and([
    eb('pending', '=', true),
    eb('due_at', '<', now),
    eb('due_at', '<', eb.fn.coalesce('clock_stopped_since', eb.cast<string>(eb.val(now), 'timestamptz'))),
  ]);

/** The same as `receptionOverdue` of a view, in SQL. */
export const receptionOverdueAt = (eb: Where, now: string) =>
  eb.and([eb('status', '=', 'registered'), eb('supplement', '=', 'none'), eb('receive_by', '<', now)]);

export type DossierFilters = {
  /** Units the reader may ask about. */
  units: readonly string[] | 'all';
  /** In whatever part: competent, place of receipt or holder. */
  unit?: string | undefined;
  competentUnit?: string | undefined;
  placeOfReceipt?: string | undefined;
  holderUnit?: string | undefined;
  holderOfficial?: string | undefined;
  status?: DossierStatus | undefined;
  pending?: boolean | undefined;
  procedure?: string | undefined;
  channel?: string | undefined;
  /** Any of these codes, or the code of the portal in the form in which it is compared. */
  code?: { codes: readonly string[]; externalForm: string } | undefined;
  receivedElsewhere?: boolean | undefined;
  /** A step was passed over. */
  skippedSteps?: boolean | undefined;
  overdue?: boolean | undefined;
  /** The citizen owes a fee. */
  feeOutstanding?: boolean | undefined;
  /** Whether an act was entered after it happened, and what became of it. */
  enteredLate?: boolean | undefined;
  lateEntry?: LateEntryState | undefined;
  afterClosing?: boolean | undefined;
  corrected?: boolean | undefined;
  reopened?: boolean | undefined;
  /** Somebody urged whoever had it in hand. */
  urged?: boolean | undefined;
  /** The term for the citizen has run. */
  stopDue?: boolean | undefined;
  /** Instants: due at or after, due before. */
  dueFrom?: string | undefined;
  dueBefore?: string | undefined;
  /** Days, both included. */
  receivedFrom?: string | undefined;
  receivedTo?: string | undefined;
  /** Handed over and not yet accepted; by whom. */
  awaitsAcceptance?: boolean | undefined;
  giverUnit?: string | undefined;
  giverOfficial?: string | undefined;
  /** Whether a legal hold is in force. */
  legalHold?: boolean | undefined;
  /** Only these dossiers. */
  dossierIds?: readonly string[] | undefined;
  /** Procedures the reader may ask about; absent: all. */
  procedures?: readonly string[] | 'all' | undefined;
};

export type Page<K> = { limit: number; after?: K | undefined };

export type EnteredKey = readonly [enteredAt: string, dossierId: string];

/** A dossier and its place in the order of the list. */
export type Placed<K = unknown> = DossierView & { place: K };

export const nothing = (list: readonly unknown[] | 'all' | undefined): boolean => list !== undefined && list !== 'all' && list.length === 0;

/** Entered late, or after a month had been closed. */
export const enteredLateAs =
  ({ enteredLate, afterClosing }: Pick<DossierFilters, 'enteredLate' | 'afterClosing'>) =>
  (eb: Where) =>
    eb.and([
      ...(enteredLate === undefined ? [] : [eb('late_entry', enteredLate ? 'is not' : 'is', null)]),
      ...(afterClosing === undefined ? [] : [eb(eb.fn<number>('cardinality', ['after_closing']), afterClosing ? '>' : '=', 0)]),
    ]);

/** Handed over and not yet accepted, or not. */
export const awaitingAcceptance =
  ({ awaitsAcceptance }: Pick<DossierFilters, 'awaitsAcceptance'>) =>
  (eb: Where) =>
    eb.and(awaitsAcceptance === undefined ? [] : [eb('acceptance_awaited_since', awaitsAcceptance ? 'is not' : 'is', null)]);

/** The moment that lists and counts are asked about; `undefined`: now. */
export const thenOf = async (db: Kysely<any>, asOf: AsOf | undefined): Promise<Then | undefined> => {
  if (asOf === undefined) return undefined;
  if (!('position' in asOf)) return { asOf, latest: asOf.at };
  const row = await db
    .selectFrom('dossier_entries')
    .select((eb) => eb.fn.max<string>('latest').as('latest'))
    .where('part', '<=', partOf(asOf.position))
    .executeTakeFirst();
  return { asOf, latest: row?.latest ?? undefined };
};

/** The dossier list to select from: that of now, or the rows of a moment. */
export const dossiersIn = (db: Db, then: Then | undefined, sought?: Parameters<typeof rowsThen>[1]) =>
  then === undefined
    ? db.selectFrom('dossier_list')
    : (db.selectFrom(rowsThen(then, sought).as('dossier_list')) as unknown as ReturnType<typeof db.selectFrom<'dossier_list'>>);

/** Dossiers that fit, the latest to come in first; `then`: as they were at a moment, which `now` is the time of. */
export const searchDossiers = async (
  db: Db,
  filters: DossierFilters,
  now: string,
  { limit, after }: Page<EnteredKey>,
  then?: Then,
): Promise<Placed<EnteredKey>[]> => {
  const { units, unit, dossierIds, overdue, pending, receivedElsewhere, dueFrom, dueBefore, receivedFrom, receivedTo } = filters;
  if (nothing(units) || nothing(dossierIds) || nothing(filters.procedures)) return [];
  const one = unit ?? (units !== 'all' && units.length === 1 ? units[0] : undefined);
  const coded = filters.code && sql`(d.code = any(${filters.code.codes}) or d.external_code_form = ${filters.code.externalForm})`;
  let query = dossiersIn(db, then, { unit: one, where: coded });
  if (units !== 'all' && !(units.length === 1 && units[0] === one)) query = query.where((eb) => visibleTo(eb, units));
  if (dossierIds !== undefined) query = query.where('dossier_id', 'in', dossierIds);
  query = query.where(matching<DossierRow>({ procedure: among(filters.procedures ?? 'all') }));
  const { competentUnit, placeOfReceipt, holderUnit, holderOfficial, status, procedure, channel, code, lateEntry } = filters;
  const places = { competent_unit: competentUnit, place_of_receipt: placeOfReceipt, holder_unit: holderUnit };
  const wanted = { ...places, holder_official: holderOfficial, status, pending, procedure, channel };
  if (code !== undefined)
    query = query.where((eb) => eb.or([eb('code', 'in', code.codes), eb('external_code_form', '=', code.externalForm)]));
  query = query.where(matching({ ...wanted, received_elsewhere: receivedElsewhere, late_entry: lateEntry, corrected: filters.corrected }));
  const { reopened } = filters;
  if (reopened !== undefined) query = query.where('reopened_at', reopened ? 'is not' : 'is', null);
  if (filters.skippedSteps !== undefined) query = query.where('skipped_steps', filters.skippedSteps ? '<>' : '=', sql<string[]>`'{}'`);
  if (overdue !== undefined)
    // a dossier without a due time is not overdue
    query = query.where((eb) => (overdue ? overdueAt(eb, now) : eb(eb.fn.coalesce(overdueAt(eb, now), eb.lit(false)), '=', false)));
  if (filters.urged !== undefined) query = query.where('urged_at', filters.urged ? 'is not' : 'is', null);
  if (filters.stopDue !== undefined) query = query.where('stop_due_since', filters.stopDue ? 'is not' : 'is', null);
  const { feeOutstanding } = filters;
  if (feeOutstanding !== undefined) query = query.where('fee_outstanding_dong', feeOutstanding ? 'is not' : 'is', null);
  query = query.where(enteredLateAs(filters)).where(awaitingAcceptance(filters));
  query = query.where(matching<DossierRow>({ giver_unit: filters.giverUnit, giver_official: filters.giverOfficial }));
  if (filters.legalHold !== undefined) query = query.where('legal_holds', filters.legalHold ? '>' : '=', 0);
  if (dueFrom !== undefined) query = query.where('due_at', '>=', dueFrom);
  if (dueBefore !== undefined) query = query.where('due_at', '<', dueBefore);
  if (receivedFrom !== undefined) query = query.where('received_on', '>=', receivedFrom);
  if (receivedTo !== undefined) query = query.where('received_on', '<=', receivedTo);
  if (after !== undefined) query = query.where((eb) => eb(eb.refTuple('entered_at', 'dossier_id'), '<', eb.tuple(...after)));
  const latest = sql`order by entered_at desc, dossier_id desc limit ${limit}`;
  let found = query.selectAll();
  if (one !== undefined && then !== undefined) found = found.where((eb) => visibleTo(eb, [one]));
  else if (one !== undefined) {
    // the first of each part by its own index, however many dossiers the unit has had
    const keys = query.select(['dossier_id', 'entered_at']);
    const first = parts.map((part) => sql`(${keys.where(part, '=', one)} ${latest})`);
    const ids = sql<string>`(select dossier_id from (${sql.join(first, sql` union `)}) as any_part ${latest})`;
    found = db.selectFrom('dossier_list').selectAll().where('dossier_id', 'in', ids);
  }
  const { rows } = await sql<ListedRow>`select ${listedColumns} from (${found}) as dossier ${latest}`.execute(db);
  return rows.map((row) => ({ ...dossierView(row, now), place: [row.entered_at, row.dossier_id] }));
};

/** These dossiers, now or as they were at a moment, in no particular order; unknown ids are left out. */
export const dossiersById = async (db: Db, ids: readonly string[], now: string, then?: Then): Promise<DossierView[]> => {
  if (ids.length === 0) return [];
  const rows = await dossiersIn(db, then).selectAll().where('dossier_id', 'in', ids).execute();
  return rows.map((row) => dossierView(row, now));
};

/** Of these dossiers, those of a procedure that came in on a day, oldest first; a thousand at most. */
export const dossiersEntered = async (
  db: Db,
  { dossierIds, procedure, day }: { dossierIds: readonly string[]; procedure: string; day: string },
): Promise<{ dossierId: string; code: string | null }[]> => {
  if (dossierIds.length === 0) return [];
  return db
    .selectFrom('dossier_list')
    .select(['dossier_id as dossierId', 'code'])
    .where(matching({ dossier_id: dossierIds, procedure, entered_on: day }))
    .orderBy('entered_at')
    .limit(1000)
    .execute();
};

/** Dossiers of a procedure that came in at a unit on a day, or wait for reception there, oldest first; a thousand at most. */
export const dossiersEnteredAt = async (
  db: Db,
  { unit, procedure, day }: { unit: string; procedure: string; day: string },
): Promise<{ dossierId: string; code: string | null; ownerName: unknown }[]> =>
  db
    .selectFrom('dossier_list')
    .select(['dossier_id as dossierId', 'code', 'owner_name as ownerName'])
    .where('procedure', '=', procedure)
    .where('entered_at', '>=', startOfDay(day))
    .where('entered_at', '<=', endOfDay(day))
    .where((eb) => eb.or([eb('place_of_receipt', '=', unit), eb.and([eb('place_of_receipt', 'is', null), eb('holder_unit', '=', unit)])]))
    .orderBy('entered_at')
    .limit(1000)
    .execute();

/** Dossiers that a unit settled on a day, in the order of their codes. */
export const settledOn = async (db: Db, unit: string, day: string): Promise<string[]> => {
  const settled = db.selectFrom('dossier_list').select('dossier_id').where('competent_unit', '=', unit).where('settled_on', '=', day);
  return (await settled.orderBy('code').orderBy('dossier_id').execute()).map(({ dossier_id }) => dossier_id);
};

/** Dossiers that came in before a day, by procedure: whole days, so that asking again later is answered alike. */
export const enteredByProcedure = async (db: Db, day: string): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .selectFrom('dossier_counts')
    .select((eb) => ['procedure', eb.cast<number>(eb.fn.sum('entered'), 'bigint').as('entered')])
    .where('day', '<', day)
    .groupBy('procedure')
    .having((eb) => eb.fn.sum('entered'), '>', 0)
    .execute();
  return new Map(rows.map(({ procedure, entered }) => [procedure, Number(entered)]));
};

/** What a received dossier says of its time. */
export type ReceivedTimes = Pick<
  DossierRow,
  'competent_unit' | 'channel' | 'procedure_version' | 'verification' | 'settled_at' | 'pending' | 'on_time'
> & { received_at: string; appointed_at: string; due_at: string };

/** Dossiers of a procedure received between two days (included), in order of receipt; only one page is in memory. */
export async function* receivedBetween(
  db: Db,
  procedure: string,
  { from, to }: { from: string; to: string },
  pageSize = 250,
  moment?: Then,
): AsyncGenerator<ReceivedTimes[]> {
  let after: [string, string] | undefined;
  for (;;) {
    let query = dossiersIn(db, moment, { where: sql`d.received_on between ${from}::date and ${to}::date` })
      .select([
        'dossier_id',
        'entered_at',
        'competent_unit',
        'channel',
        'procedure_version',
        'verification',
        'settled_at',
        'pending',
        'on_time',
        'received_at',
        'appointed_at',
        'due_at',
      ])
      .where('procedure', '=', procedure)
      .where('received_on', '>=', from)
      .where('received_on', '<=', to)
      // nothing is received before it came in; the index is read from here on
      .where('entered_on', '<=', to);
    if (after !== undefined) {
      const place = after;
      query = query.where((eb) => eb(eb.refTuple('entered_at', 'dossier_id'), '<', eb.tuple(...place)));
    }
    const rows = await query.orderBy('entered_at', 'desc').orderBy('dossier_id', 'desc').limit(pageSize).execute();
    // whatever was received has these times
    if (rows.length > 0) yield rows as ReceivedTimes[];
    const last = rows.at(-1);
    if (rows.length < pageSize || last === undefined) return;
    after = [last.entered_at, last.dossier_id];
  }
}
