import { z } from 'zod';
import { NoticeChannel, NoticeKind } from '#events/notice/events.ts';
import { Instant, Key, LegalAct, LocalDate, PartyId } from '#events/terms.ts';
import { maybeInstant } from '#http/server/fields.ts';

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

export const DutyCounts = z
  .object({
    total: z.int(),
    open: z.int(),
    reopened: z.int(),
    overdue: z.int(),
    fulfilled: z.int(),
    fulfilledLate: z.int().describe('Of the fulfilled: after the deadline.'),
  })
  .meta({ id: 'DutyCounts' });

export const TaskAtMoment = z
  .object({ taskId: Key, title: z.string(), text: z.string(), deadline: Instant, counts: DutyCounts })
  .meta({ id: 'TaskAtMoment', description: 'A task and how its duties stand.' });

export const PartyAtMoment = z
  .object({ party: PartyId, name: z.string(), counts: DutyCounts, duties: z.array(DutyAtMoment).describe('In order of the tasks.') })
  .meta({ id: 'PartyAtMoment', description: 'A party and how its duties stand.' });

export const ProgressDay = z
  .object({
    day: LocalDate,
    open: z.int(),
    reopened: z.int(),
    overdue: z.int(),
    fulfilled: z.int(),
  })
  .meta({ id: 'ProgressDay', description: 'How many duties stood how at the end of a day; on the last day at the moment asked about.' });

export const DirectiveHead = {
  directiveId: Key,
  title: z.string(),
  act: LegalAct,
  issuedAt: Instant,
};

export const DutyTurn = z
  .object({
    at: Instant,
    position: z.int(),
    dutyId: Key,
    taskId: Key,
    what: z.enum([
      'assigned',
      'deadline-moved',
      'fulfilled',
      'reopened',
      'fell-overdue',
      'evidence-handed-in',
      'evidence-accepted',
      'evidence-returned',
      'urged',
    ]),
    lines: z
      .array(z.string())
      .describe('What fulfilled it or what was missing, the evidence, the words of a decision, the deadlines before and after.'),
  })
  .meta({ id: 'DutyTurn', description: 'One turn in the life of a duty.' });

export const DutyNotice = z
  .object({
    noticeId: Key,
    dutyId: Key,
    taskId: Key,
    to: PartyId,
    kind: NoticeKind,
    channel: NoticeChannel,
    state: z.enum(['waiting', 'dispatched', 'uncertain', 'sent', 'failed']).describe('As in the list of notices.'),
    dueAt: Instant,
    sentAt: maybeInstant('The channel took it.'),
    seenAt: maybeInstant('Somebody of the party saw it.'),
  })
  .meta({ id: 'DutyNotice', description: 'A notice about a duty, without its text.' });

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
  })
  .meta({ id: 'LateParty', description: 'A party that is late; the latest first.' });
