import { z } from 'zod';
import { NoticeChannel, NoticeKind } from '#events/notice/events.ts';
import { Instant, Key, PartyId, UnitCode } from '#events/terms.ts';
import { AsOf } from '#http/server/asOf.ts';
import { maybeInstant } from '#http/server/fields.ts';
import { defineList, defineQuery } from '#http/server/query.ts';
import { type NoticeRow, noticeStateOf, noticesAsOf } from '#projections/notices/queries.ts';
import { mailboxQuery } from './mailbox.ts';

const State = z
  .enum(['waiting', 'dispatched', 'uncertain', 'sent', 'failed'])
  .describe(
    'waiting: to be sent, or to be tried again; dispatched: just handed over; uncertain: handed over, and nothing more was heard, so it is sent again only when somebody asks; failed: for good.',
  );

const Notice = z
  .object({
    noticeId: Key,
    dutyId: Key,
    unit: UnitCode.nullable().describe('Whose duty it is, when a unit’s.'),
    kind: NoticeKind,
    to: PartyId,
    channel: NoticeChannel,
    subject: z.string(),
    text: z.string(),
    state: State,
    dueAt: Instant.describe('The moment of the schedule, or of the urging.'),
    writtenAt: Instant,
    sendAt: maybeInstant('It waits until then.'),
    attempts: z.int().describe('How often it was handed over.'),
    dispatchedAt: maybeInstant('Handed over last.'),
    sentAt: maybeInstant('The channel took it.'),
    reference: z.string().nullable().describe('What the channel calls it, for example the Message-ID.'),
    failure: z.string().nullable().describe('Why the last attempt that surely failed did.'),
    seenAt: maybeInstant('Somebody of the party saw it.'),
    seenBy: z.string().nullable(),
    simulated: z.boolean().describe('Of the simulation: no channel was contacted.'),
  })
  .meta({ id: 'Notice', description: 'One message about one duty to one party on one channel.' });

const answerOf = (row: NoticeRow, moment: string): z.infer<typeof Notice> => ({
  noticeId: row.notice_id,
  dutyId: row.duty_id,
  unit: row.unit,
  kind: row.kind,
  to: row.to_party,
  channel: row.channel,
  subject: row.subject,
  text: row.text,
  state: noticeStateOf(row, moment),
  dueAt: row.due_at,
  writtenAt: row.written_at,
  sendAt: row.send_at,
  attempts: row.attempts,
  dispatchedAt: row.dispatched_at,
  sentAt: row.sent_at,
  reference: row.reference,
  failure: row.failure,
  seenAt: row.seen_at,
  seenBy: row.seen_by,
  simulated: row.simulated,
});

const projections = ['notices'];

const listNotices = defineList({
  name: 'ListNotices',
  summary: 'What was sent to whom about which duty, when, on which channel, and whether it was seen; as of any moment.',
  path: '/notices',
  tag: 'notices',
  query: z.object({
    duty: Key.optional(),
    party: PartyId.optional().describe('To whom.'),
    kind: NoticeKind.optional(),
    state: State.optional(),
    asOf: AsOf,
  }),
  answer: Notice,
  key: z.tuple([z.string(), z.string()]),
  keyOf: ({ dueAt, noticeId }) => [dueAt, noticeId],
  whole: 'ascending',
  projections,
  run: async ({ db, units, standpoint: { asOf, moment } }, { duty, party, kind, state }) =>
    (await noticesAsOf(db, { dutyId: duty, to: party, kind, parties: units }, asOf))
      .map((row) => answerOf(row, moment))
      .filter((notice) => state === undefined || notice.state === state),
});

const getNotice = defineQuery({
  name: 'GetNotice',
  summary: 'One notice and what became of it; as of any moment.',
  path: '/notices/:noticeId',
  tag: 'notices',
  params: z.object({ noticeId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Notice,
  projections,
  run: async ({ db, units, standpoint: { asOf, moment } }, { noticeId }) => {
    const [row] = await noticesAsOf(db, { noticeId, parties: units }, asOf);
    return row && answerOf(row, moment);
  },
});

export const noticeQueries = [listNotices, getNotice, mailboxQuery];
