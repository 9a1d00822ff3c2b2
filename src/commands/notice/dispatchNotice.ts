import { noticeEvents } from '#events/notice/events.ts';
import { addressee, noticeCommand } from './notice.ts';
import { written } from './rules.ts';

/**
 * Whoever gets the event in the receipt, and nobody else, hands the notice to its channel: of several at the same time the log lets one through,
 * and after it nobody until a failure is on record or a person wants it sent again. An attempt that is not the next one changes nothing.
 */
export const dispatchNotice = noticeCommand({
  name: 'DispatchNotice',
  summary: 'Puts on record that a notice is about to be handed to its channel.',
  input: noticeEvents.schemas.NoticeDispatched.pick({ noticeId: true, attempt: true }),
  unit: addressee,
  decide: (notice, { noticeId, attempt }, { now }) => {
    const { status, which, attempts, retryAt } = written(notice, noticeId);
    if (status !== 'waiting' || attempt !== attempts + 1 || (retryAt !== undefined && now < retryAt)) return [];
    return [{ type: 'NoticeDispatched', data: { ...which, attempt } }];
  },
});
