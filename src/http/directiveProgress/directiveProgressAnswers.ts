import { z } from 'zod';
import { Instant, Key, LocalDate, maybeInstant, PartyId } from '#events/terms.ts';
import { Head, Signature } from '#http/documents/official.ts';
import { Directive, dutyTurns } from '#projections/duties/view.ts';
import { Notice } from '#projections/notices/queries.ts';
import { type DutyFigure, dutyFigures } from './dutyFigures.ts';

export const DutyMoment = z.enum(['open', 'reopened', 'overdue', 'fulfilled']).meta({
  id: 'DutyMoment',
  description:
    'Where a duty stands at a moment. reopened: was fulfilled and is not any more, before its deadline; overdue: not fulfilled and past its deadline.',
});

/** What was seen, and from where. */
export const Seen = {
  moment: Instant.describe('The moment the answer is about.'),
  asOfPosition: z.int().nullable().describe('The position of the log that was asked for; null for an instant, or now.'),
};

const MissingPart = z.object({ code: z.string(), text: z.string().describe('In words, in Vietnamese.') });

export const DutyAtMoment = z
  .object({
    dutyId: Key,
    taskId: Key,
    party: PartyId,
    name: z.string().describe('Name of the party.'),
    title: z.string().describe('Title of the task.'),
    state: DutyMoment,
    since: Instant.describe('In that state since then.'),
    deadline: Instant,
    workingDaysLeft: z
      .int()
      .nullable()
      .describe('Working days after this day until the day of the deadline; null when fulfilled or overdue.'),
    workingDaysLate: z
      .int()
      .nullable()
      .describe('Working days after the day since which it is late, until this day or the day it was fulfilled; null when it is not late.'),
    lateSince: maybeInstant('The deadline that passed, or when it was reopened after that; null when it is not late.'),
    fulfilledAt: maybeInstant('When it was fulfilled.'),
    fulfilledBy: z.enum(['rule', 'evidence']).nullable(),
    lines: z.array(z.string()).describe('What fulfils it, line by line.'),
    missing: z.array(MissingPart).describe('What exactly is missing.'),
    cause: z.string().nullable().describe('Why it is late, in one sentence; null when it is not overdue.'),
    actsNext: z
      .object({ party: PartyId, name: z.string(), act: z.enum(['fulfil', 'hand-in-evidence', 'decide-evidence']) })
      .nullable()
      .describe('Who has to act next, and how; null when fulfilled.'),
    reopened: z.int().describe('How often it was undone.'),
    urged: z.int().describe('How often somebody urged by hand.'),
  })
  .meta({ id: 'DutyAtMoment', description: 'One task of a directive at one assignee, as it stood at a moment.' });
export type DutyAtMoment = z.infer<typeof DutyAtMoment>;

export const DutyCounts = z
  .object({
    total: z.int(),
    open: z.int(),
    reopened: z.int(),
    overdue: z.int(),
    fulfilled: z.int(),
    fulfilledLate: z.int().describe('Of the fulfilled: after the deadline.'),
  } satisfies Record<DutyFigure, z.ZodType>)
  .meta({ id: 'DutyCounts' });
/** Where the duties behind the figures beside it are listed. */
export const DutyLinks = z
  .partialRecord(z.enum(dutyFigures), z.string())
  .describe('For each figure, where the duties it counts are listed, as they stood at the same moment.');

export const TaskAtMoment = z
  .object({ taskId: Key, title: z.string(), text: z.string(), deadline: Instant, counts: DutyCounts, links: DutyLinks })
  .meta({ id: 'TaskAtMoment', description: 'A task and how its duties stand.' });
export type TaskAtMoment = z.infer<typeof TaskAtMoment>;

export const PartyAtMoment = z
  .object({
    party: PartyId,
    name: z.string(),
    counts: DutyCounts,
    links: DutyLinks,
    duties: z.array(DutyAtMoment).describe('In order of the tasks.'),
  })
  .meta({ id: 'PartyAtMoment', description: 'A party and how its duties stand.' });
export type PartyAtMoment = z.infer<typeof PartyAtMoment>;

