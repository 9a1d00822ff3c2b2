import type { Kysely } from 'kysely';
import { nationalCode } from '#domain/dossier/status.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Position, Recorded } from '#events/store/event.ts';
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
  if (row === undefined) return undefined;
  const last = row.handovers.at(-1);
  const giver = last?.state === 'waiting' ? (last.from?.unit ?? null) : null;
  const parts = [row.competent_unit, row.place_of_receipt, row.holder_unit, giver];
  if (units !== 'all' && !parts.some((part) => part !== null && units.includes(part))) return undefined;
  return viewOf(row);
};

/**
 * A dossier as it was at a moment, by the events of its stream, in order: those that had happened by an instant, or had
 * been entered by a position. The fold is that of the read model. `undefined`: there was no dossier yet.
 */
export const dossierAsOf = (
  stream: readonly Recorded<DossierEvent>[],
  asOf: { position: Position } | { at: string },
): { dossier: SealedDossier; events: readonly Recorded<DossierEvent>[] } | undefined => {
  const events = stream.filter(({ position, occurredAt }) => ('position' in asOf ? position <= asOf.position : occurredAt <= asOf.at));
  const row = events.reduce<DetailRow | undefined>(detailRowAfter, undefined);
  return row && { dossier: viewOf(row), events };
};
