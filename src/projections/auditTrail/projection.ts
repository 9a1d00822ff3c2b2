import { type AnyEvent, categories } from '#events/all.ts';
import { categoryOf } from '#events/store/event.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const columns = {
  position: 'bigint',
  event_id: 'text',
  type: 'text',
  schema_version: 'integer',
  category: 'text',
  stream: 'text',
  revision: 'integer',
  unit: 'text?',
  actor_id: 'text',
  actor_role: 'text',
  actor_unit: 'text?',
  actor_official: 'text?',
  on_behalf_of: 'text?',
  simulated: 'boolean',
  command: 'text?',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  late_entry_reason: 'text?',
  correlation_id: 'text',
  causation_id: 'text',
} as const satisfies Columns;
export type AuditRow = RowOf<typeof columns>;

/** Every event: who, what, when, for which unit. Bodies stay in the log, so no personal data is here. */
export const auditTrail = defineProjection({
  name: 'audit-trail',
  version: 2,
  tables: {
    audit_trail: eventTable({
      columns,
      primaryKey: ['position'],
      indexes: [
        ['stream', 'revision'],
        ['unit', 'position desc'],
        ['actor_id', 'position desc'],
        ['type', 'position desc'],
        ['correlation_id'],
        ['occurred_at'],
      ],
      on: categories.flatMap(({ schemas }) => Object.keys(schemas)) as AnyEvent['type'][],
      keys: (event) => [[event.position]],
      evolve: (_, event) => ({
        position: event.position,
        event_id: event.id,
        type: event.type,
        schema_version: event.schemaVersion,
        category: categoryOf(event.stream),
        stream: event.stream,
        revision: event.revision,
        unit: event.unit ?? null,
        actor_id: event.actor.id,
        actor_role: event.actor.role,
        actor_unit: event.actor.unit ?? null,
        actor_official: event.actor.official ?? null,
        on_behalf_of: event.actor.onBehalfOf ?? null,
        simulated: event.actor.simulated === true,
        command: event.command?.name ?? null,
        occurred_at: event.occurredAt,
        recorded_at: event.recordedAt,
        late_entry_reason: event.lateEntryReason ?? null,
        correlation_id: event.correlationId,
        causation_id: event.causationId,
      }),
    }),
  },
});
