import { describe, expect, it } from 'vitest';
import { payFee } from '#commands/dossier/fees.ts';
import { giveSupplement, requestSupplement } from '#commands/dossier/processing.ts';
import { specOf } from '#test/support/spec.ts';
import {
  dossierId,
  elsewhere,
  extended,
  feePaid,
  feeRequested,
  handedOver,
  home,
  officer,
  received,
  settled,
  submitted,
  supplementGiven,
  supplementRequested,
  withdrawn,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const holder = officer('official-1');
const facts = workingTime();
/** Wednesday 2 July 10:00 to Thursday 3 July 14:30: eleven working hours. */
const pauseFrom = local('2025-07-02T10:00');
const pauseTo = local('2025-07-03T14:30');
const dueAfterPause = {
  at: local('2025-07-08T07:50'),
  lines: [
    'Hạn trước đó: 14:20 thứ Sáu 04/07/2025',
    'Tạm dừng từ 10:00 thứ Tư 02/07/2025 đến 14:30 thứ Năm 03/07/2025: 11 giờ làm việc',
    'Thứ Bảy 05/07/2025, Chủ nhật 06/07/2025: nghỉ hằng tuần',
    'Hạn mới: 07:50 thứ Ba 08/07/2025',
  ],
};

describe('asking for a supplement', () => {
  const { given } = specOf(requestSupplement);
  const input = { dossierId, items: ['Bản sao'], reason: 'Thiếu giấy tờ', legalGround: 'Thông tư 03/2025/TT-VPCP' };
  it('happens while processing', () =>
    given(received())
      .when({ ...input, contactOfficial: 'official-1' }, { actor: holder })
      .yields({ type: 'SupplementRequested', data: { ...input, stage: 'processing', contactOfficial: 'official-1' } }));
  it('happens while checking what was submitted', () =>
    given(submitted())
      .when(input, { actor: holder })
      .yields({ type: 'SupplementRequested', data: { ...input, stage: 'checking' } }));
  it('is refused while one is outstanding', () =>
    given(received(), supplementRequested()).when(input, { actor: holder }).isRejected('supplement-already-requested'));
  it('is refused after one was given', () =>
    given(received(), supplementRequested(), supplementGiven()).when(input, { actor: holder }).isRejected('supplement-already-requested'));
  it('is refused while processing when one was given while checking', () =>
    given(submitted(), supplementRequested({ stage: 'checking' }), supplementGiven(), received())
      .when(input, { actor: holder })
      .isRejected('supplement-already-requested'));
  it('is the holder’s', () => given(received(), handedOver()).when(input, { actor: holder }).isRejected('not-the-holder'));
  it('is refused once there is a result', () =>
    given(received(), settled()).when(input, { actor: holder }).isRejected('dossier-already-settled'));
  it('is refused after the end', () => given(received(), withdrawn()).when(input, { actor: holder }).isRejected('dossier-ended'));
});

describe('giving a supplement', () => {
  const { given } = specOf(giveSupplement);
  const components = [{ name: 'Bản sao', photocopies: 1 }];
  const input = { dossierId, components };

  it('moves the due time by the working time of the pause', () =>
    given(received(), supplementRequested({}, pauseFrom))
      .when(input, { at: pauseTo, facts })
      .yields({ type: 'SupplementGiven', data: { ...input, pausedWorkingMinutes: 660, due: dueAfterPause } }));
  it('has no due time to move before reception', () =>
    given(submitted(), supplementRequested({ stage: 'checking' }, pauseFrom))
      .when(input, { at: pauseTo, facts })
      .yields({ type: 'SupplementGiven', data: { ...input, pausedWorkingMinutes: 660 } }));
  it('is brought to the place of receipt too', () => {
    const outcome = given(received({ placeOfReceipt: elsewhere, holder: { unit: home } }), supplementRequested({}, pauseFrom))
      .when({ ...input, unit: elsewhere }, { at: pauseTo, facts, actor: officer(undefined, elsewhere) })
      .outcome();
    expect(outcome).toHaveLength(1);
  });
  it('is refused at a third unit', () =>
    given(received(), supplementRequested())
      .when({ ...input, unit: elsewhere }, { facts, actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder'));
  it('is refused when none was asked for', () => given(received()).when(input, { facts }).isRejected('supplement-not-requested'));
  it('is refused a second time', () =>
    given(received(), supplementRequested(), supplementGiven()).when(input, { facts }).isRejected('supplement-not-requested'));
  it('is refused after the end', () =>
    given(received(), supplementRequested(), withdrawn()).when(input, { facts }).isRejected('dossier-ended'));
});

describe('a limit in days of the calendar', () => {
  const thirtyDays = received(
    {
      limit: { kind: 'calendar-days', days: 30 },
      appointed: { at: local('2026-02-23T17:00'), lines: ['Hẹn trả: 17:00 thứ Hai 23/02/2026'] },
    },
    local('2026-01-20T09:00'),
  );
  const dueAt = (outcome: unknown) => (outcome as { data: { due: { at: string } } }[])[0]?.data.due.at;
  const given = specOf(giveSupplement).given;

  it('keeps over Tết the days that were left', () =>
    expect(
      dueAt(
        given(thirtyDays, supplementRequested({}, local('2026-02-13T16:59')))
          .when({ dossierId, components: [] }, { at: local('2026-02-23T07:30'), facts })
          .outcome(),
      ),
    ).toBe(local('2026-03-02T17:00')));
  it('adds a second pause to the first one', () => {
    const firstDue = { at: local('2026-03-02T17:00'), lines: ['…'] };
    const paid = feePaid({ method: 'transfer', pausedWorkingMinutes: 61, due: firstDue }, local('2026-02-23T07:30'));
    expect(
      dueAt(
        given(thirtyDays, feeRequested({}, local('2026-02-13T16:59')), paid, supplementRequested({}, local('2026-02-25T09:00')))
          .when({ dossierId, components: [] }, { at: local('2026-03-02T09:00'), facts })
          .outcome(),
      ),
    ).toBe(local('2026-03-06T17:00'));
  });
  it('counts on from the day to which it was extended', () => {
    const due = { at: local('2026-03-05T17:00'), lines: ['…'] };
    expect(
      dueAt(
        given(thirtyDays, extended({ due }, local('2026-02-10T09:00')), supplementRequested({}, local('2026-02-27T09:00')))
          .when({ dossierId, components: [] }, { at: local('2026-03-02T09:00'), facts })
          .outcome(),
      ),
    ).toBe(local('2026-03-09T17:00'));
  });
});

describe('two pauses at once', () => {
  const supplement = specOf(giveSupplement);
  const fee = specOf(payFee);
  const payment = { dossierId, totalDong: 8000, method: 'cash' as const, receiptNumber: 'BL-0001' };
  const both = [received(), supplementRequested({}, pauseFrom), feeRequested({}, local('2025-07-02T14:00'))];

  it('count only the supplement where the fee was taken at the counter that day', () => {
    const feeFirst = [received(), feeRequested({}, local('2025-07-02T08:00')), supplementRequested({}, pauseFrom)];
    supplement
      .given(...feeFirst, feePaid({}, local('2025-07-02T16:00')))
      .when({ dossierId, components: [] }, { at: pauseTo, facts })
      .yields({ type: 'SupplementGiven', data: { dossierId, components: [], pausedWorkingMinutes: 660, due: dueAfterPause } });
    const supplementFirst = [received(), supplementRequested({}, pauseFrom), feeRequested({}, local('2025-07-03T10:00'))];
    fee
      .given(...supplementFirst, supplementGiven({}, pauseTo))
      .when(payment, { at: local('2025-07-03T16:00'), facts })
      .yields({ type: 'FeePaid', data: { ...payment, unit: home, pausedWorkingMinutes: 660, due: dueAfterPause } });
  });
  it('do not let the clock run when only one of them ends', () =>
    fee
      .given(...both)
      .when(payment, { at: local('2025-07-02T16:00'), facts })
      .yields({ type: 'FeePaid', data: { ...payment, unit: home, pausedWorkingMinutes: 0 } }));
  it('count once, from the first beginning to the last end', () =>
    supplement
      .given(...both, feePaid({}, local('2025-07-02T16:00')))
      .when({ dossierId, components: [] }, { at: pauseTo, facts })
      .yields({ type: 'SupplementGiven', data: { dossierId, components: [], pausedWorkingMinutes: 660, due: dueAfterPause } }));
});
