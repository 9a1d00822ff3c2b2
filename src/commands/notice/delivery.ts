import { Rejection } from '#domain/rejections.ts';
import { noticeEvents, UNCERTAIN_AFTER_MS } from '#events/notice/events.ts';
import { addressee, noticeCommand, written } from './notice.ts';

/**
 * A notice of the simulation is as good as sent when it is written: there is no way on which it could reach anybody.
 */
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

/**
 * Whoever gets the event in the receipt, and nobody else, hands the notice to its channel: of several at the same time
 * the log lets one through, and after it nobody until a failure is on record or a person wants it sent again. An
 * attempt that is not the next one changes nothing.
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

/**
 * A confirmation that comes late, when a person already wants the notice sent again, still counts: then it need not be
 * sent.
 */
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

export const noticeCommands = [writeNotice, dispatchNotice, recordNoticeSent, recordNoticeFailure, resendNotice, markNoticeSeen];
