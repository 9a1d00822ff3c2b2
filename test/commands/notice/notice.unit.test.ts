import { describe, expect, it } from 'vitest';
import {
  dispatchNotice,
  markNoticeSeen,
  noticeIdOf,
  recordNoticeFailure,
  recordNoticeSent,
  resendNotice,
  writeNotice,
} from '#commands/notice/notice.ts';
import type { NoticeEvent } from '#events/notice/events.ts';
import { type Past, specOf } from '#test/support/spec.ts';

const which = { noticeId: 'n-1', dutyId: 'd-1.staff.25747', unit: '25747' };
const message = {
  ...which,
  kind: 'urging' as const,
  to: '25747',
  channel: 'email' as const,
  dueAt: '2025-06-25T01:00:00.000Z',
  subject: 'Đôn đốc: Bố trí nhân sự',
  text: 'Đề nghị hoàn thành trước 30/6.',
};
const at = (occurredAt: string) => ({ occurredAt: `2025-06-25T${occurredAt}.000Z` });
const written: Past<NoticeEvent> = { type: 'NoticeWritten', data: message, ...at('01:00:00') };
const dispatched = (attempt = 1, time = '01:00:01'): Past<NoticeEvent> => ({
  type: 'NoticeDispatched',
  data: { ...which, attempt },
  ...at(time),
});
const failed = (attempt: number, retryAt?: string): Past<NoticeEvent> => ({
  type: 'NoticeFailed',
  data: { ...which, attempt, reason: 'ECONNREFUSED', final: retryAt === undefined, ...(retryAt !== undefined && { retryAt }) },
  ...at('01:00:02'),
});
const sent: Past<NoticeEvent> = { type: 'NoticeSent', data: { ...which, reference: '<n-1@motcua>' }, ...at('01:00:02') };
const resend: Past<NoticeEvent> = { type: 'NoticeResendRequested', data: { ...which, reason: 'x' }, ...at('02:00:00') };
const { noticeId } = which;

describe('the id of a notice', () => {
  const one = { about: 'd', step: 'before-3', to: '25747', channel: 'email' } as const;
  it('is the same for the same message', () => expect(noticeIdOf(one)).toBe(noticeIdOf({ ...one })));
  it('is another one for another duty, step, party, official or channel', () => {
    const others = [{ about: 'e' }, { official: 'official-1' }, { step: 'before-1' }, { to: '25750' }, { channel: 'webhook' as const }];
    expect(new Set([one, ...others.map((other) => ({ ...one, ...other }))].map(noticeIdOf)).size).toBe(6);
  });
});

describe('writing a notice', () => {
  const { given } = specOf(writeNotice);
  it('puts the message on record', () => given().when(message).yields({ type: 'NoticeWritten', data: message }));
  it('of the simulation sends it nowhere: it is on record as sent at once', () =>
    given()
      .when(message, { actor: { id: 'motcua', role: 'system', simulated: true } })
      .yields({ type: 'NoticeWritten', data: message }, { type: 'NoticeSent', data: { ...which, reference: 'simulated' } }));
  it('a second time changes nothing, whatever it says', () =>
    given(written)
      .when({ ...message, text: 'Khác' })
      .yieldsNothing());
});

describe('dispatching a notice', () => {
  const { given } = specOf(dispatchNotice);
  const data = (attempt: number) => ({ type: 'NoticeDispatched' as const, data: { ...which, attempt } });
  it('is on record before anything leaves', () => given(written).when({ noticeId, attempt: 1 }).yields(data(1)));
  it('does not happen twice, though nothing more was heard', () =>
    given(written, dispatched()).when({ noticeId, attempt: 2 }).yieldsNothing());
  it('does not happen for whoever has not seen the attempt before', () =>
    given(written, dispatched(), resend).when({ noticeId, attempt: 1 }).yieldsNothing());
  it('does not happen to what was sent', () => given(written, dispatched(), sent).when({ noticeId, attempt: 1 }).yieldsNothing());
  it('happens again after a failure, once its time has come', () => {
    const past = given(written, dispatched(), failed(1, '2025-06-25T01:05:00.000Z'));
    past.when({ noticeId, attempt: 2 }, { at: '2025-06-25T01:04:59.999Z' }).yieldsNothing();
    past.when({ noticeId, attempt: 2 }, { at: '2025-06-25T01:05:00.000Z' }).yields(data(2));
  });
  it('does not happen after a failure for good', () =>
    given(written, dispatched(), failed(1)).when({ noticeId, attempt: 2 }).yieldsNothing());
  it('happens again when a person wants it', () => given(written, dispatched(), resend).when({ noticeId, attempt: 2 }).yields(data(2)));
  it('of nothing is refused', () => given().when({ noticeId, attempt: 1 }).isRejected('notice-not-found'));
});

