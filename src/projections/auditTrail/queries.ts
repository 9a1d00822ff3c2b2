import type { Kysely } from 'kysely';
import type { AuditRow } from './projection.ts';

type Db = Kysely<{ audit_trail: AuditRow }>;

export type AuditFilters = {
  /** Units the reader may ask about; events of no unit are seen with `all` only. */
  units: readonly string[] | 'all';
  stream?: string | undefined;
  category?: string | undefined;
  unit?: string | undefined;
  actor?: string | undefined;
  role?: string | undefined;
  type?: string | undefined;
  command?: string | undefined;
  correlation?: string | undefined;
  /** Instants: at or after, before. */
  occurredFrom?: string | undefined;
  occurredBefore?: string | undefined;
  recordedFrom?: string | undefined;
  recordedBefore?: string | undefined;
};

const view = (row: AuditRow) => ({
  position: row.position,
  eventId: row.event_id,
  type: row.type,
  schemaVersion: row.schema_version,
  stream: row.stream,
  revision: row.revision,
  unit: row.unit,
  actorId: row.actor_id,
  actorRole: row.actor_role,
  actorUnit: row.actor_unit,
  actorOfficial: row.actor_official,
  onBehalfOf: row.on_behalf_of,
  simulated: row.simulated,
  command: row.command,
  occurredAt: row.occurred_at,
  recordedAt: row.recorded_at,
  lateEntryReason: row.late_entry_reason,
  correlationId: row.correlation_id,
  causationId: row.causation_id,
});
export type AuditView = ReturnType<typeof view>;

/** Events that fit, the latest in the log first; `after` is the position of the last one seen. */
export const listAudit = async (
  db: Db,
  filters: AuditFilters,
  { limit, after }: { limit: number; after?: number | undefined },
): Promise<AuditView[]> => {
  const { units, occurredFrom, occurredBefore, recordedFrom, recordedBefore } = filters;
  if (units !== 'all' && units.length === 0) return [];
  let query = db.selectFrom('audit_trail').selectAll();
  if (units !== 'all') query = query.where('unit', 'in', units);
  const equal = {
    stream: filters.stream,
    category: filters.category,
    unit: filters.unit,
    actor_id: filters.actor,
    actor_role: filters.role,
    type: filters.type,
    command: filters.command,
    correlation_id: filters.correlation,
  };
  for (const [column, value] of Object.entries(equal))
    if (value !== undefined) query = query.where(column as keyof typeof equal, '=', value);
  if (occurredFrom !== undefined) query = query.where('occurred_at', '>=', occurredFrom);
  if (occurredBefore !== undefined) query = query.where('occurred_at', '<', occurredBefore);
  if (recordedFrom !== undefined) query = query.where('recorded_at', '>=', recordedFrom);
  if (recordedBefore !== undefined) query = query.where('recorded_at', '<', recordedBefore);
  if (after !== undefined) query = query.where('position', '<', after);
  return (await query.orderBy('position', 'desc').limit(limit).execute()).map(view);
};

/** When the event at this position happened, or the last one before it; undefined when there is none. */
export const occurredAtPosition = async (db: Db, position: number): Promise<string | undefined> => {
  const row = await db
    .selectFrom('audit_trail')
    .select('occurred_at')
    .where('position', '<=', position)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.occurred_at;
};
