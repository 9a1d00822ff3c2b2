import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type BatchEvent, batchEvents } from '#events/batch/events.ts';
import type { Recorded } from '#events/store/event.ts';

type Begun = { status: 'running' | 'completed' | 'failed' | 'undone'; attempt: number; lines: number; done: number };
type Batch = { status: 'absent' } | Begun;

const evolve = (batch: Batch, { type, data }: Recorded<BatchEvent>): Batch => {
  if (type === 'AssignmentBatchAccepted') return { status: 'running', attempt: data.attempt, lines: data.lines, done: 0 };
  if (batch.status === 'absent') return batch;
  switch (type) {
    case 'AssignmentsListed':
      return batch;
    case 'AssignmentBatchAdvanced':
      return { ...batch, done: data.done };
    case 'AssignmentBatchCompleted':
      return { ...batch, status: 'completed' };
    case 'AssignmentBatchFailed':
      return { ...batch, status: 'failed' };
    case 'AssignmentBatchUndone':
      return { ...batch, status: 'undone' };
  }
};

const assignmentBatch: Fold<Batch, BatchEvent> = { category: batchEvents.category, initial: { status: 'absent' }, evolve };
export const batchCommand = commandOn(assignmentBatch, { idField: 'batchId' });

/** The batch in the attempt that is spoken of, or the rejection `batch-not-found`. */
export const attempted = (batch: Batch, batchId: string, attempt: number): Begun => {
  if (batch.status === 'absent' || batch.attempt !== attempt)
    throw new Rejection('batch-not-found', `Attempt ${attempt} of batch ${batchId} is not under way.`);
  return batch;
};
