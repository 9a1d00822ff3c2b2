import { z } from 'zod';
import { BatchId } from '#events/batch/events.ts';
import { Instant, UnitCode } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

const State = z
  .enum(['running', 'completed', 'failed', 'undone'])
  .describe('failed: a line was refused, what was done is being called off; undone: nothing of it counts.');
/** The line that was refused, and why. */
const Failure = z.object({ line: z.int(), code: z.string(), detail: z.string() });

const fields = {
  batch_id: shown('text', BatchId),
  state: shown('text', State),
  attempt: shown('integer', z.int()),
  lines: shown('integer', z.int()),
  done: shown('integer', z.int(), 'Lines carried out; put on record every hundred lines.'),
  units: shown('text[]', z.array(UnitCode)),
  failure: shown('jsonb?', Failure),
  accepted_by: shown('text', z.string()),
  accepted_at: shown('timestamptz', Instant),
  changed_at: shown('timestamptz', Instant),
  simulated: hidden('boolean'),
};

export type BatchRow = RowOfFields<typeof fields>;
const { columns, blank, shape, view } = defineFields(fields);

export { blank, columns, view };

export const Batch = z.object(shape).meta({ id: 'AssignmentBatch' });
