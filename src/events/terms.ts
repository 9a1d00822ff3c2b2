import { z } from 'zod';
import { personal, published } from '#events/store/personal.ts';
import { sentence } from '#events/store/sentences.ts';

/** Words that events of several categories share. */

export const UnitCode = z
  .string()
  .regex(/^\d{5}$/, 'must be 5 digits')
  .meta({ id: 'UnitCode', description: 'Five-digit statistical code of a commune-level unit (phường, xã, đặc khu).', examples: ['25747'] });
/** An identifier that somebody chose; it becomes part of addresses and of the names of streams. */
export const Key = z.string().min(1).max(64).regex(/^\S+$/, 'must be without spaces');
export const OfficialId = Key.meta({ id: 'OfficialId', description: 'Identity of an official (cán bộ, công chức).' });
/** Who may be given a duty: a commune-level unit by its code, or a department or office of the city by its key. */
export const PartyId = z
  .string()
  .regex(/^(\d{5}|[a-z][a-z0-9-]{1,63})$/, 'must be a unit’s 5 digits, or the key of a department or office')
  .meta({
    id: 'PartyId',
    description: 'A commune-level unit by its code, or a department or office of the city by its key.',
    examples: ['25747', 'office-of-city-committee'],
  });
export const DossierId = z.uuid().meta({ id: 'DossierId', description: 'Identity of a dossier (hồ sơ).' });
export const ProcedureCode = z
  .string()
  .regex(/^\d\.\d{6}$/, 'must be a procedure code, such as 2.000815')
  .meta({
    id: 'ProcedureCode',
    description: 'National code of an administrative procedure (mã thủ tục hành chính).',
    examples: ['2.000815'],
  });

// how years before 1000 are written, databases and calendars do not agree on
const since1000 = /^[1-9]/;
const tooEarly = 'must be of the year 1000 or later';

export const Instant = z.iso
  .datetime({ precision: 3 })
  .regex(since1000, tooEarly)
  .meta({
    id: 'Instant',
    format: 'date-time',
    description: 'An instant: answers have it in UTC with milliseconds and Z; requests in any form of RFC 3339, with its offset.',
    examples: ['2025-07-01T00:30:00.000Z'],
  });
export const LocalDate = z.iso
  .date()
  .regex(since1000, tooEarly)
  .meta({ id: 'LocalDate', format: 'date', description: 'A day in Asia/Ho_Chi_Minh.', examples: ['2025-07-01'] });
export const LocalTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 07:30')
  .meta({ id: 'LocalTime', description: 'Time of day in Asia/Ho_Chi_Minh.', examples: ['07:30'] });
export const Dong = z.int().min(0).max(1_000_000_000_000_000).meta({ id: 'Dong', description: 'Amount in Vietnamese đồng.' });
/** Number of a fee receipt within its series. */
export const ReceiptNumber = published(z.string().trim().min(1).max(64));
/** Printed on the receipts of one book or kind, for example "AA/25P"; numbers are counted within it. */
export const ReceiptSeries = published(z.string().trim().min(1).max(32)).describe(
  'Series of the receipt (ký hiệu biên lai), within which its number is unique; absent: the unit uses one only.',
);
/** Pieces of equipment. */
export const Item = published(z.string().trim().min(1).max(120)).describe('Kind of equipment, for example "máy quét".');
export const Quantity = z.int().min(1).max(100_000);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
/** Free text. A field of an event says which it is: `personal(Text)`, sealed and erasable, or `PublicText`. */
export const Text = z.string().trim().min(1).max(2000);
/** Free text that every reader sees and no erasure reaches: it may hold no personal data, as whoever types it is told. */
export const PublicText = published(Text);

/** Name of a person or organisation, as it is written. */
export const PersonName = z.string().trim().min(1).max(200);

/** A computed time and how it was arrived at, one line per step, readable by a citizen. */
export const ExplainedTime = z
  .strictObject({ at: Instant, lines: z.array(published(z.string())).min(1) })
  .meta({ id: 'ExplainedTime', description: 'A deadline with its explanation, line by line.' });
export type ExplainedTime = z.infer<typeof ExplainedTime>;

/** A written act: what a decision, regulation or assignment rests on. */
export const LegalAct = z
  .strictObject({
    number: published(z.string().trim().min(1).max(100)).describe('Number and symbol of the document (số, ký hiệu).'),
    date: LocalDate.describe('Date of the document.'),
    signer: published(z.string().trim().min(1).max(200)).describe(
      'Office of the signer (not the name), for example "Chủ tịch Ủy ban nhân dân phường".',
    ),
  })
  .meta({ id: 'LegalAct' });

/** One article (điều) of working regulations. */
export const Article = z
  .strictObject({ number: z.int().min(1).max(200), title: PublicText, text: published(z.string().trim().min(1).max(5000)) })
  .meta({ id: 'Article', description: 'One article (điều) of working regulations.' });
export type Article = z.infer<typeof Article>;

/** Statutory limit. `unpublished`: no appointment may be given until an administrator publishes a version with one. */
export const TimeLimit = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('same-day'),
      cutoff: LocalTime.describe('Received after this time and not solvable: next working day.'),
    }),
    z.strictObject({ kind: z.literal('working-days'), days: z.number().positive().max(1000) }),
    z.strictObject({ kind: z.literal('calendar-days'), days: z.int().positive().max(3650) }),
    z.strictObject({ kind: z.literal('working-hours'), hours: z.number().positive().max(8000) }),
    z.strictObject({ kind: z.literal('unpublished') }),
  ])
  .meta({ id: 'TimeLimit', description: 'Time limit of a procedure; 8 working hours are one working day.' });
export type TimeLimit = z.infer<typeof TimeLimit>;

