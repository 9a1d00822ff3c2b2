import { z } from 'zod';
import { type AnyEvent, categories } from '#events/all.ts';
import { categoryOf } from '#events/store/event.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const fields = {
  position: shown('bigint', z.int(), 'Place in the one order of the log.'),
  event_id: shown('text', z.string()),
  type: shown('text', z.string(), 'What happened.'),
  schema_version: shown('integer', z.int(), 'Version in which the body is stored.'),
  category: hidden('text'),
  stream: shown('text', z.string()),
  revision: shown('integer', z.int(), 'Place in its stream, from 0.'),
  unit: shown('text?', PartyId, 'Unit, or department of the city, the event is about.'),
  actor_id: shown('text', z.string(), 'Who did it: a pseudonymous identifier.'),
  actor_role: shown('text', z.string()),
  actor_unit: shown('text?', z.string(), 'Unit for which the actor acted.'),
  actor_official: shown('text?', z.string()),
  on_behalf_of: shown('text?', z.string()),
  simulated: shown('boolean', z.boolean(), 'Made by the simulator.'),
  command: shown('text?', z.string(), 'Command that recorded it.'),
  occurred_at: shown('timestamptz', Instant, 'When it happened.'),
  recorded_at: shown('timestamptz', Instant, 'When the log took it.'),
  late_entry_reason: shown('text?', z.string(), 'Why it was entered after it happened, where that was stated.'),
  entered_at: shown('timestamptz?', Instant, 'When it was entered, where it had happened before.'),
  outside_hours: shown('boolean', z.boolean(), 'Said to have happened outside the unit’s working hours.'),
  after_closing: shown('boolean', z.boolean(), 'Entered after its month had been closed.'),
  correlation_id: shown('text', z.string()),
  causation_id: shown('text', z.string()),
};
export type AuditRow = RowOfFields<typeof fields>;
export const auditFields = defineFields(fields);

/** Every event: who, what, when, for which unit. Bodies stay in the log, so no personal data is here. */
export const auditTrail = defineProjection({
  name: 'audit-trail',
  version: 6,
  tables: {
    audit_trail: eventTable({
      columns: auditFields.columns,
      primaryKey: ['position'],
      // Read backwards, the latest first. Pages stay full where what comes is the last of its unit, actor or type, and
      // long texts that are only ever asked for whole are kept as their hashes.
      indexes: [
        ['using hash (event_id)'],
        ['using hash (stream)'],
        ['unit', 'position'],
        ['actor_id', 'position'],
        ['type', 'position'],
        ['using hash (correlation_id)'],
        ['using brin (occurred_at)'],
      ],
      onlyGrows: true,
      on: categories.flatMap(({ schemas }) => Object.keys(schemas)) as AnyEvent['type'][],
      keys: (event) => [[event.position]],
      evolve: (_, event) => {
        const { id: eventId, stream, actor, command, enteredLate } = event;
        const by = { actorId: actor.id, actorRole: actor.role, actorUnit: actor.unit, actorOfficial: actor.official };
        const simulated = actor.simulated === true;
        const derived = { eventId, category: categoryOf(stream), onBehalfOf: actor.onBehalfOf, simulated, command: command?.name };
        const outsideHours = enteredLate?.outsideHours === true;
        const late = { enteredAt: enteredLate?.at, outsideHours, afterClosing: enteredLate?.afterClosing === true };
        return auditFields.row({ ...event, ...by, ...derived, ...late });
      },
    }),
  },
});
