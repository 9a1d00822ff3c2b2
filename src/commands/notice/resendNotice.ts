import { Rejection } from '#domain/rejections.ts';
import { noticeEvents, UNCERTAIN_AFTER_MS } from '#events/notice/events.ts';
import { addressee, noticeCommand } from './notice.ts';
import { written } from './rules.ts';

export const resendNotice = noticeCommand({
  name: 'ResendNotice',
  summary:
    'Has a notice sent once more that failed for good, or of which nobody knows whether it arrived. It may arrive twice then, under the same id.',
  input: noticeEvents.schemas.NoticeResendRequested.pick({ noticeId: true, reason: true }),
  unit: addressee,
  decide: (notice, { noticeId, reason }, { now }) => {
    const { status, which, dispatchedAt = now } = written(notice, noticeId);
    const uncertain = status === 'dispatched' && Date.parse(now) - Date.parse(dispatchedAt) >= UNCERTAIN_AFTER_MS;
    if (status !== 'failed' && !uncertain)
      throw new Rejection('notice-not-resendable', `Notice ${noticeId} neither failed nor is it uncertain; it is ${status}.`);
    return [{ type: 'NoticeResendRequested', data: { ...which, reason } }];
  },
});
