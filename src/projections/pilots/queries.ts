import type { Kysely } from 'kysely';
import { figuresOf } from '#domain/pilot/figures.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import type { PilotFigures } from '#events/pilot/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { PilotDossierRow } from './projection.ts';
import { type Pilot, type PilotRow, pilotFields } from './view.ts';

type Db = Kysely<{ pilot_dossiers: PilotDossierRow }>;

/** Pilots as they stood, all of them or one, in order of their ids. */
export const pilotsAt = async (db: Kysely<any>, asOf: AsOf, pilotId?: string): Promise<Pilot[]> => {
  const rows = await rowsAsOf<PilotRow>(db, 'pilots_history', ['pilot_id'], asOf, pilotId === undefined ? 'all' : [pilotId]);
  return rows.map((row) => ({ ...row.plan, ...pilotFields.view(row, {}) }));
};

/** The figures of a pilot as they stood at a moment; `timeOf`: the working time of a unit. */
export const pilotFiguresAt = async (
  db: Db,
  { pilotId, issues }: Pick<Pilot, 'pilotId' | 'issues'>,
  { asOf, moment }: { asOf: AsOf; moment: string },
  timeOf: (unit: string) => WorkingTime,
): Promise<PilotFigures> => {
  // a dossier's pilot never changes, so those of now are all there were
  const own = await db.selectFrom('pilot_dossiers').select('dossier_id').where('pilot_id', '=', pilotId).execute();
  const ids = own.map(({ dossier_id }) => dossier_id);
  const rows = ids.length === 0 ? [] : await rowsAsOf<PilotDossierRow>(db, 'pilot_dossiers_history', ['dossier_id'], asOf, ids);
  const standing = issues.map(({ dossierId, resolvedAt }) => ({ dossierId, resolved: resolvedAt !== null }));
  return figuresOf(rows, standing, moment, timeOf);
};

/** The last pilot concluded of those that a party led or took part in, or `undefined`. */
export const concludedPilot = async (db: Kysely<any>, party: string, asOf: AsOf) =>
  (await pilotsAt(db, asOf))
    .flatMap(({ pilotId, title, lead, partners, conclusion }) =>
      conclusion !== null && [lead, ...partners].includes(party) ? [{ pilotId, title, at: conclusion.at, met: conclusion.met }] : [],
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
