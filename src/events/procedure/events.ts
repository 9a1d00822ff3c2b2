import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import {
  Dong,
  LimitByChannel,
  LocalDate,
  ProcedureCode,
  ProcedurePart,
  PublicText,
  Retention,
  Sha256,
  Step,
  TimeLimit,
} from '#events/terms.ts';

/** How certain a figure is: read at a source, remembered only, or not published. */
export const Certainty = z.enum(['sourced', 'memory', 'unpublished']).meta({ id: 'Certainty' });

export const ProcedureVersion = z.strictObject({
  version: z.int().min(1),
  effectiveFrom: LocalDate,
  limit: TimeLimit,
  limitByChannel: LimitByChannel.optional(),
  parts: z
    .array(ProcedurePart)
    .min(2)
    .max(20)
    .optional()
    .describe('Linked procedures (liên thông) that move apart; a dossier is due with the latest. Their limits count, not `limit`.'),
  verificationLimit: TimeLimit.optional().describe('Longer limit, counted from receipt, when the case must be verified.'),
  extension: z
    .strictObject({
      maxWorkingDays: z.number().positive().optional().describe('Longest extension; absent: not limited by the sheet.'),
      byAgreement: z.boolean(),
    })
    .optional()
    .describe('Whether and how far the time may be extended by the procedure’s own rule.'),
  steps: z.array(Step).max(100),
  fee: z
    .strictObject({ text: published(z.string().max(2000)), dong: Dong.optional() })
    .describe('Published fee; an empty text means none was published, which is not "free".'),
  certainty: Certainty,
  ground: PublicText,
  retention: Retention.optional().describe('How long its dossiers are kept; absent: the class is not known, and nothing is erased.'),
});
export type ProcedureVersion = z.infer<typeof ProcedureVersion>;

/** What the national portal's catalogue says of a procedure. */
export const PortalEntry = z
  .strictObject({
    name: PublicText,
    field: z.strictObject({ code: published(z.string().max(100)), name: published(z.string().max(2000)) }).optional(),
    published: z.boolean().describe('Whether the portal offers it to citizens.'),
    limits: z
      .array(
        z.strictObject({
          channel: z.enum(['direct', 'online', 'postal', 'other']),
          value: z.number().min(0).max(100_000),
          unit: z.enum(['working-days', 'calendar-days', 'working-hours', 'other']),
          text: published(z.string().max(2000)).describe('As the portal words it.'),
        }),
      )
      .max(100),
    components: z.array(z.strictObject({ code: published(z.string().max(100)).optional(), name: PublicText })).max(500),
  })
  .meta({ id: 'PortalEntry' });
export type PortalEntry = z.infer<typeof PortalEntry>;

const event = eventsOf({ code: ProcedureCode });

/** Stream `procedure-<code>`: one administrative procedure (thủ tục hành chính) and its versions. */
export const procedureEvents = defineEvents('procedure', {
  ProcedureCatalogued: event('A procedure entered the catalogue.', {
    name: PublicText,
    nameEn: PublicText,
    field: PublicText.describe('Sector (lĩnh vực).'),
    formerCodes: z
      .array(published(z.string().max(64)))
      .max(100)
      .optional(),
    provenance: PublicText,
  }),
  ProcedureVersionPublished: event('A version applies to dossiers received from its day on.', { ...ProcedureVersion.shape }),
  ProcedureRetired: event('No new dossiers from this day on.', {
    retiredOn: LocalDate,
    successors: z.array(ProcedureCode).max(100),
    ground: PublicText,
  }),
  PortalEntryRecorded: event('What the national portal’s catalogue says of the procedure; it replaces what was recorded before.', {
    entry: PortalEntry,
    source: z.strictObject({ file: PublicText, sha256: Sha256 }).describe('The file it was read from.'),
  }),
});
export type ProcedureEvent = EventOf<typeof procedureEvents>;
