import { z } from 'zod';
import { DossierBatchAct, type LineOutcome } from '#events/bulk/events.ts';
import { DossierId, Instant, PartyId } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

const fields = {
  batch_id: shown('text', DossierId),
  unit: shown('text', PartyId, 'Center, or agency of the city, for which it is done.'),
  act: shown('text', DossierBatchAct),
  state: shown('text', z.enum(['running', 'completed'])),
  lines: shown('integer', z.int()),
  done: shown('integer', z.int(), 'Lines that were done.'),
  refused: shown('integer', z.int(), 'Lines that were refused.'),
  left: computed(z.int().describe('Lines not answered yet.')),
  outcomes: hidden<'jsonb', LineOutcome[]>('jsonb'),
  accepted_by: shown('text', z.string()),
  accepted_at: shown('timestamptz', Instant),
  changed_at: shown('timestamptz', Instant),
};
export type DossierBatchRow = RowOfFields<typeof fields>;
const { columns, blank, shape, view } = defineFields(fields);

export { blank, columns };

/** A batch and how far it is. */
export const DossierBatch = z.object(shape).meta({ id: 'DossierBatch' });
/** A row as it is answered. */
export const dossierBatchView = (row: DossierBatchRow) => view(row, { left: row.lines - row.done - row.refused });
