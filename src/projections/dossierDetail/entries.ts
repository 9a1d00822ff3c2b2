import { z } from 'zod';
import { handoverAnswers } from '#domain/dossier/handover.ts';
import { IdentityKind } from '#events/dossier/identity.ts';
import { Component, FeeItem, Holder, Owner } from '#events/dossier/terms.ts';
import type { Personal } from '#events/store/personal.ts';
import {
  Dong,
  Instant,
  Key,
  LocalDate,
  maybeInstant,
  OfficialId,
  PartyId,
  PersonalText,
  ProcedureCode,
  ProcedurePart,
} from '#events/terms.ts';

/** What a dossier's page lists. */

/** The fields of somebody that a correction names; null: no value. */
type NamedOf<S extends z.ZodRawShape> = { [K in keyof S]: S[K] extends z.ZodType ? z.ZodOptional<z.ZodNullable<S[K]>> : never };

/** A value as rows hold it: its personal texts sealed. */
export type AsStored<T> = [{ masked: true }] extends [T]
  ? Personal<string> | Extract<T, null | undefined>
  : T extends readonly (infer U)[]
    ? AsStored<U>[]
    : T extends object
      ? { [K in keyof T]: AsStored<T[K]> }
      : T;

export const ShownComponent = z
  .object({ ...Component.shape, name: PersonalText })
  .meta({ id: 'ShownComponent', description: 'One paper or file of a dossier, as it may be seen.' });

export const Supplement = z.object({
  requestedAt: Instant,
  items: z.array(PersonalText),
  reason: PersonalText,
  legalGround: PersonalText,
  stage: z.enum(['checking', 'processing']),
  part: Key.optional().describe('The part that waits for it; absent: all that is not settled.'),
  contactOfficial: OfficialId.optional(),
  givenAt: maybeInstant('Null: outstanding.'),
  components: z.array(ShownComponent).nullable(),
  pausedWorkingMinutes: z.int().nullable(),
});

export const Fee = z.object({
  requestedAt: Instant,
  items: z.array(FeeItem),
  totalDong: Dong,
  publishedDong: Dong.nullable().describe('Published fee, where what was asked departs from it.'),
  reason: PersonalText.nullable().describe('Why it departs from the published fee.'),
  stopsClock: z.boolean(),
  outstandingDong: Dong.describe('What is still owed of it.'),
  paidAt: maybeInstant('Paid in full; null: not, or nothing had to be paid.'),
  payments: z.array(
    z.object({
      at: Instant,
      totalDong: Dong,
      method: z.string(),
      unit: PartyId.nullable().describe('Center that took it.'),
      receiptSeries: z.string().nullable(),
      receiptNumber: z.string(),
    }),
  ),
  waivers: z.array(z.object({ at: Instant, dong: Dong, legalGround: PersonalText })),
  cancelled: z.object({ at: Instant, reason: PersonalText }).nullable(),
  pausedWorkingMinutes: z.int().nullable().describe('For which the clock stood still; null as long as something is owed.'),
});

export const Refund = z.object({
  at: Instant,
  dong: Dong,
  method: z.string(),
  voucherNumber: z.string(),
  unit: PartyId.nullable().describe('Center that gave it back.'),
  reason: PersonalText,
});

export const FeeTotals = z
  .object({ owedDong: Dong, paidDong: Dong, waivedDong: Dong, refundedDong: Dong, creditDong: Dong })
  .meta({ id: 'FeeTotals', description: 'A dossier’s money in đồng; credit: paid and due to no request.' });

export const DeadlineLine = z
  .object({
    cause: z
      .enum(['submission', 'reception', 'supplement', 'fee', 'verification', 'extension', 'confirmation', 'procedure', 'reopening'])
      .describe('What set this time.'),
    since: Instant.describe('When it was set.'),
    at: Instant.describe('The time that was set.'),
    previousAt: maybeInstant('The time in force before.'),
    ground: PersonalText.nullable(),
    lines: z.array(z.string()).describe('How it was computed, line by line.'),
  })
  .meta({ id: 'DeadlineLine' });

const SkippedView = z.array(z.string()).describe('Names of the steps passed over for it, as the version allows.');

export const Handover = z
  .object({
    at: Instant,
    from: Holder.nullable().describe('Null: the citizen.'),
    to: Holder,
    step: z.int(),
    stepName: z.string().nullable(),
    stepHours: z.number().nullable().describe('Hours the procedure version gives the step.'),
    skipped: SkippedView,
    note: PersonalText.nullable(),
    recordedBy: z.string().describe('Actor that recorded it.'),
    onTime: z
      .boolean()
      .nullable()
      .describe(
        'Whether the giver passed it on by the due time then in force, before reception the time to receive by; null: there was none.',
      ),
    state: z
      .enum(['waiting', ...handoverAnswers])
      .describe('Whether the receiver accepted it; lapsed: passed on by somebody else, or ended, before he did.'),
    answeredAt: maybeInstant('When it was accepted, declined or recalled; null: it waits, or nobody had to accept it.'),
    answeredBy: z.string().nullable().describe('Actor that answered it.'),
    answerReason: PersonalText.nullable().describe('Why it was declined or recalled.'),
  })
  .meta({ id: 'Handover', description: 'One line of Form 06 (phiếu kiểm soát quá trình giải quyết hồ sơ).' });

