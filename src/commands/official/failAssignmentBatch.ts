import { batchEvents } from '#events/batch/events.ts';
import { attempted, batchCommand } from './assignmentBatch.ts';

export const failAssignmentBatch = batchCommand({
  name: 'FailAssignmentBatch',
  summary: 'Records that a line of a batch was refused when it was carried out.',
  input: batchEvents.schemas.AssignmentBatchFailed,
  unit: () => undefined,
  decide: (batch, failure) =>
    attempted(batch, failure.batchId, failure.attempt).status === 'running' ? [{ type: 'AssignmentBatchFailed', data: failure }] : [],
});
