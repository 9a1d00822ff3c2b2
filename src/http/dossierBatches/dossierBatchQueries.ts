import { z } from 'zod';
import { LineOutcome } from '#events/bulk/events.ts';
import { DossierId, Instant, PartyId } from '#events/terms.ts';
import type { Language } from '#http/server/languages.ts';
import type { ProblemCode } from '#http/server/problemKinds.ts';
import { Problem, problemDetails } from '#http/server/problems.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { findBatch, listBatches } from '#projections/dossierBatches/queries.ts';
import { DossierBatch } from '#projections/dossierBatches/view.ts';

const projections = ['dossier-batches'];

const listDossierBatches = defineList({
  name: 'ListDossierBatches',
  summary: 'Batches of acts on dossiers and how far each is, the latest first.',
  path: '/dossier-batches',
  query: z.object({ unit: PartyId.optional(), state: DossierBatch.shape.state.optional() }),
  answer: DossierBatch,
  key: z.tuple([Instant, DossierId]),
  projections,
  run: ({ db, units }, { limit, cursor, ...filters }) => listBatches(db, { ...filters, units }, { limit, after: cursor }),
  keyOf: ({ acceptedAt, batchId }) => [acceptedAt, batchId],
});

/** How a line was answered, told as the command alone would have been answered. */
const LineAnswer = LineOutcome.extend({
  problem: LineOutcome.shape.problem
    .unwrap()
    .extend({ title: z.string().describe('In the language asked for, as the texts below.'), advice: z.string().describe('What to do.') })
    .optional()
    .describe('Absent: it was done.'),
}).meta({ id: 'LineAnswer' });

const answerIn =
  (language: Language) =>
  ({ problem, ...outcome }: LineOutcome): z.infer<typeof LineAnswer> => {
    if (problem === undefined) return outcome;
    const { code, status, detail, ...extra } = problem;
    // codes are those of this program or an older one
    const { title, advice, ...told } = problemDetails(new Problem(code as ProblemCode, detail, { status, extra }), {
      traceId: '',
      language,
    });
    const { errors, missing } = told as Pick<typeof problem, 'errors' | 'missing'>;
    return {
      ...outcome,
      problem: {
        code,
        status,
        title,
        advice,
        ...(told.detail && { detail: told.detail }),
        ...(errors && { errors }),
        ...(missing && { missing }),
      },
    };
  };

const getDossierBatch = defineQuery({
  name: 'GetDossierBatch',
  summary: 'One batch of acts on dossiers: how many lines were done, refused and are left, and how each was answered.',
  path: '/dossier-batches/:batchId',
  params: z.object({ batchId: DossierId }),
  answer: DossierBatch.extend({ outcomes: z.array(LineAnswer).describe('In order of lines.') }).meta({ id: 'DossierBatchDetail' }),
  projections,
  run: async ({ db, units, language }, { batchId }) => {
    const batch = await findBatch(db, batchId, units);
    return batch && { ...batch, outcomes: batch.outcomes.map(answerIn(language)) };
  },
});

export const dossierBatchQueries = [listDossierBatches, getDossierBatch];
