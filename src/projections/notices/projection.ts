import { type NoticeEvent, noticeEvents } from '#events/notice/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { historyTable } from '#projections/daemon/history.ts';
import { type Columns, defineProjection, eventTable, type RowOf } from '#projections/daemon/projection.ts';

type DataOf<T extends NoticeEvent['type']> = Extract<NoticeEvent, { type: T }>['data'];

const columns = {
  notice_id: 'text',
  duty_id: 'text',
  /** There when the duty is a commune-level unit's. */
  unit: 'text?',
  kind: 'text',
  to_party: 'text',
  channel: 'text',
  /** The moment of the schedule, or of the urging. */
  due_at: 'timestamptz',
  subject: 'text',
  text: 'text',
  /** waiting, dispatched (nothing more was heard), sent, failed (for good). */
  state: 'text',
  written_at: 'timestamptz',
  /** When it may be handed over next; null unless it waits. */
  send_at: 'timestamptz?',
  attempts: 'integer',
  dispatched_at: 'timestamptz?',
  sent_at: 'timestamptz?',
  /** What the channel calls it. */
  reference: 'text?',
  /** Why the last attempt that surely failed did. */
  failure: 'text?',
  seen_at: 'timestamptz?',
  seen_by: 'text?',
  simulated: 'boolean',
  revision: 'integer',
} as const satisfies Columns;
export type NoticeRow = Omit<RowOf<typeof columns>, 'kind' | 'channel' | 'state'> & {
  kind: DataOf<'NoticeWritten'>['kind'];
  channel: DataOf<'NoticeWritten'>['channel'];
  state: 'waiting' | 'dispatched' | 'sent' | 'failed';
};

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
    dispatched_at: null,
    sent_at: null,
    reference: null,
    failure: null,
    seen_at: null,
    seen_by: null,
    simulated: event.actor.simulated === true,
    revision,
  };
};

const notices = eventTable({
  columns,
  primaryKey: ['notice_id'],
  indexes: [['duty_id'], ['to_party'], ['send_at']],
  on: Object.keys(noticeEvents.schemas) as NoticeEvent['type'][],
  keys: (event) => [[event.data.noticeId]],
  evolve: (row, event) => evolve(row as NoticeRow | undefined, event),
});

/** What was to be sent to whom about which duty, and what became of it, now and at any time before. */
export const noticeBook = defineProjection({
  name: 'notices',
  version: 1,
  tables: { notices, notices_history: historyTable('notices', notices) },
});
