import { z } from 'zod';
import { PersonalSearch } from '#events/access/events.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { defineFields, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const fields = {
  position: shown('bigint', z.int()),
  subject: shown('text?', z.string(), 'Stream whose personal data was read; null: a search.'),
  unit: shown('text?', PartyId),
  fields: shown('text[]', z.array(z.string()), 'Names of the fields, never their values.'),
  search: shown('jsonb?', PersonalSearch, 'By what was searched; null: a reading.'),
  purpose: shown('text', z.string()),
  reader_id: shown('text', z.string()),
  reader_role: shown('text', z.string()),
  reader_unit: shown('text?', z.string()),
  on_behalf_of: shown('text?', z.string()),
  read_at: shown('timestamptz', Instant),
  correlation_id: shown('text', z.string()),
};
export type ReadRow = RowOfFields<typeof fields>;
export const readFields = defineFields(fields);

const searchOf = ({ among, by, found }: PersonalSearch): PersonalSearch => ({ among, by, found });

/** Who read whose personal data, or searched by it, when and what for; never what was read or searched for. */
export const personalDataReads = defineProjection({
  name: 'personal-data-reads',
  version: 3,
  tables: {
    personal_data_reads: eventTable({
      columns: readFields.columns,
      primaryKey: ['position'],
      indexes: [
        ['subject', 'position'],
        ['unit', 'position'],
        ['reader_id', 'position'],
      ],
      onlyGrows: true,
      on: ['PersonalDataRead', 'PersonalDataSearched'],
      keys: (event) => [[event.position]],
      evolve: (_, { type, position, data, actor, occurredAt, correlationId }) => {
        const reader = { readerId: actor.id, readerRole: actor.role, readerUnit: actor.unit, onBehalfOf: actor.onBehalfOf };
        const about = type === 'PersonalDataRead' ? data : { fields: [], purpose: data.purpose, search: searchOf(data) };
        return readFields.row({ ...about, position, ...reader, readAt: occurredAt, correlationId });
      },
    }),
  },
});
