import type { Kysely } from 'kysely';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import type { IssuedRow, ModelRow } from './projection.ts';
import type { Issued, ModelVersion } from './view.ts';

/** The versions of the model text that there were, in their order. */
export const modelAt = async (db: Kysely<any>, asOf: AsOf): Promise<ModelVersion[]> => {
  const [row] = await rowsAsOf<ModelRow>(db, 'model_regulations_history', ['regulation_id'], asOf);
  return row?.versions ?? [];
};

/** What Centers had issued, by unit, in the order they issued it; units without working regulations are left out. */
export const issuedAt = async (db: Kysely<any>, asOf: AsOf, units: readonly string[] | 'all'): Promise<ReadonlyMap<string, Issued[]>> => {
  const rows = await rowsAsOf<IssuedRow>(db, 'issued_regulations_history', ['unit'], asOf, units);
  return new Map(rows.map(({ unit, issued }) => [unit, issued]));
};
