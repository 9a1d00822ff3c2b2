import { noticeEvents } from '#events/notice/events.ts';
import { addressee, noticeCommand } from './notice.ts';
import { written } from './rules.ts';

export const recordNoticeFailure = noticeCommand({
  name: 'RecordNoticeFailure',
  summary: 'Records that the channel surely did not take a notice, and when it is tried again, if it is.',
  input: noticeEvents.schemas.NoticeFailed.pick({ noticeId: true, attempt: true, reason: true, retryAt: true }),
  unit: addressee,
  decide: (notice, { noticeId, attempt, reason, retryAt }) => {
    const { status, which, attempts } = written(notice, noticeId);
    if (status !== 'dispatched' || attempts !== attempt) return [];
    const final = retryAt === undefined;
    return [{ type: 'NoticeFailed', data: { ...which, attempt, reason, final, ...(!final && { retryAt }) } }];
  },
});
