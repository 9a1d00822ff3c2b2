import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf, sameBody } from '#events/store/defineEvents.ts';
import { asRecorded, personal, published } from '#events/store/personal.ts';
import {
  Channel,
  Dong,
  DossierId,
  ExplainedTime,
  erasureRefused,
  holdLifted,
  holdPlaced,
  Instant,
  Key,
  OfficialId,
  PartyId,
  PersonName,
  ProcedureCode,
  PublicText,
  ReceiptNumber,
  ReceiptSeries,
  Retention,
  Text,
  UnitCode,
} from '#events/terms.ts';
import {
  Agreed,
  AppointedParts,
  Awaiting,
  bound,
  Complaint,
  Components,
  Correction,
  EarlierParts,
  FeeItem,
  Holder,
  lateEntry,
  Owner,
  PartsMoved,
  PartsOnTime,
  PaymentMethod,
  pauseEnded,
  ReminderKind,
  ReminderTo,
  Request,
  Result,
  resultCorrection,
  SignedBy,
  Skipped,
  StopsClock,
  submission,
  Warnings,
} from './terms.ts';

const ground = () => personal(Text).describe('Why.');

const event = eventsOf({ dossierId: DossierId });

const schemas = {
  DossierSubmitted: event('Handed in online or by post, and waits for reception; or at the counter, and refused there in the same act.', {
    ...submission,
    channel: Channel,
    holder: Holder,
    receiveBy: ExplainedTime.optional().describe(
      'One working day after submission (Decree 118/2025, Arts 17–18); absent at the counter (direct), where nothing waits.',
    ),
    externalCode: published(z.string().max(64)).optional(),
  }),
  DossierReceived: event('Received; Form 01 (giấy tiếp nhận và hẹn trả kết quả) is due.', {
    ...submission,
    // one value is sealed once: what the citizen stated on submission stands there, and is not repeated here
    owner: Owner.optional().describe('Absent when the dossier was submitted before: as stated then.'),
    components: Components.optional().describe('Absent when the dossier was submitted before.'),
    earlierComponents: asRecorded(Components)
      .optional()
      .describe('Components of a dossier that was submitted before: as stated then, and given since.'),
    request: Request.optional().describe('Absent when the dossier was submitted before: as stated then.'),
    channel: Channel,
    code: published(z.string().min(1).max(64)).describe('Dossier code from the register; no meaning may be read out of it.'),
    ...bound,
    placeOfReceipt: UnitCode,
    pointId: Key.optional(),
    holder: Holder,
    appointed: ExplainedTime.describe('The appointed time; it never changes.'),
    parts: AppointedParts.describe('Linked procedures that move apart; `appointed` is the latest part’s.'),
    agreed: Agreed,
  }),
  DossierRefused: event('Not received, with the legal ground (Form 03).', { reason: personal(Text), legalGround: personal(Text) }),
  SupplementRequested: event('More papers were asked for (Form 02); the clock stops. Lawful once.', {
    items: z.array(personal(Text)).min(1).max(200),
    reason: personal(Text),
    legalGround: personal(Text),
    stage: z.enum(['checking', 'processing']),
    part: Key.optional().describe('The part that waits for it; absent: all that is not settled.'),
    contactOfficial: OfficialId.optional(),
  }),
  SupplementGiven: event('The papers came; the clock runs again.', {
    components: Components,
    pausedWorkingMinutes: z.int().min(0),
    due: ExplainedTime.optional().describe('The due time after the pause; absent before reception.'),
    parts: PartsMoved,
  }),
  DossierHandedOver: event('Giver and receiver changed hands (Form 06).', {
    from: Holder,
    to: Holder,
    step: z.int().min(0).describe('Index of the step the receiver is to do.'),
    stepName: PublicText,
    skipped: Skipped,
    note: personal(Text).optional(),
    awaitsAcceptance: z
      .literal(true)
      .optional()
      .describe('The receiver has it in hand and has not accepted it; absent: nobody has to, as before acceptance was asked for.'),
  }),
  DossierHandoverAccepted: event('The receiver accepted what was handed over to him; the giver can no longer recall it.', {}),
  DossierHandoverDeclined: event('The receiver did not accept what was handed over; the hand-over that follows takes it back.', {
    reason: personal(Text),
  }),
  DossierHandoverRecalled: event('The giver recalled what was not accepted yet; the hand-over that follows takes it back.', {
    reason: personal(Text).optional(),
  }),
  VerificationStarted: event('The case must be verified; its own longer limit applies.', { ground: personal(Text), due: ExplainedTime }),
  DossierExtended: event('Apology and extension (Form 04): once, before the deadline.', {
    previousDueAt: Instant,
    due: ExplainedTime,
    parts: PartsMoved,
    reason: personal(Text),
    apology: personal(Text),
    signer: personal(Text).describe('As it stands on Form 04.'),
    signedBy: SignedBy,
    byAgreement: z.boolean(),
  }),
  FeeRequested: event('A financial obligation was stated.', {
    items: z.array(FeeItem),
    totalDong: Dong,
    outstandingDong: Dong.optional().describe('What is owed after it: less than the total where what was paid before counts; absent: all.'),
    publishedDong: Dong.optional().describe('Fee published with the procedure version, where what was asked departs from it.'),
    reason: personal(Text).optional().describe('Why it departs from the published fee.'),
    stopsClock: StopsClock,
  }),
  FeePaid: event('A payment of the fee, in whole or in part; a receipt is issued also for 0 đồng.', {
    totalDong: Dong.describe('What was paid with this receipt.'),
    method: PaymentMethod,
    receiptSeries: ReceiptSeries.optional(),
    receiptNumber: ReceiptNumber,
    unit: PartyId.optional().describe('Center that took it, or the agency; absent in older events: the envelope’s.'),
    outstandingDong: Dong.optional().describe('What is still owed after it; absent: nothing.'),
    ...pauseEnded,
  }),
  FeeCancelled: event('What was asked and not paid in full was asked wrongly, and is not owed.', {
    totalDong: Dong.describe('What had been asked.'),
    paidDong: Dong.describe('What had been paid towards it: it counts for the next request, or is given back.'),
    waivedDong: Dong.describe('What had been waived of it.'),
    reason: personal(Text),
    ...pauseEnded,
  }),
  FeeWaived: event('The citizen need not pay what is still owed, or a part of it.', {
    dong: Dong.min(1),
    outstandingDong: Dong.describe('What is still owed after it.'),
    legalGround: personal(Text),
    ...pauseEnded,
  }),
  FeeRefunded: event('Money that was paid was given back.', {
    dong: Dong.min(1),
    method: PaymentMethod,
    voucherNumber: ReceiptNumber.describe('Number of the voucher or of the transfer.'),
    reason: personal(Text),
  }),
  DossierWithdrawn: event('The citizen took it back.', {
    reason: personal(Text),
    refundDong: Dong.optional().describe('What is given back of what was paid.'),
  }),
  DossierStopped: event('Processing was stopped (Form 05).', {
    reason: personal(Text),
    legalGround: personal(Text),
    refundDong: Dong.optional().describe('What is given back of what was paid.'),
  }),
  PartSettled: event('A result of one part exists; with the last part the dossier is settled as well.', {
    part: Key,
    result: Result,
    skipped: Skipped,
    onTime: z
      .boolean()
      .describe(
        'Whether it was settled, and entered, by the part’s own due time then in force; entered later, it is late until confirmed.',
      ),
  }),
  DossierSettled: event('A result exists; of a dossier with parts, all results, the last of which it repeats.', {
    result: Result,
    skipped: Skipped,
    onTime: z
      .boolean()
      .describe(
        'Whether it was settled, and entered, by the due time then in force; entered later with an earlier time, it is late until that is confirmed.',
      ),
  }),
  ResultReturned: event('The result was handed to the citizen.', {
    means: z.enum(['counter', 'post', 'electronic']),
    unit: PartyId,
    receivedBy: personal(PersonName).optional(),
    onTime: z
      .literal(false)
      .optional()
      .describe('Entered after the due time with an earlier one: the dossier counts as late until that is confirmed.'),
  }),
  LateEntryConfirmed: event('The head confirmed that an act entered late happened when it says; it counts from then.', {
    ...lateEntry,
    stoppedSince: Instant.optional().describe('Since when the clock stands still by it, as long as it does.'),
    pause: z.strictObject({ from: Instant, to: Instant }).optional().describe('The stretch by which a pause that is over was longer.'),
    pausedWorkingMinutes: z.int().min(0).optional().describe('Working minutes of that stretch.'),
    due: ExplainedTime.optional().describe('The due time after that pause.'),
    parts: PartsMoved,
    partsOnTime: PartsOnTime,
    onTime: z.boolean().optional().describe('Whether the dossier now counts as settled on time; absent: it has no result.'),
  }),
  LateEntryDeclined: event('The head did not confirm when an act entered late happened; it counts from when it was entered.', lateEntry),
  DossierCorrected: event('What was received was wrong: the fields that changed, as they stood and as they are.', {
    ground: ground(),
    before: asRecorded(Correction),
    after: Correction,
    warnings: Warnings,
  }),
  DossierProcedureCorrected: event('Received for the wrong procedure, corrected within the day; the code stays.', {
    ground: ground(),
    before: z.strictObject({ procedure: ProcedureCode, procedureVersion: z.int().min(1), parts: EarlierParts }),
    procedure: ProcedureCode,
    ...bound,
    appointed: ExplainedTime.describe('The appointed time of the right procedure, counted from receipt; with parts, the latest part’s.'),
    parts: AppointedParts.describe('The parts of the right procedure, in place of those that there were; absent: it is one.'),
    warnings: Warnings,
  }),
  ResultCorrected: event('The result was wrong, and had not been returned.', resultCorrection),
  ResultReplaced: event('A result that had been returned was replaced by another, which is to be returned.', {
    ...resultCorrection,
    before: asRecorded(Result).describe('The one that it replaces.'),
  }),
  DossierReopened: event('A finished dossier was taken up again after a justified complaint (khiếu nại).', {
    ground: ground(),
    complaint: Complaint,
    earlier: z.enum(['returned', 'stopped']).describe('How it had ended.'),
    procedure: ProcedureCode,
    holder: Holder,
    due: ExplainedTime.describe('The new due time: the limit of its version, counted from now.'),
  }),
  DossierArchived: event('The file went to the archive.', {
    fileReference: PublicText,
    retention: Retention.optional().describe('Class of the procedure version it is bound to; absent: none was set then.'),
    statedRetention: PublicText.optional().describe('How long it is kept, in words, as stated before there were classes.'),
  }),
  DossierLegalHoldPlaced: event('It may not be erased until the hold is lifted (proceedings, inspection, audit).', holdPlaced),
  DossierLegalHoldLifted: event('The hold no longer stands in the way of an erasure.', holdLifted),
  DossierErasureRefused: event('The erasure of its personal data was asked for and refused.', erasureRefused),
  DossierReminded: event('Somebody is reminded of it by the schedule: once for each step and the time that it counts from.', {
    about: Awaiting,
    step: Key.describe('Step of the schedule.'),
    kind: ReminderKind,
    countsFrom: Instant.describe('The time that the step counts from: the deadline, or since when something is waited for.'),
    holder: Holder,
    to: z.array(ReminderTo).min(1),
    actBy: Instant.optional().describe('By when the citizen is asked to act: then it is due to be stopped.'),
  }),
  DossierUrged: event('Somebody urged whoever has it in hand (đôn đốc) in words of their own.', {
    holder: Holder,
    to: z.array(ReminderTo.exclude(['citizen'])).min(1),
    text: PublicText.describe('Sent and kept in clear.'),
  }),
  DossierPersonalDataErased: event('The key of its personal data was deleted.', { ground: PublicText }),
};

/** Stream `dossier-<id>`: the lawful life of one dossier (hồ sơ). Times of acts are the envelope's `occurredAt`. */
export const dossierEvents = defineEvents('dossier', schemas, {
  DossierSubmitted: [sameBody],
  DossierReceived: [sameBody],
  DossierRefused: [sameBody],
  SupplementRequested: [sameBody],
  SupplementGiven: [sameBody],
  DossierHandedOver: [sameBody],
  DossierHandoverDeclined: [sameBody],
  DossierHandoverRecalled: [sameBody],
  VerificationStarted: [sameBody],
  DossierExtended: [sameBody],
  DossierWithdrawn: [sameBody],
  DossierStopped: [sameBody],
  FeeRequested: [sameBody],
  FeeCancelled: [sameBody],
  FeeWaived: [sameBody],
  FeeRefunded: [sameBody],
  PartSettled: [sameBody],
  DossierSettled: [sameBody],
  DossierCorrected: [sameBody],
  ResultCorrected: [sameBody],
  ResultReplaced: [sameBody],
  DossierArchived: [({ retention, ...archived }) => ({ ...archived, statedRetention: retention })],
});
export type DossierEvent = EventOf<typeof dossierEvents>;
