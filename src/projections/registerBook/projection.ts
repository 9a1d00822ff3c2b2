import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

const columns = {
  unit: 'text',
  day: 'date',
  number: 'integer',
  code: 'text',
  pattern: 'text',
  dossier_id: 'text',
  taken_at: 'timestamptz',
  unused_at: 'timestamptz?',
  unused_reason: 'text?',
} as const satisfies Columns;
export type NumberRow = RowOf<typeof columns>;

/** The numbers each unit handed out on each day, and why one was not used. */
export const registerBook = defineProjection({
  name: 'register-book',
  version: 1,
  tables: {
    register_numbers: eventTable({
      columns,
      primaryKey: ['unit', 'day', 'number'],
      indexes: [['dossier_id'], ['code']],
      on: ['NumberTaken', 'NumberUnused'],
      keys: (event) => [[event.data.unit, event.data.day, event.data.number]],
      evolve: (row, event) => {
        if (event.type === 'NumberUnused') return row && { ...row, unused_at: event.occurredAt, unused_reason: event.data.reason };
        const { unit, day, number, code, pattern, dossierId } = event.data;
        return {
          unit,
          day,
          number,
          code,
          pattern,
          dossier_id: dossierId,
          taken_at: event.occurredAt,
          unused_at: null,
          unused_reason: null,
        };
      },
    }),
  },
});
