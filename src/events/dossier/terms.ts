import { z } from 'zod';
import { asRecorded, personal, published } from '#events/store/personal.ts';
import {
  Dong,
  DossierId,
  ExplainedTime,
  Key,
  LocalDate,
  MayBeSkipped,
  OfficialId,
  PartyId,
  PersonName,
  ProcedureCode,
  ProcedurePart,
  PublicText,
  Sha256,
  Text,
  TimeLimit,
  UnitCode,
  Warning,
} from '#events/terms.ts';
import { IdentityKind, IdentityNumber, withIdentity } from './identity.ts';

/** Words of a dossier’s events. */

const ShortText = personal(z.string().trim().min(1).max(300));

/** The owner of a dossier (chủ hồ sơ). */
export const Owner = z
  .strictObject({
    kind: z.enum(['citizen', 'enterprise', 'state-agency', 'other']),
    name: personal(PersonName, { lookup: 'owner-name' }),
    identityKind: IdentityKind.optional().describe('Absent in older events: a personal number of 12 or 9 digits.'),
    identityNumber: personal(IdentityNumber, { lookup: 'identity-number' }).optional(),
    address: ShortText.optional(),
    phone: personal(z.string().trim().min(3).max(40)).optional(),
    email: personal(z.email().max(200)).optional(),
  })
  .meta({ id: 'Owner' });
export type Owner = z.infer<typeof Owner>;

/** The owner as somebody states it: a number only with its kind, where the number alone does not tell it. */
export const StatedOwner = withIdentity(Owner).meta({ id: 'StatedOwner' });

/** Whoever hands the dossier in for the owner, where that is somebody else. */
export const Submitter = z
  .strictObject({
    name: personal(PersonName, { lookup: 'submitter-name' }),
    identityKind: Owner.shape.identityKind,
    identityNumber: personal(IdentityNumber, { lookup: 'submitter-identity-number' }).optional(),
    relation: personal(Text).optional(),
    address: ShortText.optional(),
    phone: personal(z.string().trim().min(3).max(40)).optional(),
    email: personal(z.email().max(200)).optional(),
  })
  .meta({ id: 'Submitter' });

export const StatedSubmitter = withIdentity(Submitter).meta({ id: 'StatedSubmitter' });

/** One paper or file of a dossier (thành phần hồ sơ). */
export const Component = z
  .strictObject({
    name: personal(Text),
    originals: z.int().min(0).max(1000).optional(),
    certifiedCopies: z.int().min(0).max(1000).optional(),
    photocopies: z.int().min(0).max(1000).optional(),
    electronic: z.boolean().optional(),
    pages: z.int().min(0).max(100_000).optional().describe('Pages of the paper, where its certification is asked for.'),
    paperCopies: z.int().min(0).max(10_000).optional().describe('Certified copies on paper asked for.'),
    electronicCopies: z.int().min(0).max(1000).optional().describe('Electronically signed copies asked for.'),
    sha256: Sha256.optional().describe('Fingerprint of the file, when digitised.'),
  })
  .meta({ id: 'Component' });

/** What is asked for, and with which papers. */
export const Request = ShortText.describe('What is asked for (trích yếu).');
export const Components = z.array(Component).max(200);

/** Who has the dossier in hand: a unit or an agency of the city, and there an official, or its desk when none is named. */
export const Holder = z.strictObject({ unit: PartyId, official: OfficialId.optional() }).meta({ id: 'Holder' });
export type Holder = z.infer<typeof Holder>;

/** How, and at which Center, the citizen wants to get the result (đăng ký nhận kết quả). */
export const Delivery = z
  .strictObject({ means: z.enum(['counter', 'post', 'electronic']), unit: UnitCode.optional().describe('Center to collect it at.') })
  .meta({ id: 'Delivery' });

export const FeeItem = z
  .strictObject({
    name: PublicText,
    kind: z.enum(['fee', 'charge']).describe('fee: phí; charge: lệ phí.'),
    dong: Dong.max(1_000_000_000_000),
  })
  .meta({ id: 'FeeItem' });

export const PaymentMethod = z.enum(['cash', 'card', 'transfer', 'portal']).meta({ id: 'PaymentMethod' });
export const SignedBy = OfficialId.optional().describe('The official who signed; absent in records from before it was asked for.');
export const Result = z
  .strictObject({
    number: published(z.string().trim().min(1).max(100)),
    date: LocalDate,
    abstract: ShortText,
    signer: personal(Text).describe('As it stands on the result.'),
    signedBy: SignedBy,
    electronicCode: published(z.string().max(100)).optional(),
    link: z.url().max(500).optional(),
  })
  .meta({ id: 'Result' });
export type Result = z.infer<typeof Result>;

const clearable = <S extends z.ZodType>(field: z.ZodOptional<S>) => field.unwrap().nullable().optional();
/** Whoever corrects names what changes; null takes away what should not be there. */
export const OwnerCorrection = z
  .strictObject({
    kind: Owner.shape.kind.optional(),
    name: Owner.shape.name.optional(),
    identityKind: clearable(Owner.shape.identityKind),
    identityNumber: clearable(Owner.shape.identityNumber),
    address: clearable(Owner.shape.address),
    phone: clearable(Owner.shape.phone),
    email: clearable(Owner.shape.email),
  })
  .meta({ id: 'OwnerCorrection', description: 'Fields of the owner that change; null takes a value away.' });
