import { z } from 'zod';
import { NoticeChannel, NoticeKind } from '#events/notice/events.ts';
import { Instant, Key, PartyId, UnitCode } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

/** `uncertain`: handed over, and too long ago for anything more to be heard; it may have arrived or not. */
export const NoticeState = z
  .enum(['waiting', 'dispatched', 'uncertain', 'sent', 'failed'])
  .describe(
    'waiting: to be sent, or to be tried again; dispatched: just handed over; uncertain: handed over, and nothing more was heard, so it is sent again only when somebody asks; failed: for good.',
  );
export type NoticeState = z.infer<typeof NoticeState>;

const fields = {
  notice_id: shown('text', Key),
  duty_id: shown('text', Key),
  unit: shown('text?', UnitCode, 'Whose duty it is, when a unit’s.'),
  kind: shown('text', NoticeKind),
  to_party: hidden('text'),
  to: computed(PartyId),
  channel: shown('text', NoticeChannel),
  subject: shown('text', z.string()),
  text: shown('text', z.string()),
  // what became uncertain is stored as dispatched: only the time makes the difference
  state: shown<'text', typeof NoticeState, Exclude<NoticeState, 'uncertain'>>('text', NoticeState),
  due_at: shown('timestamptz', Instant, 'The moment of the schedule, or of the urging.'),
  written_at: shown('timestamptz', Instant),
  send_at: shown('timestamptz?', Instant, 'It waits until then.'),
  attempts: shown('integer', z.int(), 'How often it was handed over.'),
  dispatched_at: shown('timestamptz?', Instant, 'Handed over last.'),
  sent_at: shown('timestamptz?', Instant, 'The channel took it.'),
  reference: shown('text?', z.string(), 'What the channel calls it, for example the Message-ID.'),
  failure: shown('text?', z.string(), 'Why the last attempt that surely failed did.'),
  seen_at: shown('timestamptz?', Instant, 'Somebody of the party saw it.'),
  seen_by: shown('text?', z.string()),
  simulated: shown('boolean', z.boolean(), 'Of the simulation: no channel was contacted.'),
  revision: hidden('integer'),
};
export const noticeFields = defineFields(fields);
export type NoticeRow = RowOfFields<typeof fields>;

/** A notice as answers show it. */
export const Notice = z
  .object(noticeFields.shape)
  .meta({ id: 'Notice', description: 'One message about one duty to one party on one channel.' });
export type Notice = z.infer<typeof Notice>;
