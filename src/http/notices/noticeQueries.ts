import { z } from 'zod';
import { fitting } from '#domain/text/searchForm.ts';
import { NoticeKind } from '#events/notice/events.ts';
import { DossierId, Instant, Key, PartyId } from '#events/terms.ts';
import { AsOf, SearchText } from '#http/server/parameters.ts';
import { defineList, defineQuery, having, sortedBy } from '#http/server/query.ts';
import { DutyKey } from '#http/server/references.ts';
import { Notice, noticesAfter, noticesAsOf } from '#projections/notices/queries.ts';

const projections = ['notices'];

const listNotices = defineList({
  name: 'ListNotices',
  summary:
    'What was sent to whom about which duty or dossier, when, on which channel, and whether it was seen; newest first; as of any moment.',
  path: '/notices',
  query: z.object({
    duty: DutyKey.optional(),
    dossier: DossierId.optional(),
    party: PartyId.optional().describe('To whom.'),
    kind: NoticeKind.optional(),
    state: Notice.shape.state.optional(),
    text: SearchText.optional().describe('Words of its subject or text, with marks or without.'),
    asOf: AsOf,
  }),
  answer: Notice,
  key: z.tuple([Instant, Key]),
  keyOf: ({ dueAt, noticeId }) => [dueAt, noticeId],
  projections,
  run: async ({ db, units, standpoint }, { duty, dossier, party, kind, state, text: sought, asOf, limit, cursor }) => {
    const which = { dutyId: duty, dossierId: dossier, to: party, kind, parties: units };
    const now = asOf === undefined ? { state } : {};
    const fits = fitting(sought, ({ subject, text }: Notice) => [subject, text]);
    const found: Notice[] = [];
    for await (const notice of noticesAfter(db, { ...which, ...now }, standpoint, { after: cursor, atATime: Math.max(limit, 100) })) {
      if (having({ state })(notice) && fits(notice)) found.push(notice);
      if (found.length === limit) break;
    }
    return found;
  },
});

const getNotice = defineQuery({
  name: 'GetNotice',
  summary: 'One notice and what became of it; as of any moment.',
  path: '/notices/:noticeId',
  params: z.object({ noticeId: Key }),
  query: z.object({ asOf: AsOf }),
  answer: Notice,
  projections,
  run: async ({ db, units, standpoint }, { noticeId }) => (await noticesAsOf(db, { noticeId, parties: units }, standpoint))[0],
});

const Mail = z
  .object({
    noticeId: Key,
    dueAt: Instant,
    from: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    messageId: z.string(),
  })
  .meta({ id: 'Mail', description: 'An e-mail as it would have been sent.' });

const listMailbox = defineList({
  name: 'ListMailbox',
  summary:
    'E-mails that were not sent but kept here, newest first: for development, as long as no mail server is configured. Elsewhere there is no mailbox (404).',
  path: '/mailbox',
  tag: 'notices',
  ...sortedBy(Mail, 'dueAt', 'noticeId'),
  whole: 'descending',
  projections: [],
  run: async ({ mailbox }) => mailbox?.(),
});

export const noticeQueries = [listNotices, getNotice, listMailbox];
