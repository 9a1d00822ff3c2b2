import { type BatchEvent, batchEvents } from '#events/batch/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type BatchRow, blank, columns } from './view.ts';

const changes = (row: BatchRow, { type, data }: Recorded<Exclude<BatchEvent, { type: 'AssignmentBatchAccepted' }>>): Partial<BatchRow> => {
  switch (type) {
    case 'AssignmentsListed':
      return { units: [...new Set([...row.units, ...data.assignments.map(({ unit }) => unit)])].toSorted() };
    case 'AssignmentBatchAdvanced':
      return { done: data.done };
    case 'AssignmentBatchCompleted':
      return { state: 'completed' };
    case 'AssignmentBatchFailed':
      return { state: 'failed', failure: { line: data.line, code: data.code, detail: data.detail } };
    case 'AssignmentBatchUndone':
      return { state: 'undone', done: 0 };
  }
};

const evolve = (row: BatchRow | undefined, event: Recorded<BatchEvent>): BatchRow | undefined => {
  if (event.type !== 'AssignmentBatchAccepted') return row && { ...row, ...changes(row, event), changed_at: event.occurredAt };
  return {
    ...blank,
    batch_id: event.data.batchId,
    state: 'running',
    attempt: event.data.attempt,
    lines: event.data.lines,
    done: 0,
    units: [],
    accepted_by: event.actor.id,
    accepted_at: event.occurredAt,
    changed_at: event.occurredAt,
    simulated: event.actor.simulated === true,
  };
};

const batches = eventTable({
  columns,
  primaryKey: ['batch_id'],
  on: typesOf(batchEvents),
  keys: (event) => [[event.data.batchId]],
  evolve: (row, event) => evolve(row as BatchRow | undefined, event),
});

/** How far each batch of assignments is. */
export const assignmentBatches = defineProjection({
  name: 'assignment-batches',
  version: 1,
  tables: { assignment_batches: batches, assignment_batches_history: historyTable<BatchRow>('assignment_batches', batches) },
});
