import type { Kysely } from 'kysely';
import { nationalCode } from '#domain/dossier/status.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { type AsOf, hadCome } from '#projections/daemon/history.ts';
import { type DetailRow, detailOf, detailRowAfter } from './projection.ts';

type Db = Kysely<{ dossier_detail: DetailRow }>;

const viewOf = (row: DetailRow) => {
  const { dossier_id, status, timeline, revision } = row;
  return { dossierId: dossier_id, status, nationalStatus: nationalCode(status), ...detailOf(row), timeline, revision };
};
/** Everything about a dossier, personal values sealed. */
export type SealedDossier = ReturnType<typeof viewOf>;

/** Everything about a dossier, personal values sealed; `undefined`: none that the units receive, decide or hold, or may recall. */
export const findDossier = async (db: Db, dossierId: string, units: readonly string[] | 'all'): Promise<SealedDossier | undefined> => {
  const row = await db.selectFrom('dossier_detail').selectAll().where('dossier_id', '=', dossierId).executeTakeFirst();
  return row && isVisible(row, units) ? viewOf(row) : undefined;
};

/** Whether one of the units receives, decides or holds it, or may recall it. */
const isVisible = (row: DetailRow, units: readonly string[] | 'all'): boolean => {
  if (units === 'all') return true;
  const last = row.handovers.at(-1);
  const giver = last?.state === 'waiting' ? (last.from?.unit ?? null) : null;
  const parts = [row.competent_unit, row.place_of_receipt, row.holder_unit, giver];
  return parts.some((part) => part !== null && units.includes(part));
};

/**
 * A dossier as it was at a moment, by the events of its stream, in order: those that had happened by an instant, or had
 * been entered by a position. The fold is that of the read model. `undefined`: there was no dossier
 * yet, or none of these units had a part in it.
 */
export const dossierAsOf = (
  stream: readonly Recorded<DossierEvent>[],
  asOf: AsOf,
  units: readonly string[] | 'all' = 'all',
): { dossier: SealedDossier; events: readonly Recorded<DossierEvent>[] } | undefined => {
  const events = stream.filter(({ position, occurredAt: at }) => hadCome(asOf, { position, at }));
  const row = events.reduce<DetailRow | undefined>(detailRowAfter, undefined);
  return row && isVisible(row, units) ? { dossier: viewOf(row), events } : undefined;
};
