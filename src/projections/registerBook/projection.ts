import { z } from 'zod';
import type { RegisterEvent } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
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

const evolve = (row: NumberRow | undefined, { type, data, occurredAt }: Recorded<RegisterEvent>): NumberRow | undefined => {
  if (type === 'NumberTaken') return numberFields.row({ ...data, takenAt: occurredAt });
  return row && { ...row, unused_at: occurredAt, unused_reason: data.reason };
};

/** The numbers of one register after these events of its stream, in order. */
export const numbersAfter = (events: readonly Recorded<RegisterEvent>[]): NumberRow[] => {
  const rows = new Map<number, NumberRow>();
  for (const event of events) {
    const row = evolve(rows.get(event.data.number), event);
    if (row !== undefined) rows.set(event.data.number, row);
  }
  return [...rows.values()].toSorted((a, b) => a.number - b.number);
};

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
      evolve: (row, event) => evolve(row as NumberRow | undefined, event),
    }),
  },
});
