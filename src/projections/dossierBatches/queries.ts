import type { Kysely } from 'kysely';
import { among, matching } from '#projections/daemon/matching.ts';
import { type DossierBatchRow, dossierBatchView } from './view.ts';

type Db = Kysely<{ dossier_batches: DossierBatchRow }>;
type Place = readonly [acceptedAt: string, batchId: string];

/** Batches of these units, the latest first. */
export const listBatches = async (
  db: Db,
  { units, ...filters }: { units: readonly string[] | 'all'; unit?: string | undefined; state?: 'running' | 'completed' | undefined },
  { limit, after }: { limit: number; after?: Place | undefined },
) => {
  if (units !== 'all' && units.length === 0) return [];
  let query = db
    .selectFrom('dossier_batches')
    .selectAll()
    .where(matching<DossierBatchRow>({ unit: among(units) }))
    .where(matching<DossierBatchRow>(filters));
  if (after !== undefined) query = query.where((eb) => eb(eb.refTuple('accepted_at', 'batch_id'), '<', eb.tuple(...after)));
  const rows = await query.orderBy('accepted_at', 'desc').orderBy('batch_id', 'desc').limit(limit).execute();
  return rows.map(dossierBatchView);
};

/** A batch of one of these units, with the outcome of every line. */
export const findBatch = async (db: Db, batchId: string, units: readonly string[] | 'all') => {
  const row = await db.selectFrom('dossier_batches').selectAll().where('batch_id', '=', batchId).executeTakeFirst();
  if (row === undefined || (units !== 'all' && !units.includes(row.unit))) return undefined;
  return { ...dossierBatchView(row), outcomes: row.outcomes };
};
