import { noticeEvents } from '#events/notice/events.ts';
import { noticeCommand } from './notice.ts';

export const writeNotice = noticeCommand({
  name: 'WriteNotice',
  summary: 'Writes a notice that is to be sent; one that was written before stays as it is.',
  input: noticeEvents.schemas.NoticeWritten,
  idField: 'noticeId',
  creates: true,
  unit: ({ unit, to }) => unit ?? to,
  decide: (notice, data) => (notice.status === 'absent' ? [{ type: 'NoticeWritten', data }] : []),
});
