import type { Kysely } from 'kysely';
import { nationalCode } from '#domain/dossier/status.ts';
import type { DetailRow } from './projection.ts';

type Db = Kysely<{ dossier_detail: DetailRow }>;

/** Everything about a dossier, personal values sealed; `undefined`: none that the units receive, decide or hold. */
export const findDossier = async (db: Db, dossierId: string, units: readonly string[] | 'all') => {
  const row = await db.selectFrom('dossier_detail').selectAll().where('dossier_id', '=', dossierId).executeTakeFirst();
  if (row === undefined) return undefined;
  const parts = [row.competent_unit, row.place_of_receipt, row.holder_unit];
  if (units !== 'all' && !parts.some((part) => part !== null && units.includes(part))) return undefined;
  const { dossier_id, status, detail, timeline, revision } = row;
  return { dossierId: dossier_id, status, nationalStatus: nationalCode(status), ...detail, timeline, revision };
};
