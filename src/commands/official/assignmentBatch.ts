import { createHash } from 'node:crypto';
import pMap from 'p-map';
import { z } from 'zod';
import {
  type AnyCommand,
  commandOn,
  type DecisionContext,
  defineLookup,
  type Fold,
  type PreparationTools,
} from '#commands/handling/command.ts';
import { type Official, official, type Registered, unitsKnowing } from '#domain/center/official.ts';
import { type Obstacle, Rejection } from '#domain/rejections.ts';
import { BATCH_LINES, type BatchEvent, BatchLine, batchEvents, LISTED_AT_ONCE } from '#events/batch/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { checkService } from './assignments.ts';
import { known } from './person.ts';

type Begun = {
  status: 'running' | 'completed' | 'failed' | 'undone';
  attempt: number;
  lines: number;
  done: number;
};
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
const batchCommand = commandOn(assignmentBatch, { idField: 'batchId', unit: () => undefined });

/**
 * The id of the batch of these lines, in this order: nobody can take it for others. Where a line stands in its file makes
 * no difference, so a file saved anew with another title is the same batch.
 */
export const assignmentBatchId = (lines: readonly BatchLine[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify(lines.map(({ officialId, unit, position, basis, from, until }) => [officialId, unit, position, basis, from, until])),
    )
    .digest('hex');

/** The batch in the attempt that is spoken of, or the rejection `batch-not-found`. */
const attempted = (batch: Batch, batchId: string, attempt: number): Begun => {
  if (batch.status === 'absent' || batch.attempt !== attempt)
    throw new Rejection('batch-not-found', `Attempt ${attempt} of batch ${batchId} is not under way.`);
  return batch;
};

/** Officials read at a time: others want to be answered as well. */
const AT_ONCE = 16;

const officialsOf = async (ids: readonly string[], { fold }: Pick<PreparationTools, 'fold'>): Promise<ReadonlyMap<string, Official>> =>
  new Map(await pMap(ids, async (id) => [id, await fold(`official-${id}`, official)] as const, { concurrency: AT_ONCE }));

/** The official after a line was carried out, so that the lines after it are judged by it. */
const serving = (before: Registered, { unit, position, from, until, line }: BatchLine): Registered => ({
  ...before,
  assignments: [...before.assignments, { assignmentId: `line ${line}`, unit, position, from, until }],
});

/** The ids of officials that are these digits with zeros before them, by those digits. */
export const idsWithZeros = defineLookup<(digits: readonly string[]) => Promise<Shortened>>('ids-with-zeros');
type Shortened = ReadonlyMap<string, readonly string[]>;

/** Of an id in digits whose leading zeros a spreadsheet may have dropped, so that it names somebody else or nobody. */
const shortenedIn = ({ line, officialId: id }: BatchLine, meant: readonly string[]): Obstacle => ({
  line,
  code: 'official-id-shortened',
  detail: `There is an official ${meant.join(', ')}: a spreadsheet may have dropped the zeros of ${id}. Format the column as text; if ${id} is meant, assign on its own.`,
});
/** As many digits as an identity number of twelve has without a zero or more at its beginning. */
const nearlyIdentityNumber = /^[1-9]\d{8,10}$/;
const hintsFor = (code: string, id: string): string[] =>
  code === 'official-not-found' && nearlyIdentityNumber.test(id)
    ? [`It has ${id.length} digits, an identity number 12: a spreadsheet may have dropped zeros at its beginning.`]
    : [];

/** The officials, without those that none of the units knows for which the actor may act: they are not there for him. */
const knownTo = (officials: ReadonlyMap<string, Official>, { covers }: Pick<DecisionContext, 'covers'>): Map<string, Official> =>
  new Map(
    [...officials].filter(([, found]) => {
      const knowing = found.status === 'absent' ? [] : unitsKnowing(found);
      return knowing.length === 0 || knowing.some(covers);
    }),
  );

/** What the rules of AssignOfficial say against lines, each judged on what the lines before it leave. */
export const obstaclesIn = (
  lines: readonly BatchLine[],
  officials: ReadonlyMap<string, Official>,
  context: Pick<DecisionContext, 'settings' | 'covers'>,
  shortened: Shortened = new Map(),
): Obstacle[] => {
  const after = knownTo(officials, context);
  return lines.flatMap((line) => {
    const meant = shortened.get(line.officialId);
    if (meant !== undefined) return [shortenedIn(line, meant)];
    try {
      const before = known(after.get(line.officialId) ?? { status: 'absent' }, line.officialId);
      checkService(before, line, context);
      after.set(line.officialId, serving(before, line));
      return [];
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return [{ line: line.line, code: error.code, detail: [error.message, ...hintsFor(error.code, line.officialId)].join(' ') }];
    }
  });
};

const chunks = (lines: readonly BatchLine[]): BatchLine[][] =>
  Array.from({ length: Math.ceil(lines.length / LISTED_AT_ONCE) }, (_, n) => lines.slice(n * LISTED_AT_ONCE, (n + 1) * LISTED_AT_ONCE));

export const acceptAssignmentBatch = commandOn(assignmentBatch, { idField: 'assignments' })({
  name: 'AcceptAssignmentBatch',
  summary: 'Takes on many assignments, to be carried out all together or not at all; refused, with every line that is wrong, when one is.',
  input: z.strictObject({ assignments: z.array(BatchLine).min(1).max(BATCH_LINES) }),
  id: ({ assignments }) => assignmentBatchId(assignments),
  creates: true,
  unit: ({ assignments }) => {
    const units = new Set(assignments.map(({ unit }) => unit));
    return units.size === 1 ? assignments[0]?.unit : undefined;
  },
  lookups: { idsWithZeros },
  prepare: async ({ assignments }, batch, _context, tools) => {
    if (batch.status !== 'absent' && batch.status !== 'undone') return { officials: new Map<string, Official>(), shortened: new Map() };
    const ids = [...new Set(assignments.map(({ officialId }) => officialId))];
    const digits = ids.filter((id) => /^[1-9]\d*$/.test(id));
    // a file that has leading zeros has lost none
    const asked = digits.length > 0 && !ids.some((id) => /^0\d+$/.test(id));
    const shortened: Shortened = asked ? await tools.lookup.idsWithZeros(digits) : new Map();
    return { officials: await officialsOf(ids, tools), shortened };
  },
  decide: (batch, { assignments }, context, { officials, shortened }): BatchEvent[] => {
    const batchId = context.id;
    if (batch.status !== 'absent' && batch.status !== 'undone') return [];
    const obstacles = obstaclesIn(assignments, officials, context, shortened);
    if (obstacles.length > 0)
      throw new Rejection('batch-not-sound', `${obstacles.length} of ${assignments.length} lines are refused.`, obstacles);
    const attempt = batch.status === 'undone' ? batch.attempt + 1 : 1;
    return [
      { type: 'AssignmentBatchAccepted', data: { batchId, attempt, lines: assignments.length } },
      ...chunks(assignments).map((some) => ({ type: 'AssignmentsListed' as const, data: { batchId, attempt, assignments: some } })),
    ];
  },
});

export const advanceAssignmentBatch = batchCommand({
  name: 'AdvanceAssignmentBatch',
  summary: 'Records how many lines of a batch have been carried out; with the last one it is completed.',
  input: batchEvents.schemas.AssignmentBatchAdvanced,
  decide: (batch, { batchId, attempt, done }) => {
    const { status, lines, done: before } = attempted(batch, batchId, attempt);
    if (status !== 'running' || done <= before) return [];
    const advanced = { type: 'AssignmentBatchAdvanced' as const, data: { batchId, attempt, done } };
    return done < lines ? [advanced] : [advanced, { type: 'AssignmentBatchCompleted' as const, data: { batchId, attempt } }];
  },
});

export const failAssignmentBatch = batchCommand({
  name: 'FailAssignmentBatch',
  summary: 'Records that a line of a batch was refused when it was carried out.',
  input: batchEvents.schemas.AssignmentBatchFailed,
  decide: (batch, failure) =>
    attempted(batch, failure.batchId, failure.attempt).status === 'running' ? [{ type: 'AssignmentBatchFailed', data: failure }] : [],
});

export const undoAssignmentBatch = batchCommand({
  name: 'UndoAssignmentBatch',
  summary: 'Records that everything a failed batch had done was called off.',
  input: batchEvents.schemas.AssignmentBatchUndone,
  decide: (batch, { batchId, attempt }) =>
    attempted(batch, batchId, attempt).status === 'failed' ? [{ type: 'AssignmentBatchUndone', data: { batchId, attempt } }] : [],
});

/** Assignments of one file, all together or not at all. */
export const batchCommands: readonly AnyCommand[] = [
  acceptAssignmentBatch,
  advanceAssignmentBatch,
  failAssignmentBatch,
  undoAssignmentBatch,
];
