import type { Kysely } from 'kysely';
import { z } from 'zod';
import { accessEvents } from '#events/access/events.ts';
import { Role } from '#events/store/event.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { type AuditRow, auditFields } from './projection.ts';

type Db = Kysely<{ audit_trail: AuditRow }>;

export const AuditEntry = z.object(auditFields.shape).meta({ id: 'AuditEntry', description: 'One event of the log, without its body.' });

/** What may be asked of the audit trail; times from the one on, before the other. */
export const AuditFilters = z.object({
  stream: z.string().max(200).optional(),
  category: z.string().max(50).optional().describe('For example `dossier`.'),
  unit: PartyId.optional(),
  actor: z.string().max(128).optional(),
  role: Role.optional(),
  type: z.string().max(100).optional(),
  command: z.string().max(100).optional(),
  correlation: z.string().max(128).optional(),
  occurredFrom: Instant.optional(),
  occurredBefore: Instant.optional(),
  recordedFrom: Instant.optional(),
  recordedBefore: Instant.optional(),
});
/**
 * `units`: those the reader may ask about; events of no unit are seen with `all` only. `readings`: whether events that say
 * who read whose personal data are shown.
 */
export type AuditFilters = z.output<typeof AuditFilters> & { units: readonly string[] | 'all'; readings: boolean };

/** Events that fit, the latest in the log first; `after` is the position of the last one seen. */
export const listAudit = async (
  db: Db,
  filters: AuditFilters,
  { limit, after }: { limit: number; after?: number | undefined },
): Promise<z.output<typeof AuditEntry>[]> => {
  const { units, stream, category, unit, actor, role, type, command, correlation } = filters;
  const { occurredFrom, occurredBefore, recordedFrom, recordedBefore } = filters;
  let query = db
    .selectFrom('audit_trail')
    .selectAll()
    .where(matching<AuditRow>({ unit: among(units) }))
    .where(matching<AuditRow>({ stream, category, unit, actor_id: actor, actor_role: role, type, command, correlation_id: correlation }));
  if (!filters.readings) query = query.where('category', '<>', accessEvents.category);
  if (occurredFrom !== undefined) query = query.where('occurred_at', '>=', occurredFrom);
  if (occurredBefore !== undefined) query = query.where('occurred_at', '<', occurredBefore);
  if (recordedFrom !== undefined) query = query.where('recorded_at', '>=', recordedFrom);
  if (recordedBefore !== undefined) query = query.where('recorded_at', '<', recordedBefore);
  if (after !== undefined) query = query.where('position', '<', after);
  return (await query.orderBy('position', 'desc').limit(limit).execute()).map((row) => auditFields.view(row, {}));
};

/** Where an event stands in the log; undefined when there is none, or none of these units. */
export const auditedEvent = async (
  db: Db,
  eventId: string,
  { units }: Pick<AuditFilters, 'units'>,
): Promise<Pick<AuditRow, 'stream' | 'revision'> | undefined> =>
  db
    .selectFrom('audit_trail')
    .select(['stream', 'revision'])
    .where('event_id', '=', eventId)
    .where(matching<AuditRow>({ unit: among(units) }))
    .executeTakeFirst();

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
