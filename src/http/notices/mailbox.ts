import { z } from 'zod';
import { Instant, Key } from '#events/terms.ts';
import { defineList } from '#http/server/query.ts';

const MailAnswer = z
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

export const mailboxQuery = defineList({
  name: 'ListMailbox',
  summary:
    'E-mails that were not sent but kept here, newest first: for development, as long as no mail server is configured. Elsewhere there is no mailbox (404).',
  path: '/mailbox',
  tag: 'notices',
  answer: MailAnswer,
  key: z.tuple([z.string(), z.string()]),
  keyOf: ({ dueAt, noticeId }) => [dueAt, noticeId],
  whole: 'descending',
  projections: [],
  run: async ({ mailbox }) => mailbox?.(),
});
