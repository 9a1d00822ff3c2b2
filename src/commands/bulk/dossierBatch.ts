import { z } from 'zod';
import { type AnyCommand, commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { type BulkEvent, bulkEvents, DOSSIER_BATCH_LINES, DOSSIER_LINE_LETTERS, DOSSIER_LINES_LISTED } from '#events/bulk/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { DossierId } from '#events/terms.ts';

type Batch = { status: 'absent' } | { status: 'running' | 'completed'; unit: string; lines: number; answered: ReadonlySet<number> };

const evolve = (batch: Batch, { type, data }: Recorded<BulkEvent>): Batch => {
  if (type === 'DossierBatchAccepted') return { status: 'running', unit: data.unit, lines: data.lines, answered: new Set() };
  if (batch.status === 'absent') return batch;
  switch (type) {
    case 'DossierBatchListed':
      return batch;
    case 'DossierBatchAdvanced':
      return { ...batch, answered: new Set([...batch.answered, ...data.outcomes.map(({ line }) => line)]) };
    case 'DossierBatchCompleted':
      return { ...batch, status: 'completed' };
  }
};

const dossierBatch: Fold<Batch, BulkEvent> = { category: bulkEvents.category, initial: { status: 'absent' }, evolve };
const dossierBatchCommand = commandOn(dossierBatch, {
  idField: 'batchId',
  unit: ({ unit }: { unit?: string }, batch) => unit ?? (batch.status === 'absent' ? undefined : batch.unit),
});

const { DossierBatchAccepted, DossierBatchAdvanced } = bulkEvents.schemas;

/** A line's input as it is kept; throws `batch-line-too-long`. */
const kept = (input: Record<string, unknown>, line: number) => {
  const text = JSON.stringify(input);
  if (text.length > DOSSIER_LINE_LETTERS)
    throw new Rejection('batch-line-too-long', `Line ${line} has ${text.length} letters; at most ${DOSSIER_LINE_LETTERS} are taken.`);
  const { success, data } = DossierId.safeParse(input['dossierId']);
  return { line, ...(success && { dossierId: data }), input: text };
};

export const acceptDossierBatch = dossierBatchCommand({
  name: 'AcceptDossierBatch',
  summary: `Takes on one act for many dossiers, at most ${DOSSIER_BATCH_LINES} lines, each the body of that command with its \`dossierId\`; every line is answered by itself, as though it had been sent alone. Sent again with the same Idempotency-Key it is the same batch.`,
  input: DossierBatchAccepted.omit({ lines: true }).extend({
    lines: z
      .array(z.record(z.string().max(64), z.unknown()))
      .min(1)
      .max(DOSSIER_BATCH_LINES),
  }),
  creates: true,
  generatesId: true,
  decide: (batch, { batchId, unit, act, lines }): BulkEvent[] => {
    if (batch.status !== 'absent')
      throw new Rejection('batch-already-accepted', `There is a batch ${batchId}: give this one an id of its own.`);
    const listed = lines.map((input, index) => kept(input, index + 1));
    return [
      { type: 'DossierBatchAccepted', data: { batchId, unit, act, lines: lines.length } },
      ...Array.from({ length: Math.ceil(listed.length / DOSSIER_LINES_LISTED) }, (_, page) => ({
        type: 'DossierBatchListed' as const,
        data: { batchId, lines: listed.slice(page * DOSSIER_LINES_LISTED, (page + 1) * DOSSIER_LINES_LISTED) },
      })),
    ];
  },
});

export const advanceDossierBatch = dossierBatchCommand({
  name: 'AdvanceDossierBatch',
  summary: 'Records how lines of a batch were answered; with the last one it is completed.',
  input: DossierBatchAdvanced,
  decide: (batch, { batchId, outcomes }): BulkEvent[] => {
    if (batch.status === 'absent') throw new Rejection('batch-not-found', `There is no batch ${batchId}.`);
    const fresh = outcomes.filter(({ line }) => line <= batch.lines && !batch.answered.has(line));
    if (fresh.length === 0) return [];
    const advanced: BulkEvent = { type: 'DossierBatchAdvanced', data: { batchId, outcomes: fresh } };
    return batch.answered.size + fresh.length < batch.lines ? [advanced] : [advanced, { type: 'DossierBatchCompleted', data: { batchId } }];
  },
});

/** One act on many dossiers. */
export const dossierBatchCommands: readonly AnyCommand[] = [acceptDossierBatch, advanceDossierBatch];
