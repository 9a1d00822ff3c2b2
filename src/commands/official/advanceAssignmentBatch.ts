import { batchEvents } from '#events/batch/events.ts';
import { attempted, batchCommand } from './assignmentBatch.ts';

export const advanceAssignmentBatch = batchCommand({
  name: 'AdvanceAssignmentBatch',
  summary: 'Records how many lines of a batch have been carried out; with the last one it is completed.',
  input: batchEvents.schemas.AssignmentBatchAdvanced,
  unit: () => undefined,
  decide: (batch, { batchId, attempt, done }) => {
    const { status, lines, done: before } = attempted(batch, batchId, attempt);
    if (status !== 'running' || done <= before) return [];
    const advanced = { type: 'AssignmentBatchAdvanced' as const, data: { batchId, attempt, done } };
    return done < lines ? [advanced] : [advanced, { type: 'AssignmentBatchCompleted' as const, data: { batchId, attempt } }];
  },
});
