import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import { type BatchRow, batchFields } from './projection.ts';

export const Batch = z.object(batchFields.shape).meta({ id: 'AssignmentBatch' });

/** Batches as they were, by id; those of which the reader may see every unit. */
export const batchesAsOf = async (db: Kysely<any>, units: readonly string[] | 'all', asOf: AsOf, only?: readonly string[]) =>
  (await rowsAsOf<BatchRow>(db, 'assignment_batches_history', ['batch_id'], asOf, only))
    .filter((row) => units === 'all' || row.units.every((unit) => units.includes(unit)))
    .map((row) => batchFields.view(row, {}));
