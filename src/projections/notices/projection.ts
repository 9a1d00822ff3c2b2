import { type NoticeEvent, noticeEvents } from '#events/notice/events.ts';
import { typesOf } from '#events/store/defineEvents.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { defineProjection, eventTable } from '#projections/daemon/projection.ts';
import { type NoticeRow, noticeFields } from './view.ts';

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
  const { revision, occurredAt } = event;
  if (event.type !== 'NoticeWritten') return row && { ...row, ...changes(event), revision };
  const { noticeId, dutyId, unit = null, kind, to, channel, dueAt, subject, text } = event.data;
  return {
    ...noticeFields.blank,
    notice_id: noticeId,
    duty_id: dutyId,
    unit,
    kind,
    to_party: to,
    channel,
    due_at: dueAt,
    subject,
    text,
    state: 'waiting',
    written_at: occurredAt,
    send_at: occurredAt,
    attempts: 0,
    simulated: event.actor.simulated === true,
    revision,
  };
};

const noticeTable = eventTable({
  columns: noticeFields.columns,
  primaryKey: ['notice_id'],
  indexes: [['duty_id'], ['to_party'], ['send_at']],
  on: typesOf(noticeEvents),
  keys: (event) => [[event.data.noticeId]],
  evolve: (row, event) => evolve(row as NoticeRow | undefined, event),
});

/** What was to be sent to whom about which duty, and what became of it, now and at any time before. */
export const notices = defineProjection({
  name: 'notices',
  version: 1,
  tables: { notices: noticeTable, notices_history: historyTable('notices', noticeTable) },
});
