import { sql } from 'kysely';
import type { LateEntryState } from '#domain/dossier/lateEntries.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import type { Then } from './past.ts';
import {
  awaitingAcceptance,
  type Db,
  dossiersIn,
  type EnteredKey,
  enteredLateAs,
  nothing,
  type Page,
  type Placed,
  receptionOverdueAt,
} from './queries.ts';
import { type DossierRow, dossierView, queueRanks } from './view.ts';

export type QueueFilters = {
  units: readonly string[] | 'all';
  unit?: string | undefined;
  official?: string | undefined;
  /** Only what lies at the reception desk, with no official named. */
  desk?: boolean | undefined;
  /** Handed over and not yet accepted. */
  awaitsAcceptance?: boolean | undefined;
  enteredLate?: boolean | undefined;
  lateEntry?: LateEntryState | undefined;
};

/** `asOf` is when the first page was asked for, so that pages agree with each other. */
export type QueueKey = readonly [asOf: string, rank: 0 | 1 | 2, due: string, dossierId: string];

/**
 * What lies with a unit or an official and still needs its decision: handed in and not received in time first, then by
 * due time, then what waits for the citizen.
 */
export const dossierQueue = async (
  db: Db,
  { units, unit, official, desk, awaitsAcceptance, enteredLate, lateEntry }: QueueFilters,
  now: string,
  { limit, after }: Page<QueueKey>,
  then?: Then,
): Promise<(Placed<QueueKey> & { why: (typeof queueRanks)[number] })[]> => {
  if (nothing(units)) return [];
  const asOf = after?.[0] ?? now;
  const inner = dossiersIn(db, then, { open: true, unit })
    .selectAll()
    .select((eb) => [
      eb
        .case()
        .when(receptionOverdueAt(eb, asOf))
        .then(eb.lit(0))
        .when('clock_stopped_since', 'is', null)
        .then(eb.lit(1))
        .else(eb.lit(2))
        .end()
        .as('rank'),
      eb.fn.coalesce('due_at', 'receive_by', 'entered_at').as('due'),
    ])
    .where(matching<DossierRow>({ holder_unit: among(units) }))
    .where(matching<DossierRow>({ pending: true, holder_unit: unit, holder_official: official, late_entry: lateEntry }))
    .where(enteredLateAs({ enteredLate }))
    .where(awaitingAcceptance({ awaitsAcceptance }))
    .$if(desk === true, (query) => query.where('holder_official', 'is', null));
  const rows = await db
    .selectFrom(inner.as('queue'))
    .selectAll()
    .$if(after !== undefined, (query) => {
      const [, rank, due, id] = after as QueueKey;
      return query.where((eb) => eb(eb.refTuple('rank', 'due', 'dossier_id'), '>', eb.tuple(rank, due, id)));
    })
    .orderBy('rank')
    .orderBy('due')
    .orderBy('dossier_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    why: queueRanks[row.rank],
    ...dossierView(row, asOf),
    place: [asOf, row.rank, row.due, row.dossier_id],
  }));
};

/** Received at another unit and never yet in the hands of the competent Center, the longest waiting first. */
export const receivedElsewhereNotSeen = async (
  db: Db,
  { units, unit }: { units: readonly string[] | 'all'; unit?: string | undefined },
  now: string,
  { limit, after }: Page<EnteredKey>,
  then?: Then,
): Promise<Placed<EnteredKey>[]> => {
  if (nothing(units)) return [];
  let query = dossiersIn(db, then, { open: true, ...(unit !== undefined && { where: sql`d.competent_unit = ${unit}` }) })
    .selectAll()
    .where(matching<DossierRow>({ received_elsewhere: true, pending: true, competent_unit: unit }))
    .where(matching<DossierRow>({ competent_unit: among(units) }))
    .where('reached_competent_at', 'is', null);
  if (after !== undefined) query = query.where((eb) => eb(eb.refTuple('entered_at', 'dossier_id'), '>', eb.tuple(...after)));
  const rows = await query.orderBy('entered_at').orderBy('dossier_id').limit(limit).execute();
  return rows.map((row) => ({ ...dossierView(row, now), place: [row.entered_at, row.dossier_id] }));
};
