import { z } from 'zod';
import { BatchId } from '#events/batch/events.ts';
import { Instant, UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/asOf.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { batchesAsOf } from '#projections/assignmentBatches/queries.ts';

const Batch = z
  .object({
    batchId: BatchId,
    state: z
      .enum(['running', 'completed', 'failed', 'undone'])
      .describe('failed: a line was refused, what was done is being called off; undone: nothing of it counts.'),
    attempt: z.int(),
    lines: z.int(),
    done: z.int().describe('Lines carried out; put on record every hundred lines.'),
    units: z.array(UnitCode),
    failure: z.object({ line: z.int(), code: z.string(), detail: z.string() }).nullable(),
    acceptedBy: z.string(),
    acceptedAt: Instant,
    changedAt: Instant,
  })
  .meta({ id: 'AssignmentBatch' });

const shared = { tag: 'assignment-batches', answer: Batch, projections: ['assignment-batches'] };

const listAssignmentBatches = defineList({
  ...shared,
  name: 'ListAssignmentBatches',
  summary: 'Batches of assignments and how far each is.',
  path: '/assignment-batches',
  query: z.object({ state: Batch.shape.state.optional(), asOf: AsOf }),
  key: z.tuple([BatchId]),
  keyOf: ({ batchId }) => [batchId],
  whole: 'ascending',
  run: async ({ db, units, standpoint }, { state }) =>
    (await batchesAsOf(db, units, standpoint.asOf)).filter((batch) => state === undefined || batch.state === state),
});

const getAssignmentBatch = defineQuery({
  ...shared,
  name: 'GetAssignmentBatch',
  summary: 'One batch of assignments and how far it is.',
  path: '/assignment-batches/:batchId',
  params: z.object({ batchId: BatchId }),
  query: z.object({ asOf: AsOf }),
  run: async ({ db, units, standpoint }, { batchId }) => (await batchesAsOf(db, units, standpoint.asOf, [batchId]))[0],
});

export const assignmentBatchQueries = [listAssignmentBatches, getAssignmentBatch];