describe('what became of it', () => {
  const taken = specOf(recordNoticeSent);
  const refused = specOf(recordNoticeFailure);
  const reference = '<n-1@motcua>';
  it('the channel took it', () =>
    taken
      .given(written, dispatched())
      .when({ noticeId, reference })
      .yields({ type: 'NoticeSent', data: { ...which, reference } }));
  it('is told once', () => taken.given(written, dispatched(), sent).when({ noticeId, reference }).yieldsNothing());
  it('a confirmation that comes after a person asked again still counts, and it is not sent again', () => {
    taken
      .given(written, dispatched(), resend)
      .when({ noticeId, reference })
      .yields({ type: 'NoticeSent', data: { ...which, reference } });
    specOf(dispatchNotice).given(written, dispatched(), resend, sent).when({ noticeId, attempt: 2 }).yieldsNothing();
  });
  it('the channel refused it, and it is tried again', () =>
    refused
      .given(written, dispatched())
      .when({ noticeId, attempt: 1, reason: 'ECONNREFUSED', retryAt: '2025-06-25T01:05:00.000Z' })
      .yields({
        type: 'NoticeFailed',
        data: { ...which, attempt: 1, reason: 'ECONNREFUSED', final: false, retryAt: '2025-06-25T01:05:00.000Z' },
      }));
  it('the channel refused it for good', () =>
    refused
      .given(written, dispatched())
      .when({ noticeId, attempt: 1, reason: '550' })
      .yields({ type: 'NoticeFailed', data: { ...which, attempt: 1, reason: '550', final: true } }));
  it('a failure of an earlier attempt says nothing about a later one', () =>
    refused.given(written, dispatched(), resend, dispatched(2, '02:00:01')).when({ noticeId, attempt: 1, reason: '550' }).yieldsNothing());
});

describe('having a notice sent again', () => {
  const { given } = specOf(resendNotice);
  const input = { noticeId, reason: 'không rõ đã đến chưa' };
  const again = { type: 'NoticeResendRequested' as const, data: { ...which, reason: input.reason } };
  it('is possible when nothing was heard for two minutes', () =>
    given(written, dispatched()).when(input, { at: '2025-06-25T01:02:01.000Z' }).yields(again));
  it('is refused while it may just be on its way', () =>
    given(written, dispatched()).when(input, { at: '2025-06-25T01:02:00.999Z' }).isRejected('notice-not-resendable'));
  it('is possible after a failure for good', () => given(written, dispatched(), failed(1)).when(input).yields(again));
  it.each([
    ['what waits', [written]],
    ['what will be tried again', [written, dispatched(), failed(1, '2025-06-25T01:05:00.000Z')]],
    ['what was sent', [written, dispatched(), sent]],
    ['what is to be sent again already', [written, dispatched(), resend]],
  ])('is refused for %s', (_, past) =>
    given(...past)
      .when(input, { at: '2025-06-26T00:00:00.000Z' })
      .isRejected('notice-not-resendable'),
  );
});

describe('seeing a notice', () => {
  const { given } = specOf(markNoticeSeen);
  it('is on record, whether or not any channel took it', () =>
    given(written).when({ noticeId }).yields({ type: 'NoticeSeen', data: which }));
  it('counts once', () => given(written, { type: 'NoticeSeen', data: which }).when({ noticeId }).yieldsNothing());
  it('of nothing is refused', () => given().when({ noticeId }).isRejected('notice-not-found'));
});
