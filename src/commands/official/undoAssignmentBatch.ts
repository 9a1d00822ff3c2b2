import { batchEvents } from '#events/batch/events.ts';
import { attempted, batchCommand } from './assignmentBatch.ts';

export const undoAssignmentBatch = batchCommand({
  name: 'UndoAssignmentBatch',
  summary: 'Records that everything a failed batch had done was called off.',
  input: batchEvents.schemas.AssignmentBatchUndone,
  unit: () => undefined,
  decide: (batch, { batchId, attempt }) =>
    attempted(batch, batchId, attempt).status === 'failed' ? [{ type: 'AssignmentBatchUndone', data: { batchId, attempt } }] : [],
});
