import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { LocalDate, OfficialId, Position, PublicText, Sha256, UnitCode } from '#events/terms.ts';

/** Which assignments: what is sent again is the same batch. */
export const BatchId = Sha256.meta({
  id: 'BatchId',
  description: 'SHA-256 of the assignments, in hexadecimal; older ones are of the file.',
});
/** One line of a file of assignments. */
export const BatchLine = z
  .strictObject({
    line: z.int().min(1).max(1_000_000).describe('Line of the file, counted from 1.'),
    officialId: OfficialId,
    unit: UnitCode,
    position: Position,
    basis: published(z.string().trim().min(1).max(200)),
    from: LocalDate,
    until: LocalDate.optional(),
  })
  .meta({ id: 'BatchLine' });
export type BatchLine = z.infer<typeof BatchLine>;

/** Lines of a batch, and of one event that lists them: a stream's events stay small. */
export const BATCH_LINES = 10_000;
export const LISTED_AT_ONCE = 500;

const event = eventsOf({ batchId: BatchId, attempt: z.int().min(1).describe('A batch that was undone may be accepted again.') });
const line = BatchLine.shape.line;

/** Stream `batch-<sha256>`: assignments that are carried out all together or not at all. */
export const batchEvents = defineEvents('batch', {
  AssignmentBatchAccepted: event('Every line was checked by all rules; from here on they are carried out.', {
    lines: z.int().min(1).max(BATCH_LINES),
  }),
  AssignmentsListed: event('Lines of the batch, in order.', { assignments: z.array(BatchLine).min(1).max(LISTED_AT_ONCE) }),
  AssignmentBatchAdvanced: event('So many lines have been carried out.', { done: z.int().min(1).max(BATCH_LINES) }),
  AssignmentBatchCompleted: event('Every line has been carried out.', {}),
  AssignmentBatchFailed: event('A line was refused, because something changed since it was checked; the lines before it are called off.', {
    line,
    code: published(z.string().max(64)),
    detail: PublicText,
  }),
  AssignmentBatchUndone: event('Nothing of the batch counts any more.', {}),
});
export type BatchEvent = EventOf<typeof batchEvents>;
