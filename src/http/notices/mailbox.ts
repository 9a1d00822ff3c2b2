import { z } from 'zod';
import { Instant, Key } from '#events/terms.ts';
import { pageOf } from '#http/server/page.ts';
import { defineQuery, type ListPage, type Mail } from '#http/server/query.ts';

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

/** Newest first; what comes after a place in that order. */
const after = (mail: Mail, [dueAt, noticeId]: readonly [string, string]): boolean =>
  mail.dueAt < dueAt || (mail.dueAt === dueAt && mail.noticeId < noticeId);

export const mailboxQuery = defineQuery({
  name: 'ListMailbox',
  summary:
    'E-mails that were not sent but kept here, newest first: for development, as long as no mail server is configured. Elsewhere there is no mailbox (404).',
  path: '/mailbox',
  tag: 'notices',
  answer: MailAnswer,
  list: true,
  key: z.tuple([z.string(), z.string()]),
  projections: [],
  run: async ({ mailbox }, { limit, cursor }): Promise<ListPage<Mail> | undefined> => {
    const mails = await mailbox?.();
    const rest = mails?.filter((mail) => cursor === undefined || after(mail, cursor));
    return rest && pageOf(rest.slice(0, limit + 1), limit, ({ dueAt, noticeId }) => [dueAt, noticeId]);
  },
});
