import { z } from 'zod';
import { BatchId } from '#events/batch/events.ts';
import { Instant, UnitCode } from '#events/terms.ts';
import { AsOf, standpointOf, standpointProjections } from '#http/server/asOf.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage } from '#http/server/query.ts';
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
type Batch = z.infer<typeof Batch>;

const shared = { tag: 'assignment-batches', answer: Batch, projections: ['assignment-batches', ...standpointProjections] };

const listAssignmentBatches = defineQuery({
  ...shared,
  name: 'ListAssignmentBatches',
  summary: 'Batches of assignments and how far each is.',
  path: '/assignment-batches',
  query: z.object({ state: Batch.shape.state.optional(), asOf: AsOf }),
  list: true,
  key: z.tuple([BatchId]),
  run: async (tools, { state, asOf, limit, cursor }): Promise<ListPage<Batch>> => {
    const standpoint = await standpointOf(tools, asOf);
    if (standpoint === undefined) return { items: [] };
    const found = (await batchesAsOf(tools.db, tools.units, standpoint.asOf)).filter(
      (batch) => (state === undefined || batch.state === state) && (cursor === undefined || batch.batchId > cursor[0]),
    );
    return pageOf(found, limit, ({ batchId }) => [batchId]);
  },
});

const getAssignmentBatch = defineQuery({
  ...shared,
  name: 'GetAssignmentBatch',
  summary: 'One batch of assignments and how far it is.',
  path: '/assignment-batches/:batchId',
  params: z.object({ batchId: BatchId }),
  query: z.object({ asOf: AsOf }),
  list: false,
  run: async (tools, { batchId, asOf }): Promise<Batch | undefined> => {
    const standpoint = await standpointOf(tools, asOf);
    return standpoint && (await batchesAsOf(tools.db, tools.units, standpoint.asOf, [batchId]))[0];
  },
});

export const assignmentBatchQueries = [listAssignmentBatches, getAssignmentBatch];
