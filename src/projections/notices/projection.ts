import { z } from 'zod';
import { NoticeChannel, type NoticeEvent, NoticeKind, noticeEvents } from '#events/notice/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { DossierId, Instant, Key, OfficialId, PartyId } from '#events/terms.ts';
import { computed, defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';
import { withHistory } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';

/** `uncertain`: handed over, and too long ago for anything more to be heard; it may have arrived or not. */
const NoticeState = z
  .enum(['waiting', 'dispatched', 'uncertain', 'sent', 'failed'])
  .describe(
    'waiting: to be sent, or to be tried again; dispatched: just handed over; uncertain: handed over, and nothing more was heard, so it is sent again only when somebody asks; failed: for good.',
  );

const fields = {
  notice_id: shown('text', Key),
  duty_id: shown('text?', Key, 'The duty it is about; null: a dossier.'),
  dossier_id: shown('text?', DossierId, 'The dossier it is about; null: a duty.'),
  unit: shown('text?', PartyId, 'Whose duty or dossier it is, when a unit’s.'),
  kind: shown('text', NoticeKind),
  to_party: hidden('text'),
  to: computed(PartyId),
  official: shown('text?', OfficialId, 'To whom of the party; null: to the party.'),
  channel: shown('text', NoticeChannel),
  subject: shown('text', z.string()),
  text: shown('text', z.string()),
  // what became uncertain is stored as dispatched: only the time makes the difference
  state: shown<'text', typeof NoticeState, Exclude<z.infer<typeof NoticeState>, 'uncertain'>>('text', NoticeState),
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

const changes = ({ type, data, occurredAt, actor }: Recorded<Exclude<NoticeEvent, { type: 'NoticeWritten' }>>): Partial<NoticeRow> => {
  switch (type) {
    case 'NoticeDispatched':
      return { state: 'dispatched', attempts: data.attempt, dispatched_at: occurredAt, send_at: null };
    case 'NoticeSent':
      return { state: 'sent', sent_at: occurredAt, reference: data.reference, send_at: null };
    case 'NoticeFailed':
      return { state: data.final ? 'failed' : 'waiting', failure: data.reason, send_at: data.retryAt ?? null };
    case 'NoticeResendRequested':
      return { state: 'waiting', send_at: occurredAt };
    case 'NoticeSeen':
      return { seen_at: occurredAt, seen_by: actor.id };
  }
};

const evolve = (row: NoticeRow | undefined, event: Recorded<NoticeEvent>): NoticeRow | undefined => {
  const { type, data, revision, occurredAt, actor } = event;
  if (type !== 'NoticeWritten') return row && { ...row, ...changes(event), revision };
  const written = {
    state: 'waiting',
    writtenAt: occurredAt,
    sendAt: occurredAt,
    attempts: 0,
    simulated: actor.simulated === true,
  } as const;
  return noticeFields.row({ ...data, toParty: data.to, ...written, revision });
};

/** What was to be sent to whom about which duty or dossier, and what became of it, now and at any time before. */
export const notices = defineProjection({
  name: 'notices',
  version: 3,
  tables: withHistory({
    notices: eventTable({
      columns: noticeFields.columns,
      primaryKey: ['notice_id'],
      indexes: [['duty_id'], ['dossier_id'], ['to_party'], ['send_at'], ['due_at', 'notice_id'], ['state']],
      on: typesOf(noticeEvents),
      keys: (event) => [[event.data.noticeId]],
      evolve: (row, event) => evolve(row as NoticeRow | undefined, event),
    }),
  }),
});
