import { z } from 'zod';
import { LateEntry } from '#domain/dossier/lateEntries.ts';
import { DossierStatus } from '#domain/dossier/status.ts';
import { Awaiting, Delivery, Holder, ReminderKind, ReminderTo } from '#events/dossier/terms.ts';
import {
  Channel,
  DossierId,
  ErasureObstacle,
  Instant,
  Key,
  maybeInstant,
  PartyId,
  PersonalText,
  ProcedureCode,
  Retention,
  TimeLimit,
  UnitCode,
} from '#events/terms.ts';
import {
  type AsStored,
  CorrectionView,
  DeadlineLine,
  EndingView,
  Fee,
  FeeTotals,
  Handover,
  OwnerView,
  PartDetail,
  Refund,
  ReopeningView,
  ResultView,
  ReturnView,
  SettledView,
  ShownComponent,
  SubmitterView,
  Supplement,
  TimelineEntry,
} from './entries.ts';

export const DossierDetail = z
  .object({
    dossierId: DossierId,
    code: z.string().nullable(),
    externalCode: z.string().nullable(),
    status: DossierStatus.describe('Status by the national list.'),
    nationalStatus: z.int().min(1).max(10).describe('Code of the status on the national portal (TrangThaiHoSo).'),
    procedure: ProcedureCode,
    procedureVersion: z.int().nullable(),
    limit: TimeLimit.nullable().describe('Time limit of the version it is bound to.'),
    verificationLimit: TimeLimit.nullable(),
    agreed: z.object({ reason: z.string() }).nullable().describe('No limit was published: the appointed time was agreed with the citizen.'),
    extensionRule: z.object({ maxWorkingDays: z.number().optional(), byAgreement: z.boolean() }).nullable(),
    steps: z.array(z.object({ name: z.string(), role: z.string(), hours: z.number(), mayBeSkipped: z.boolean().optional() })),
    step: z.int().nullable(),
    channel: Channel,
    competentUnit: PartyId,
    placeOfReceipt: UnitCode.nullable(),
    pointId: z.string().nullable(),
    holder: Holder,
    owner: OwnerView.nullable(),
    submitter: SubmitterView.nullable(),
    request: PersonalText.nullable(),
    components: z.array(ShownComponent),
    sets: z.int().nullable().describe('Sets of papers handed in, where stated.'),
    delivery: Delivery.nullable().describe('How the citizen wants to get the result, where stated.'),
    submittedAt: maybeInstant('Handed in online or by post, or at the counter and refused there.'),
    receiveBy: maybeInstant('Must be received by then.'),
    receivedAt: maybeInstant('Received.'),
    appointedAt: maybeInstant('Appointed time; it changes only with the procedure, where that is corrected on the day of receipt.'),
    dueAt: maybeInstant('Due time in force.'),
    clockStoppedSince: maybeInstant('The clock stands still since then.'),
    deadline: z.array(DeadlineLine).describe('Every time that was ever set, oldest first, and how it came about.'),
    parts: z.array(PartDetail).describe('Linked procedures that move apart; empty where it is one procedure.'),
    handovers: z.array(Handover),
    supplements: z.array(Supplement),
    fees: z.array(Fee),
    refunds: z.array(Refund),
    feeTotals: FeeTotals,
    verification: z.object({ since: Instant, ground: PersonalText }).nullable(),
    extension: z
      .object({
        at: Instant,
        reason: PersonalText,
        apology: PersonalText,
        signer: PersonalText,
        signedBy: ResultView.shape.signedBy,
        byAgreement: z.boolean(),
      })
      .nullable(),
    result: SettledView.nullable(),
    returned: ReturnView.nullable(),
    ending: EndingView.nullable().describe('How it ended without a result.'),
    corrections: z.array(CorrectionView).describe('What was put right after reception, oldest first.'),
    reopenings: z.array(ReopeningView).describe('Times it was taken up again after it had ended, oldest first.'),
    archive: z
      .object({
        at: Instant,
        fileReference: z.string(),
        retention: Retention.nullable().describe('Class of its procedure version; null: none was set when it was archived.'),
        statedRetention: z.string().nullable().describe('In words, where it was archived before there were classes.'),
      })
      .nullable(),
    reminders: z
      .array(
        z.object({
          at: Instant,
          about: Awaiting,
          step: Key.describe('Step of the schedule.'),
          kind: ReminderKind,
          countsFrom: Instant,
          holder: Holder,
          to: z.array(ReminderTo),
          actBy: maybeInstant('By when the citizen was asked to act; null: it was not.'),
        }),
      )
      .describe('Whom the schedule reminded of it, oldest first.'),
    urgings: z
      .array(z.object({ at: Instant, by: z.string(), holder: Holder, to: z.array(ReminderTo), text: z.string() }))
      .describe('Who urged whoever had it in hand, oldest first.'),
    legalHolds: z
      .array(
        z.object({
          holdId: z.string(),
          ground: PersonalText,
          placedAt: Instant,
          liftedAt: maybeInstant('Null: in force.'),
          liftGround: PersonalText.nullable(),
        }),
      )
      .describe('Legal holds, oldest first.'),
    erasuresRefused: z
      .array(z.object({ at: Instant, ground: PersonalText, obstacles: z.array(ErasureObstacle) }))
      .describe('Erasures asked for and refused, oldest first.'),
    personalDataErased: z.object({ at: Instant, ground: z.string() }).nullable(),
    lateEntries: z.array(LateEntry).describe('Acts entered after they happened, and what became of them.'),
    simulated: z.boolean(),
    timeline: z.array(TimelineEntry).describe('Every event of its life, oldest first.'),
    revision: z.int().describe('Revision of the stream, for `If-Match`.'),
  })
  .meta({ id: 'DossierDetail' });

export type DossierDetail = z.infer<typeof DossierDetail>;

/** What columns of their own hold. */
type Columns = 'dossierId' | 'status' | 'nationalStatus' | 'timeline' | 'revision';

/** What is known of one dossier, its personal values still sealed. */
export type Detail = AsStored<Omit<DossierDetail, Columns>>;
