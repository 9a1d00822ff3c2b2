import { noticeEvents } from '#events/notice/events.ts';
import { addressee, noticeCommand } from './notice.ts';
import { written } from './rules.ts';

/**
 * Whoever gets the event in the receipt, and nobody else, hands the notice to its channel: of several at the same time the log lets one through,
 * and after it nobody until a failure is on record or a person wants it sent again.
 */
export const dispatchNotice = noticeCommand({
  name: 'DispatchNotice',
  summary: 'Puts on record that a notice is about to be handed to its channel.',
  input: noticeEvents.schemas.NoticeDispatched.pick({ noticeId: true }),
  idField: 'noticeId',
  unit: addressee,
  decide: (notice, { noticeId }, { now }) => {
    const { status, which, attempts, retryAt } = written(notice, noticeId);
    if (status !== 'waiting' || (retryAt !== undefined && now < retryAt)) return [];
    return [{ type: 'NoticeDispatched', data: { ...which, attempt: attempts + 1 } }];
  },
});
