import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { personal, published } from '#events/store/personal.ts';
import { DossierId, PartyId } from '#events/terms.ts';

/** Lines of a batch, of one event that lists them, and letters of a line: a stream's events stay small. */
export const DOSSIER_BATCH_LINES = 500;
export const DOSSIER_LINES_LISTED = 50;
export const DOSSIER_LINE_LETTERS = 20_000;

/** Acts that may be done on many dossiers at once, by the names of their commands. */
export const DossierBatchAct = z
  .enum([
    'ReceiveSubmittedDossier',
    'HandOverDossier',
    'AcceptHandover',
    'DeclineHandover',
    'RecallHandover',
    'SettleDossier',
    'ReturnResult',
    'ExtendDossier',
    'UrgeDossier',
  ])
  .meta({ id: 'DossierBatchAct' });

const line = z.int().min(1).max(DOSSIER_BATCH_LINES).describe('Place of the line in the batch, counted from 1.');
const place = { line, dossierId: DossierId.optional().describe('Absent where the line names no dossier rightly.') };

/** How one line was answered: the receipt of its act, or the problem, as though it had been sent alone. */
export const LineOutcome = z
  .strictObject({
    ...place,
    receipt: z
      .strictObject({
        stream: published(z.string()),
        revision: z.int(),
        position: z.int(),
        events: z.array(z.strictObject({ id: published(z.string()), type: published(z.string()), revision: z.int() })).max(100),
      })
      .optional()
      .describe('Absent: it was refused.'),
    problem: z
      .strictObject({
        code: published(z.string().max(64)),
        status: z.int(),
        detail: published(z.string()).optional(),
        errors: z
          .array(z.strictObject({ in: published(z.string()), pointer: published(z.string()), detail: published(z.string()) }))
          .optional(),
        missing: z
          .array(z.strictObject({ code: published(z.string()), detail: published(z.string()), line: z.int().optional() }))
          .optional(),
      })
      .optional()
      .describe('Absent: it was done.'),
  })
  .meta({ id: 'LineOutcome' });
export type LineOutcome = z.infer<typeof LineOutcome>;

const event = eventsOf({ batchId: DossierId.describe('Id of the batch.').meta({ id: 'DossierBatchId' }) });

/** Stream `bulk-<id>`: one act on many dossiers, each line with its own outcome. */
export const bulkEvents = defineEvents('bulk', {
  DossierBatchAccepted: event('One act on many dossiers was asked for; from here on it is carried out line by line.', {
    unit: PartyId.describe('Center, or agency of the city, for which it is done.'),
    act: DossierBatchAct,
    lines: z.int().min(1).max(DOSSIER_BATCH_LINES),
  }),
  DossierBatchListed: event('Lines of the batch, in order; unreadable once all are answered.', {
    lines: z
      .array(z.strictObject({ ...place, input: personal(z.string().max(DOSSIER_LINE_LETTERS)).describe('Input of the act, as JSON.') }))
      .min(1)
      .max(DOSSIER_LINES_LISTED),
  }),
  DossierBatchAdvanced: event('So many more lines have been answered.', {
    outcomes: z.array(LineOutcome).min(1).max(DOSSIER_LINES_LISTED),
  }),
  DossierBatchCompleted: event('Every line has been answered.', {}),
});
export type BulkEvent = EventOf<typeof bulkEvents>;