export const TimelineEntry = z
  .object({
    type: z.string(),
    revision: z.int(),
    position: z.int(),
    occurredAt: Instant,
    recordedAt: Instant,
    lateEntryReason: z.string().nullable().describe('Why it was entered after it happened, where that was stated.'),
    enteredAt: maybeInstant('When it was entered, where it had happened before; null: as it happened.'),
    outsideHours: z.boolean().describe('Said to have happened outside the unit’s working hours.'),
    afterClosing: z.boolean().describe('Entered after its month had been closed.'),
    actor: z.object({ id: z.string(), role: z.string(), unit: z.string().nullable(), onBehalfOf: z.string().nullable() }),
  })
  .meta({ id: 'TimelineEntry' });

export const OwnerView = z.object({
  kind: Owner.shape.kind,
  name: PersonalText,
  identityKind: IdentityKind.optional().describe('Absent: a personal number, stated before kinds were recorded.'),
  identityNumber: PersonalText.optional(),
  address: PersonalText.optional(),
  phone: PersonalText.optional(),
  email: PersonalText.optional(),
});

export const SubmitterView = z.object({
  name: PersonalText,
  identityKind: IdentityKind.optional(),
  identityNumber: PersonalText.optional(),
  relation: PersonalText.optional(),
  address: PersonalText.optional(),
  phone: PersonalText.optional(),
  email: PersonalText.optional(),
});

export const ResultView = z.object({
  number: z.string(),
  date: LocalDate,
  abstract: PersonalText,
  signer: PersonalText,
  signedBy: OfficialId.optional().describe('The official who signed; absent in records from before it was asked for.'),
  electronicCode: z.string().optional(),
  link: z.string().optional(),
});

export const SettledView = ResultView.extend({
  settledAt: Instant,
  skipped: SkippedView,
  onTime: z
    .boolean()
    .describe('Whether it counts as on time; entered after the due time with an earlier one, it is late until that is confirmed.'),
  onTimeAsStated: z.boolean().describe('The same by the times stated, confirmed or not; those declined do not count.'),
});

export const PartDetail = ProcedurePart.extend({
  appointedAt: Instant.describe('Appointed time of the part; with another procedure there are other parts.'),
  dueAt: Instant.describe('Due time in force.'),
  deadline: z.array(DeadlineLine).describe('Every time that was set for the part, oldest first.'),
  result: SettledView.nullable().describe('Null: not settled.'),
}).meta({ id: 'PartDetail', description: 'One part of a dossier of linked procedures.' });

export const ReturnView = z.object({
  at: Instant,
  means: z.enum(['counter', 'post', 'electronic']),
  unit: PartyId,
  receivedBy: PersonalText.optional(),
});

export const EndingView = z.object({
  outcome: z.enum(['refused', 'withdrawn', 'stopped']),
  at: Instant,
  unit: PartyId.nullable().describe('Unit at which it was refused, withdrawn or stopped.'),
  reason: PersonalText,
  legalGround: PersonalText.nullable(),
  refundDong: Dong.nullable(),
});

const namedOf = <S extends z.ZodRawShape>(shape: S): z.ZodObject<NamedOf<S>> =>
  z.object(
    Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, (field as z.ZodType).nullish()])),
  ) as unknown as z.ZodObject<NamedOf<S>>;

const CorrectedPart = z.object({
  owner: namedOf(OwnerView.shape).optional(),
  submitter: namedOf(SubmitterView.shape).optional(),
  request: PersonalText.optional(),
  components: z.array(ShownComponent).optional(),
  procedure: ProcedureCode.optional(),
  procedureVersion: z.int().optional(),
  parts: z
    .array(z.object({ part: Key, name: z.string() }))
    .optional()
    .describe('Parts of the procedure, where it has some.'),
  result: ResultView.optional(),
});

export const CorrectionView = z
  .object({
    what: z.enum(['statement', 'procedure', 'result', 'replacement']).describe('replacement: of a result that had been returned.'),
    part: Key.nullable().describe('The part whose result was put right; null: the dossier’s.'),
    at: Instant,
    by: z.string().describe('Actor that recorded it.'),
    ground: PersonalText,
    before: CorrectedPart.describe('How the fields that changed stood.'),
    after: CorrectedPart,
  })
  .meta({ id: 'DossierCorrection', description: 'One correction of what is on record.' });

export const ReopeningView = z
  .object({
    at: Instant,
    by: z.string().describe('Actor that recorded it.'),
    ground: PersonalText,
    complaint: z.object({ number: z.string(), date: LocalDate }).describe('Document that found the complaint justified.'),
    dueAt: Instant.describe('The new due time.'),
    earlier: z
      .object({
        status: z.enum(['returned', 'stopped']),
        result: SettledView.nullable(),
        returned: ReturnView.nullable(),
        ending: EndingView.nullable(),
      })
      .describe('What it had come to before.'),
  })
  .meta({ id: 'DossierReopening', description: 'A finished dossier taken up again after a justified complaint.' });

export type DeadlineLine = AsStored<z.infer<typeof DeadlineLine>>;

export type TimelineEntry = z.infer<typeof TimelineEntry>;
