import { noticeEvents } from '#events/notice/events.ts';
import { addressee, noticeCommand } from './notice.ts';
import { written } from './rules.ts';

export const markNoticeSeen = noticeCommand({
  name: 'MarkNoticeSeen',
  summary: 'Says that somebody of the party has seen a notice; who was first stays on record.',
  input: noticeEvents.schemas.NoticeSeen.pick({ noticeId: true }),
  unit: addressee,
  decide: (notice, { noticeId }) => {
    const { which, seen } = written(notice, noticeId);
    return seen ? [] : [{ type: 'NoticeSeen', data: which }];
  },
});
