import { advanceAssignmentBatch, failAssignmentBatch, undoAssignmentBatch } from '#commands/official/assignmentBatch.ts';
import { assignOfficial, endAssignment } from '#commands/official/assignments.ts';
import { Rejection } from '#domain/rejections.ts';
import { dayBefore } from '#domain/time/localDay.ts';
import type { AnyEvent } from '#events/all.ts';
import type { BatchLine } from '#events/batch/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineProcess, type Tools } from './tools.ts';

/** Lines after which progress is put on record: as much is looked at again after a restart. */
const PROGRESS_EVERY = 100;

type Accepted = Recorded<Extract<AnyEvent, { type: 'AssignmentBatchAccepted' }>>;
type Doing = { event: Accepted; tools: Pick<Tools, 'execute' | 'read'> };

/** What the batch's stream says of this attempt. */
const soFar = async ({ event, tools }: Doing) => {
  const { attempt } = event.data;
  const lines: BatchLine[] = [];
  let done = 0;
  let failed = false;
  let over = false;
  for (const { type, data } of await tools.read(event.stream)) {
    if (!('attempt' in data) || data.attempt !== attempt) continue;
    if (type === 'AssignmentsListed') lines.push(...data.assignments);
    if (type === 'AssignmentBatchAdvanced') done = data.done;
    if (type === 'AssignmentBatchFailed') failed = true;
    if (type === 'AssignmentBatchCompleted' || type === 'AssignmentBatchUndone') over = true;
  }
  return { lines, done, failed, over };
};

/** Carries out the lines that are left; answers whether all of them could be. */
const carryOut = async ({ event, tools: { execute } }: Doing, lines: readonly BatchLine[], done: number): Promise<boolean> => {
  const { batchId, attempt } = event.data;
  for (let place = done; place < lines.length; place += 1) {
    const { line, ...assignment } = lines[place] as BatchLine;
    try {
      await execute(assignOfficial, assignment, event, { which: ` line ${line}`, at: event.occurredAt });
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      await execute(failAssignmentBatch, { batchId, attempt, line, code: error.code, detail: error.message }, event, {
        at: event.occurredAt,
      });
      return false;
    }
    const now = place + 1;
    if (now % PROGRESS_EVERY === 0 || now === lines.length)
      await execute(advanceAssignmentBatch, { batchId, attempt, done: now }, event, { which: ` ${now}`, at: event.occurredAt });
  }
  return true;
};

/** Calls off what this attempt assigned, wherever nobody ended it meanwhile. */
const undo = async ({ event, tools: { execute, read } }: Doing, lines: readonly BatchLine[]): Promise<void> => {
  const { batchId, attempt } = event.data;
  for (const officialId of new Set(lines.map((line) => line.officialId))) {
    for (const { type, data, causationId } of await read(`official-${officialId}`)) {
      if (type !== 'OfficialAssigned' || causationId !== event.id) continue;
      const { assignmentId, from } = data;
      const end = {
        officialId,
        assignmentId,
        lastDay: dayBefore(from),
        ground: `Đợt phân công ${batchId.slice(0, 12)} không thực hiện được`,
      };
      try {
        await execute(endAssignment, end, event, { which: ` ${assignmentId}`, at: event.occurredAt });
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
      }
    }
  }
  await execute(undoAssignmentBatch, { batchId, attempt }, event, { at: event.occurredAt });
};

/**
 * All or nothing in effect: line by line by the ordinary command, and when one is refused, because something changed
 * since all were checked, what was done is called off before it began. Killed anywhere, it goes on where it stood:
 * every command's ids derive from the acceptance and the line.
 */
export const carryOutAssignmentBatch = defineProcess({
  name: 'carry-out-assignment-batch',
  on: ['AssignmentBatchAccepted'],
  react: async (event, tools) => {
    const doing = { event, tools };
    const { lines, done, failed, over } = await soFar(doing);
    if (over) return;
    if (failed || !(await carryOut(doing, lines, done))) await undo(doing, lines);
  },
});