export const ProgressDay = z
  .object({ day: LocalDate, ...DutyCounts.pick({ open: true, reopened: true, overdue: true, fulfilled: true }).shape, links: DutyLinks })
  .meta({ id: 'ProgressDay', description: 'How many duties stood how at the end of a day; on the last day at the moment asked about.' });

export type ProgressDay = z.infer<typeof ProgressDay>;

const { directiveId, title, act, issuedAt } = Directive.shape;
/** Which directive it is. */
export const DirectiveHead = { directiveId, title, act, issuedAt };

export const DutyTurn = z
  .object({
    at: Instant,
    position: z.int(),
    dutyId: Key,
    taskId: Key,
    what: z.enum(dutyTurns),
    lines: z
      .array(z.string())
      .describe('What fulfilled it or what was missing, the evidence, the words of a decision, the deadlines before and after.'),
  })
  .meta({ id: 'DutyTurn', description: 'One turn in the life of a duty.' });

export const DutyNotice = z
  .object({
    ...Notice.pick({ noticeId: true, dutyId: true }).shape,
    taskId: Key,
    ...Notice.pick({ to: true, kind: true, channel: true }).shape,
    state: Notice.shape.state.describe('As in the list of notices.'),
    dueAt: Instant,
    ...Notice.pick({ sentAt: true, seenAt: true }).shape,
  })
  .meta({ id: 'DutyNotice', description: 'A notice about a duty, without its text.' });
export type DutyNotice = z.infer<typeof DutyNotice>;

export const LateParty = z
  .object({
    rank: z.int(),
    party: PartyId,
    name: z.string(),
    overdue: z.int().describe('Duties that are overdue.'),
    workingDaysLate: z.int().describe('Working days late, all its overdue duties together.'),
    lateSince: Instant.describe('Since when the first of them is late.'),
    urged: z.int(),
    causes: z.array(z.string()).describe('Why, one sentence for each overdue duty.'),
    links: DutyLinks,
  })
  .meta({ id: 'LateParty', description: 'A party that is late; the latest first.' });
export type LateParty = z.infer<typeof LateParty>;

export const SharedCause = z
  .object({
    taskId: Key,
    title: z.string().describe('Title of the task.'),
    cause: z.string().describe('What is missing.'),
    parties: z.array(z.object({ party: PartyId, name: z.string() })).describe('Whom it keeps from fulfilling the task.'),
  })
  .meta({ id: 'SharedCause', description: 'Why a task is late, said once for all whom it concerns.' });
export type SharedCause = z.infer<typeof SharedCause>;

export const Report = z
  .object({
    ...DirectiveHead,
    ...Seen,
    party: PartyId.nullable().describe('Whom the report is of, where its reader sees one party only.'),
    head: Head.describe('What stands above the report.'),
    recipients: z.array(z.string()).describe('Nơi nhận.'),
    signatures: z.array(Signature),
    from: LocalDate,
    to: LocalDate,
    counts: DutyCounts.describe('At the end of the period.'),
    links: DutyLinks,
    inPeriod: z
      .object({ fulfilled: z.int(), fellOverdue: z.int(), reopened: z.int(), urged: z.int() })
      .describe('How often it happened in the period.'),
    tasks: z.array(TaskAtMoment),
    late: z.array(LateParty),
    causes: z.array(SharedCause).describe('Why tasks are late; what keeps most from them first.'),
    progress: z.array(ProgressDay).describe('The days of the period.'),
    duties: z.array(DutyAtMoment).describe('Every duty at the end of the period.'),
  })
  .meta({ id: 'DirectiveReport', description: 'How a directive was carried out in a period, and how it stood at its end.' });
export type Report = z.infer<typeof Report>;

type Counts = z.infer<typeof DutyCounts>;
/** The columns of figures that reports show. */
export const figuresOf = ({ total, fulfilled, fulfilledLate, overdue, reopened, open }: Counts) =>
  [total, fulfilled, fulfilledLate, overdue, reopened, open] as const;
/** How a duty stands, in Vietnamese. */
export const stateInWords = { open: 'đang thực hiện', reopened: 'phải làm lại', overdue: 'quá hạn', fulfilled: 'đã hoàn thành' } as const;
