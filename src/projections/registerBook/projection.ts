import { z } from 'zod';
import { DossierId, Instant } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const fields = {
  unit: hidden('text'),
  day: hidden('date'),
  number: shown('integer', z.int()),
  code: shown('text', z.string()),
  pattern: hidden('text'),
  dossier_id: shown('text', DossierId, 'Dossier the number was taken for.'),
  taken_at: shown('timestamptz', Instant),
  unused_at: hidden('timestamptz?'),
  unused_reason: shown('text?', z.string()),
};
export type NumberRow = RowOfFields<typeof fields>;
export const numberFields = defineFields(fields);

/** The numbers each unit handed out on each day, and why one was not used. */
export const registerBook = defineProjection({
  name: 'register-book',
  version: 1,
  tables: {
    register_numbers: eventTable({
      columns: numberFields.columns,
      primaryKey: ['unit', 'day', 'number'],
      indexes: [['dossier_id'], ['code']],
      on: ['NumberTaken', 'NumberUnused'],
      keys: (event) => [[event.data.unit, event.data.day, event.data.number]],
      evolve: (row, { type, data, occurredAt }) => {
        if (type === 'NumberTaken') return numberFields.row({ ...data, takenAt: occurredAt });
        return row && { ...row, unused_at: occurredAt, unused_reason: data.reason };
      },
    }),
  },
});
