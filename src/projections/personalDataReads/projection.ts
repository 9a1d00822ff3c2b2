import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const columns = {
  position: 'bigint',
  subject: 'text',
  unit: 'text?',
  fields: 'text[]',
  purpose: 'text',
  reader_id: 'text',
  reader_role: 'text',
  reader_unit: 'text?',
  on_behalf_of: 'text?',
  read_at: 'timestamptz',
  correlation_id: 'text',
} as const satisfies Columns;
export type ReadRow = RowOf<typeof columns>;

/** Who read whose personal data, when and what for; never what was read. */
export const personalDataReads = defineProjection({
  name: 'personal-data-reads',
  version: 1,
  tables: {
    personal_data_reads: eventTable({
      columns,
      primaryKey: ['position'],
      indexes: [
        ['subject', 'position desc'],
        ['unit', 'position desc'],
        ['reader_id', 'position desc'],
      ],
      on: ['PersonalDataRead'],
      keys: (event) => [[event.position]],
      evolve: (_, event) => ({
        position: event.position,
        subject: event.data.subject,
        unit: event.data.unit ?? null,
        fields: event.data.fields,
        purpose: event.data.purpose,
        reader_id: event.actor.id,
        reader_role: event.actor.role,
        reader_unit: event.actor.unit ?? null,
        on_behalf_of: event.actor.onBehalfOf ?? null,
        read_at: event.occurredAt,
        correlation_id: event.correlationId,
      }),
    }),
  },
});