export const SubmitterCorrection = z
  .strictObject({
    name: Submitter.shape.name.optional(),
    identityKind: clearable(Submitter.shape.identityKind),
    identityNumber: clearable(Submitter.shape.identityNumber),
    relation: clearable(Submitter.shape.relation),
  })
  .meta({ id: 'SubmitterCorrection', description: 'Fields of the submitter that change; null takes a value away.' });
export const Correction = z.strictObject({
  owner: OwnerCorrection.optional(),
  submitter: SubmitterCorrection.optional(),
  request: Request.optional(),
  components: Components.optional().describe('All components, as they should have been.'),
});
export type Correction = z.infer<typeof Correction>;

export const Awaiting = z.enum(['reception', 'due', 'same-day', 'citizen']).meta({
  id: 'Awaiting',
  description:
    'What a dossier waits for: reception, a result (same-day: on the day of receipt), or the citizen, as long as the clock stands still.',
});
export type Awaiting = z.infer<typeof Awaiting>;
export const ReminderKind = z
  .enum(['before-deadline', 'overdue', 'escalation', 'waiting-for-citizen', 'due-to-be-stopped'])
  .meta({ id: 'ReminderKind', description: 'due-to-be-stopped: the term for the citizen has run; nothing is stopped by itself.' });
export const ReminderTo = z.enum(['holder', 'head', 'citizen']).meta({ id: 'ReminderTo' });

/** Where a dossier has parts: new due times of those that move. */
export const PartsMoved = z
  .array(z.strictObject({ part: Key, due: ExplainedTime }))
  .max(20)
  .optional()
  .describe('New due times of the parts that move, in a dossier that has parts.');

/** Parts that count anew as settled on time or late. */
export const PartsOnTime = z
  .array(z.strictObject({ part: Key, onTime: z.boolean() }))
  .max(20)
  .optional()
  .describe('Settled parts that it concerns, and whether each now counts as settled on time.');

/** Linked procedures as they are bound to a dossier, each with its own appointed time. */
export const AppointedParts = z
  .array(ProcedurePart.extend({ appointed: ExplainedTime }))
  .max(20)
  .optional();

/** Parts that a dossier had before its procedure was corrected. */
export const EarlierParts = z
  .array(z.strictObject({ part: Key, name: PublicText }))
  .max(20)
  .optional()
  .describe('The parts that there were, nothing of which had been done; absent: none.');

/** A result that is put right; of linked procedures, that of one part. */
export const resultCorrection = {
  ground: personal(Text).describe('Why.'),
  part: Key.optional().describe('The part whose result it is, in a dossier that has parts.'),
  repeated: z.literal(true).optional().describe('It was settled last: the dossier’s own result, which repeats it, is put right as well.'),
  before: asRecorded(Result),
  result: Result,
};

/** An act that may let the clock run again. */
export const pauseEnded = {
  pausedWorkingMinutes: z.int().min(0),
  due: ExplainedTime.optional().describe('The due time after the pause; absent where the clock ran on, or something still stops it.'),
  parts: PartsMoved,
};

export const Skipped = z
  .array(published(z.string()))
  .optional()
  .describe('Names of the steps that were passed over, as the version allows.');

export const Warnings = z.array(Warning).max(50).optional().describe('What whoever entered it was told to look at.');

/** What is handed in. */
export const submission = {
  dossierId: DossierId,
  warnings: Warnings,
  procedure: ProcedureCode,
  competentUnit: PartyId.describe('Unit competent to settle it, or the agency of the city that is.'),
  owner: Owner,
  submitter: Submitter.optional(),
  request: Request,
  components: Components,
  sets: z.int().min(1).max(100).optional().describe('Sets of papers handed in (số bộ hồ sơ), where stated.'),
  delivery: Delivery.optional().describe('How the citizen wants to get the result, where stated.'),
  pilot: Key.optional().describe('The pilot in which it is handled.'),
};

/** The act entered late that the head decides on. */
export const lateEntry = {
  revision: z.int().min(0).describe('Place of the act in the dossier’s life.'),
  act: z
    .enum([
      'DossierReceived',
      'DossierRefused',
      'SupplementRequested',
      'FeeRequested',
      'PartSettled',
      'DossierSettled',
      'ResultReturned',
      'DossierWithdrawn',
      'DossierStopped',
    ])
    .describe('What it was: type of its event.'),
  bearsOn: z
    .enum(['due', 'reception', 'pause'])
    .describe('due: the due time; reception: the time to receive by; pause: since when the clock stands still.'),
  reason: PublicText,
};

/** What of the procedure's version binds a dossier for its whole life. */
export const bound = {
  procedureVersion: z.int().min(1),
  limit: TimeLimit,
  verificationLimit: TimeLimit.optional(),
  extension: z.strictObject({ maxWorkingDays: z.number().optional(), byAgreement: z.boolean() }).optional(),
  steps: z
    .array(z.strictObject({ name: published(z.string()), role: published(z.string()), hours: z.number(), mayBeSkipped: MayBeSkipped }))
    .describe('Steps of the version it is bound to.'),
};

/** What a fee that is asked for does to the clock. */
export const StopsClock = z
  .boolean()
  .optional()
  .describe('Whether the agency’s clock stands still until it is paid; absent: it does. Paid at the counter that day, it stopped nothing.');

/** A complaint (khiếu nại) that was found justified. */
export const Complaint = z
  .strictObject({ number: published(z.string().trim().min(1).max(100)), date: LocalDate })
  .describe('Document that found it justified.');

/** An appointed time that no published limit gives. */
export const Agreed = z
  .strictObject({ reason: PublicText })
  .optional()
  .describe('No limit was published: the appointed time was agreed with the citizen, for this reason.');
