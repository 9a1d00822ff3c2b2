import { z } from 'zod';
import { BatchId, batchEvents } from '#events/batch/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import { sentence } from '#events/store/sentences.ts';
import { Instant, UnitCode } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

const State = z
  .enum(['running', 'completed', 'failed', 'undone'])
  .describe('failed: a line was refused, what was done is being called off; undone: nothing of it counts.');
/** The line that was refused, and why. */
const Failure = z.object({ line: z.int(), code: z.string(), detail: sentence(z.string()) });

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
export const batchFields = defineFields(fields);

/** How far each batch of assignments is. */
export const assignmentBatches = defineProjection({
  name: 'assignment-batches',
  version: 1,
  tables: withHistory({
    assignment_batches: eventTable({
      columns: batchFields.columns,
      primaryKey: ['batch_id'],
      on: typesOf(batchEvents),
      keys: (event) => [[event.data.batchId]],
      evolve: (before, { type, data, actor, occurredAt: at }) => {
        const row = before as BatchRow | undefined;
        if (type === 'AssignmentBatchAccepted') {
          const simulated = actor.simulated === true;
          const accepted = { acceptedBy: actor.id, acceptedAt: at, changedAt: at, simulated };
          return batchFields.row({ ...data, state: 'running', done: 0, units: [], ...accepted });
        }
        if (row === undefined) return undefined;
        const changed = { ...row, changed_at: at };
        switch (type) {
          case 'AssignmentsListed':
            return { ...changed, units: [...new Set([...row.units, ...data.assignments.map(({ unit }) => unit)])].toSorted() };
          case 'AssignmentBatchAdvanced':
            return { ...changed, done: data.done };
          case 'AssignmentBatchCompleted':
            return { ...changed, state: 'completed' };
          case 'AssignmentBatchFailed':
            return { ...changed, state: 'failed', failure: { line: data.line, code: data.code, detail: data.detail } };
          case 'AssignmentBatchUndone':
            return { ...changed, state: 'undone', done: 0 };
        }
      },
    }),
  }),
});
