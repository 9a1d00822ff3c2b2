import type { Kysely } from 'kysely';
import type { ReadRow } from './projection.ts';

type Db = Kysely<{ personal_data_reads: ReadRow }>;

export type ReadFilters = {
  /** Units the reader may ask about; reads of no unit are seen with `all` only. */
  units: readonly string[] | 'all';
  subject?: string | undefined;
  unit?: string | undefined;
  reader?: string | undefined;
  field?: string | undefined;
  /** Instants: at or after, before. */
  from?: string | undefined;
  before?: string | undefined;
};

const view = (row: ReadRow) => ({
  position: row.position,
  readAt: row.read_at,
  subject: row.subject,
  unit: row.unit,
  fields: row.fields,
  purpose: row.purpose,
  readerId: row.reader_id,
  readerRole: row.reader_role,
  readerUnit: row.reader_unit,
  onBehalfOf: row.on_behalf_of,
  correlationId: row.correlation_id,
});
export type ReadView = ReturnType<typeof view>;

/** Reads of personal data that fit, the latest first; `after` is the position of the last one seen. */
export const listReads = async (
  db: Db,
  filters: ReadFilters,
  { limit, after }: { limit: number; after?: number | undefined },
): Promise<ReadView[]> => {
  const { units, subject, unit, reader, field, from, before } = filters;
  if (units !== 'all' && units.length === 0) return [];
  let query = db.selectFrom('personal_data_reads').selectAll();
  if (units !== 'all') query = query.where('unit', 'in', units);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (unit !== undefined) query = query.where('unit', '=', unit);
  if (reader !== undefined) query = query.where('reader_id', '=', reader);
  if (field !== undefined) query = query.where((eb) => eb(eb.val(field), '=', eb.fn.any('fields')));
  if (from !== undefined) query = query.where('read_at', '>=', from);
  if (before !== undefined) query = query.where('read_at', '<', before);
  if (after !== undefined) query = query.where('position', '<', after);
  return (await query.orderBy('position', 'desc').limit(limit).execute()).map(view);
};
