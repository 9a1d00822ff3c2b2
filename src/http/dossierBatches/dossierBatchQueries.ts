import { z } from 'zod';
import { DossierId, Instant, PartyId } from '#events/terms.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { findBatch, listBatches } from '#projections/dossierBatches/queries.ts';
import { DossierBatch, DossierBatchDetail } from '#projections/dossierBatches/view.ts';

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

const getDossierBatch = defineQuery({
  name: 'GetDossierBatch',
  summary: 'One batch of acts on dossiers: how many lines were done, refused and are left, and how each was answered.',
  path: '/dossier-batches/:batchId',
  params: z.object({ batchId: DossierId }),
  answer: DossierBatchDetail,
  projections,
  run: ({ db, units }, { batchId }) => findBatch(db, batchId, units),
});

export const dossierBatchQueries = [listDossierBatches, getDossierBatch];
