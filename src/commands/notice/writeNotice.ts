import { noticeEvents } from '#events/notice/events.ts';
import { noticeCommand } from './notice.ts';

/** A notice of the simulation is as good as sent when it is written: there is no way on which it could reach anybody. */
export const writeNotice = noticeCommand({
  name: 'WriteNotice',
  summary: 'Writes a notice that is to be sent; one that was written before stays as it is.',
  input: noticeEvents.schemas.NoticeWritten,
  creates: true,
  unit: ({ unit, to }) => unit ?? to,
  decide: (notice, data, { actor }) => {
    if (notice.status !== 'absent') return [];
    const { noticeId, dutyId, unit } = data;
    const sent = { type: 'NoticeSent', data: { noticeId, dutyId, ...(unit !== undefined && { unit }), reference: 'simulated' } } as const;
    return [{ type: 'NoticeWritten', data }, ...(actor.simulated ? [sent] : [])];
  },
});
