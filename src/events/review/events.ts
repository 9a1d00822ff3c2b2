import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { sentence } from '#events/store/sentences.ts';
import {
  Dong,
  Key,
  LegalAct,
  LimitByChannel,
  LocalDate,
  MayBeSkipped,
  PartyId,
  ProcedureCode,
  PublicText,
  TimeLimit,
} from '#events/terms.ts';

export const ReviewId = z
  .string()
  .regex(/^\d\.\d{6}\.[1-9]\d{0,3}$/, 'must be a procedure code and the number of the review, such as 2.000815.1')
  .meta({
    id: 'ReviewId',
    description: 'A review of a procedure: the procedure’s code and the number of the review, counted from 1.',
    examples: ['2.000815.1'],
  });

/** Level of government that does a step; which roles there are at a level on a day, the settings say. */
export const Level = z.enum(['commune', 'district', 'city', 'ministry']).meta({ id: 'Level' });

export const ReviewedStep = z
  .strictObject({
    name: PublicText,
    role: Key.describe('Key of a role that the level has.'),
    level: Level,
    hours: z.number().min(0).max(8000).describe('Working hours.'),
    mayBeSkipped: MayBeSkipped,
  })
  .meta({ id: 'ReviewedStep', description: 'One step of an internal or electronic procedure.' });
export type ReviewedStep = z.infer<typeof ReviewedStep>;

const Steps = z.array(ReviewedStep).min(1).max(100);

/** The internal procedure (quy trình nội bộ) as it is to be: what the next version of the procedure will say. */
export const InternalProcedure = z
  .strictObject({
    effectiveFrom: LocalDate.describe('Day from which it is to apply.'),
    limit: TimeLimit,
    limitByChannel: LimitByChannel.optional(),
    verificationLimit: TimeLimit.optional(),
    extension: z.strictObject({ maxWorkingDays: z.number().positive().optional(), byAgreement: z.boolean() }).optional(),
    steps: Steps,
    components: z
      .array(z.strictObject({ code: published(z.string().max(100)).optional(), name: PublicText }))
      .max(200)
      .describe('Papers that may be asked for, with their codes on the national portal.'),
    fee: z.strictObject({ text: published(z.string().max(2000)), dong: Dong.optional() }),
    legalGround: PublicText,
  })
  .meta({ id: 'InternalProcedure' });
export type InternalProcedure = z.infer<typeof InternalProcedure>;

export const Check = z.enum(['steps-add-up', 'roles-exist', 'electronic-agrees', 'portal-agrees', 'successor-named']).meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

export const Finding = z
  .strictObject({
    check: Check,
    detail: sentence(PublicText).describe('What is wrong, in words.'),
    blocks: z.enum(['approval', 'publication']).optional().describe('What it stands in the way of; absent: it is only named.'),
    step: z.int().min(1).optional().describe('Number of the step, counted from 1.'),
    field: Key.optional().describe('Field in which the procedure and the portal differ.'),
    ours: published(z.string().max(2000)).optional(),
    theirs: published(z.string().max(2000)).optional(),
  })
  .meta({ id: 'Finding', description: 'What a check of a reviewed procedure found wrong.' });
export type Finding = z.infer<typeof Finding>;

const event = eventsOf({ reviewId: ReviewId, code: ProcedureCode });

/** Stream `review-<procedure>.<n>`: the n-th review of a procedure, from opening to the version it became. */
export const reviewEvents = defineEvents('review', {
  ReviewOpened: event('The review (rà soát) of a procedure began.', {
    department: PartyId.describe('Who reviews it.'),
    legalGround: PublicText,
  }),
  ReviewDrafted: event('The internal procedure was drafted; it replaces the draft before.', { draft: InternalProcedure }),
  ReviewChecked: event('The draft was checked; what the checks found that moment stays on record.', {
    note: PublicText.optional(),
    findings: z.array(Finding).max(500),
  }),
  ReviewReturned: event('The draft was given back to be drafted anew.', { reason: PublicText }),
  ReviewApproved: event('The internal procedure was approved by a decision.', { act: LegalAct }),
  ElectronicProcedureConfigured: event('The approved procedure was configured as an electronic one (quy trình điện tử).', {
    system: PublicText.describe('Where it runs.'),
    steps: Steps,
  }),
  ReviewPublished: event('It became a version of the procedure, for dossiers received from its day on.', {
    version: z.int().min(1),
    effectiveFrom: LocalDate,
  }),
  ReviewSuperseded: event('A later review’s version takes its place from that day on.', { by: ReviewId, effectiveFrom: LocalDate }),
  ReviewAbandoned: event('The review ended without a new version.', { reason: PublicText }),
});
export type ReviewEvent = EventOf<typeof reviewEvents>;
