import { noticeEvents } from '#events/notice/events.ts';
import { addressee, noticeCommand } from './notice.ts';
import { written } from './rules.ts';

/** A confirmation that comes late, when a person already wants the notice sent again, still counts: then it need not be sent. */
export const recordNoticeSent = noticeCommand({
  name: 'RecordNoticeSent',
  summary: 'Records that the channel took a notice.',
  input: noticeEvents.schemas.NoticeSent.pick({ noticeId: true, reference: true }),
  unit: addressee,
  decide: (notice, { noticeId, reference }) => {
    const { status, which } = written(notice, noticeId);
    return status === 'sent' ? [] : [{ type: 'NoticeSent', data: { ...which, reference } }];
  },
});
