import type { Kysely } from 'kysely';
import { z } from 'zod';
import { Instant, PartyId } from '#events/terms.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { type ReadRow, readFields } from './projection.ts';

type Db = Kysely<{ personal_data_reads: ReadRow }>;

const { position, readAt, ...others } = readFields.shape;
export const PersonalDataRead = z.object({ position, readAt, ...others }).meta({ id: 'PersonalDataRead' });

/** What may be asked of the reads on record; times from the one on, before the other. */
export const ReadFilters = z.object({
  subject: z.string().max(200).optional(),
  unit: PartyId.optional(),
  reader: z.string().max(128).optional(),
  field: z.string().max(100).optional().describe('For example `owner.name`.'),
  from: Instant.optional(),
  before: Instant.optional(),
});
/** `units`: those the reader may ask about; reads of no unit are seen with `all` only. */
export type ReadFilters = z.output<typeof ReadFilters> & { units: readonly string[] | 'all' };

/** Reads of personal data that fit, the latest first; `after` is the position of the last one seen. */
export const listReads = async (
  db: Db,
  filters: ReadFilters,
  { limit, after }: { limit: number; after?: number | undefined },
): Promise<z.output<typeof PersonalDataRead>[]> => {
  const { units, subject, unit, reader, field, from, before } = filters;
  let query = db
    .selectFrom('personal_data_reads')
    .selectAll()
    .where(matching<ReadRow>({ unit: among(units) }))
    .where(matching<ReadRow>({ subject, unit, reader_id: reader }));
  if (field !== undefined) query = query.where((eb) => eb(eb.val(field), '=', eb.fn.any('fields')));
  if (from !== undefined) query = query.where('read_at', '>=', from);
  if (before !== undefined) query = query.where('read_at', '<', before);
  if (after !== undefined) query = query.where('position', '<', after);
  return (await query.orderBy('position', 'desc').limit(limit).execute()).map((row) => readFields.view(row, {}));
};