/** Channels of submission; codes of the national portal in parentheses. */
export const Channel = z
  .enum(['direct', 'online', 'postal'])
  .meta({ id: 'Channel', description: 'direct (1), online (2), postal: public postal service BCCI (3).' });
export type Channel = z.infer<typeof Channel>;

export const LimitByChannel = z
  .partialRecord(Channel, TimeLimit)
  .meta({ id: 'LimitByChannel', description: 'Limits of single channels where they differ; a channel that is not named has `limit`.' });
export type LimitByChannel = z.infer<typeof LimitByChannel>;

/** One of the procedures that are settled together under one code (liên thông), each by its own agency and limit. */
export const ProcedurePart = z
  .strictObject({
    part: Key.describe('Names the part within the procedure, for example "birth".'),
    name: PublicText,
    procedure: ProcedureCode.optional().describe('The procedure of the catalogue that the part is, where it is one.'),
    agency: PublicText.optional().describe('Who settles it, for example "Bảo hiểm xã hội"; absent: the competent unit.'),
    limit: TimeLimit,
  })
  .meta({ id: 'ProcedurePart' });
export type ProcedurePart = z.infer<typeof ProcedurePart>;

/** Position at a Center. */
export const Position = z.enum(['director', 'deputy-director', 'receiving-officer', 'specialist', 'leader', 'clerk']).meta({
  id: 'Position',
  description: 'director: giám đốc; receiving-officer: cán bộ tiếp nhận; specialist: chuyên viên; leader: lãnh đạo ký; clerk: văn thư.',
});
export type Position = z.infer<typeof Position>;

export const StepRole = z.enum(['receiving-officer', 'specialist', 'leader', 'clerk']).meta({ id: 'StepRole' });
/** Said of a step that dossiers may pass over. */
export const MayBeSkipped = z.boolean().optional().describe('Dossiers may pass it over, which is marked; absent: they may not.');
export const Step = z
  .strictObject({ name: PublicText, role: StepRole, hours: z.number().min(0).max(8000), mayBeSkipped: MayBeSkipped })
  .meta({ id: 'Step' });
export type Step = z.infer<typeof Step>;

/** Rules over events by which the system sees a duty fulfilled; each is judged for the party it is asked of. */
export const FulfilmentRule = z
  .enum([
    'decision-in-effect',
    'points-fixed',
    'staff-complete',
    'headquarters-and-equipment-complete',
    'working-regulations-issued',
    'center-open',
    'pilot-concluded',
    'procedures-reviewed',
    'model-regulations-published',
    'calendar-published',
  ])
  .meta({ id: 'FulfilmentRule' });
export type FulfilmentRule = z.infer<typeof FulfilmentRule>;

export const Fulfilment = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rule'),
      rule: FulfilmentRule,
      on: LocalDate.optional().describe(
        'Day the rule looks at, for example the day from which a decision has to be in effect; the day of judging if absent.',
      ),
    }),
    z.strictObject({ kind: z.literal('evidence'), what: PublicText.describe('What has to be handed in.') }),
  ])
  .meta({ id: 'Fulfilment', description: 'What counts as fulfilment: a rule over events, or evidence that is accepted.' });
export type Fulfilment = z.infer<typeof Fulfilment>;

/** What answers show of a personal value. */
export const PersonalText = z.union([z.string(), z.object({ masked: z.literal(true) }), z.object({ forgotten: z.literal(true) })]).meta({
  id: 'PersonalText',
  description: 'Personal text: opened, `{ masked: true }` without right or purpose, `{ forgotten: true }` once erased.',
});
export const maybeInstant = (description: string) => Instant.nullable().describe(description);
export const maybeDay = (description: string) => LocalDate.nullable().describe(description);

const basis = {
  ground: PublicText.describe('Legal ground (căn cứ pháp lý), or where else the figure comes from.'),
  certainty: z
    .enum(['sourced', 'inference', 'memory', 'assumption'])
    .describe('sourced: read at a source; inference: follows from one; memory: remembered, not checked; assumption: set by the city.'),
};

/** Retention class (thời hạn lưu trữ): how long data is kept, and on what ground. */
export const Retention = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('permanent'), ...basis }),
    z.strictObject({ kind: z.literal('years'), years: z.int().min(1).max(200), ...basis }),
    z.strictObject({ kind: z.literal('none'), ...basis }),
  ])
  .meta({
    id: 'Retention',
    description: 'How long data is kept: permanent (vĩnh viễn), a number of years from the end of the work, or none (không lưu).',
  });
export type Retention = z.infer<typeof Retention>;

/** What stands in the way of an erasure. */
export const ErasureObstacle = z
  .strictObject({
    code: z.enum(['not-ended', 'not-archived', 'legal-hold', 'retention-class-missing', 'retention-running']),
    detail: sentence(PublicText),
  })
  .meta({ id: 'ErasureObstacle', description: 'One ground on which an erasure was refused.' });
export type ErasureObstacle = z.infer<typeof ErasureObstacle>;

/** What the rules allow, and whoever acts should look at. */
export const Warning = z
  .strictObject({ code: Key.describe('Stable name of the warning.'), detail: sentence(PublicText) })
  .meta({ id: 'Warning', description: 'What the rules allow, and whoever acts should look at.' });
export type Warning = z.infer<typeof Warning>;

/** Fields of the events by which personal data is kept from erasure, a dossier's or an official's. */
export const holdPlaced = {
  holdId: Key.describe('Number of the request it rests on, or another id; no personal data.'),
  ground: personal(Text),
};
export const holdLifted = { holdId: Key, ground: personal(Text) };
export const erasureRefused = {
  ground: personal(Text).describe('On what ground it was asked for.'),
  obstacles: z.array(ErasureObstacle).min(1).max(200),
};
