import { describe, expect, it } from 'vitest';
import { returnResult, settleDossier, stopDossier, withdrawDossier } from '#commands/dossier/endings.ts';
import { cancelFee, payFee, refundFee, replaceFee, requestFee, waiveFee } from '#commands/dossier/fees.ts';
import { specOf } from '#test/support/spec.ts';
import {
  dossierId,
  elsewhere,
  feeCancelled,
  feePaid,
  feeRefunded,
  feeRequested,
  feeWaived,
  handedOver,
  home,
  officer,
  received,
  result,
  returned,
  settled,
  signed,
  signer,
  stopped,
  submitted,
  withdrawn,
} from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const holder = officer('official-1');
const facts = workingTime();
/** Wednesday 2 July 10:00 to Thursday 3 July 14:30: eleven working hours. */
const pauseFrom = local('2025-07-02T10:00');
const pauseTo = local('2025-07-03T14:30');
const ran = {
  pausedWorkingMinutes: 660,
  due: {
    at: local('2025-07-08T07:50'),
    lines: [
      'Hạn trước đó: 14:20 thứ Sáu 04/07/2025',
      'Tạm dừng từ 10:00 thứ Tư 02/07/2025 đến 14:30 thứ Năm 03/07/2025: 11 giờ làm việc',
      'Thứ Bảy 05/07/2025, Chủ nhật 06/07/2025: nghỉ hằng tuần',
      'Hạn mới: 07:50 thứ Ba 08/07/2025',
    ],
  },
};
const stoppedNothing = {
  pausedWorkingMinutes: 0,
  due: {
    at: local('2025-07-04T14:20'),
    lines: [
      'Hạn trước đó: 14:20 thứ Sáu 04/07/2025',
      'Phí, lệ phí được giải quyết tại quầy ngay trong ngày: không dừng thời hạn',
      'Giữ nguyên hạn: 14:20 thứ Sáu 04/07/2025',
    ],
  },
};
const item = (dong: number) => ({ name: 'Lệ phí', kind: 'charge' as const, dong });
const asked = (dong: number, change = {}) => feeRequested({ items: [item(dong)], totalDong: dong, ...change });
/** Asked 8,000, of which 5,000 are paid. */
const partlyPaid = [received(), asked(8000), feePaid({ totalDong: 5000, outstandingDong: 3000, receiptNumber: 'BL-1', unit: home })];

describe('asking for a fee', () => {
  const { given } = specOf(requestFee);
  const items = [item(8000), { name: 'Phí', kind: 'fee' as const, dong: 2000 }];
  const input = { dossierId, items };
  const nothing = { dossierId, items: [item(0)] };
  const when = { actor: holder, facts: undefined };

  it('adds the items up and stops the clock', () =>
    given(received())
      .when(input, when)
      .yields({ type: 'FeeRequested', data: { ...input, totalDong: 10_000, stopsClock: true } }));
  it('lets the clock run where the city says so', () =>
    given(received())
      .when(input, { ...when, settings: { feeStopsClock: false } })
      .yields({ type: 'FeeRequested', data: { ...input, totalDong: 10_000, stopsClock: false } }));
  it('does not wait for 0 đồng', () =>
    given(received())
      .when(nothing, when)
      .yields({ type: 'FeeRequested', data: { ...nothing, totalDong: 0, stopsClock: false } }));
  it('may come when the result is returned', () =>
    given(received(), settled())
      .when(input, when)
      .yields({ type: 'FeeRequested', data: { ...input, totalDong: 10_000, stopsClock: false } }));
  it('may come again once the first is paid, waived or cancelled, and whatever became of a receipt of 0 đồng', () => {
    for (const before of [
      [asked(8000), feePaid()],
      [asked(8000), feeWaived()],
      [asked(8000), feeCancelled()],
      [asked(0, { stopsClock: false })],
    ])
      expect(
        given(received(), ...before)
          .when({ dossierId, items: [item(8000)] }, when)
          .outcome(),
      ).toHaveLength(1);
  });
  it('is refused while something is owed, also a part', () => {
    given(received(), feeRequested()).when(input, when).isRejected('fee-already-requested');
    given(...partlyPaid)
      .when(input, when)
      .isRejected('fee-already-requested');
  });
  it('changes nothing when 0 đồng were asked before', () => given(received(), asked(0)).when(nothing, when).yieldsNothing());
  it('counts what was paid before to no purpose', () => {
    const past = [...partlyPaid, feeCancelled({ paidDong: 5000 })];
    given(...past)
      .when(input, when)
      .yields({ type: 'FeeRequested', data: { ...input, totalDong: 10_000, outstandingDong: 5000, stopsClock: true } });
    given(...past)
      .when({ dossierId, items: [item(4000)] }, when)
      .yields({ type: 'FeeRequested', data: { dossierId, items: [item(4000)], totalDong: 4000, outstandingDong: 0, stopsClock: false } });
  });
  it('is refused before reception', () => given(submitted()).when(input, when).isRejected('dossier-not-received'));
  it('is the holder’s', () => given(received(), handedOver()).when(input, when).isRejected('not-the-holder'));

  describe('of a procedure with a published fee', () => {
    const published = (facts: number | undefined) => ({ actor: holder, facts });
    it('needs no word where the sum is the published one', () =>
      given(received())
        .when(input, published(10_000))
        .yields({ type: 'FeeRequested', data: { ...input, totalDong: 10_000, stopsClock: true } }));
    it.each([0, 9999, 10_001])('is refused without a reason where %i đồng are published', (fee) => {
      given(received()).when(input, published(fee)).isRejected('fee-differs-from-published');
    });
    it('keeps the reason, and what is published', () => {
      const reason = 'Hai bản, Thông tư 226/2016/TT-BTC';
      given(received())
        .when({ ...input, reason }, published(5000))
        .yields({ type: 'FeeRequested', data: { ...input, totalDong: 10_000, publishedDong: 5000, reason, stopsClock: true } });
    });
    it('looks at all that was asked and not cancelled', () => {
      const half = { dossierId, items: [item(5000)] };
      given(received(), asked(5000), feePaid({ totalDong: 5000 }))
        .when(half, published(5000))
        .isRejected('fee-differs-from-published');
      expect(given(received(), asked(8000), feeCancelled()).when(half, published(5000)).outcome()).toHaveLength(1);
    });
  });
});

describe('paying', () => {
  const { given } = specOf(payFee);
  const input = { dossierId, totalDong: 8000, method: 'cash' as const, receiptNumber: 'BL-0001' };
  const paid = { ...input, unit: home };

  it('lets the clock run again and moves the due time', () =>
    given(received(), feeRequested({}, pauseFrom))
      .when(input, { at: pauseTo, facts })
      .yields({ type: 'FeePaid', data: { ...paid, ...ran } }));
  it('stops no clock at the counter on the day it was asked for', () =>
    given(received(), feeRequested({}, local('2025-07-02T09:01')))
      .when(input, { at: local('2025-07-02T09:04'), facts })
      .yields({ type: 'FeePaid', data: { ...paid, ...stoppedNothing } }));
  it('in part and then the rest, both at the counter that day, stops no clock', () => {
    const part = feePaid({ totalDong: 5000, outstandingDong: 3000 }, local('2025-07-02T09:02'));
    given(received(), feeRequested({}, local('2025-07-02T09:01')), part)
      .when({ ...input, totalDong: 3000 }, { at: local('2025-07-02T09:04'), facts })
      .yields({ type: 'FeePaid', data: { ...paid, totalDong: 3000, ...stoppedNothing } });
  });
  it('moves the due time by minutes where a transfer was waited for', () => {
    const outcome = given(received(), feeRequested({}, local('2025-07-02T09:01')))
      .when({ ...input, method: 'transfer' }, { at: local('2025-07-02T09:04'), facts })
      .outcome();
    expect(outcome).toMatchObject([{ data: { pausedWorkingMinutes: 3, due: { at: local('2025-07-04T14:23') } } }]);
  });
  it('leaves a dossier of the same day due that day, whatever the way', () => {
    const sameDay = received({
      limit: { kind: 'same-day', cutoff: '15:00' },
      appointed: { at: local('2025-07-01T17:00'), lines: ['Hẹn trả: 17:00 thứ Ba 01/07/2025'] },
    });
    const outcome = given(sameDay, feeRequested({}, local('2025-07-01T14:30')))
      .when({ ...input, method: 'portal' }, { at: local('2025-07-01T14:40'), facts })
      .outcome();
    expect(outcome).toMatchObject([{ data: { due: { at: local('2025-07-01T17:00') } } }]);
  });
  it('moves nothing where the clock ran on', () =>
    given(received(), feeRequested({ stopsClock: false }, pauseFrom))
      .when(input, { at: pauseTo, facts })
      .yields({ type: 'FeePaid', data: { ...paid, pausedWorkingMinutes: 0 } }));
  it('in part leaves the rest owed and the clock standing still', () =>
    given(received(), feeRequested({}, pauseFrom))
      .when({ ...input, totalDong: 5000 }, { at: pauseTo, facts })
      .yields({ type: 'FeePaid', data: { ...paid, totalDong: 5000, outstandingDong: 3000, pausedWorkingMinutes: 0 } }));
  it('of the rest lets the clock run again', () =>
    given(received(), feeRequested({}, pauseFrom), feePaid({ totalDong: 5000, outstandingDong: 3000 }, local('2025-07-02T11:00')))
      .when({ ...input, totalDong: 3000 }, { at: pauseTo, facts })
      .yields({ type: 'FeePaid', data: { ...paid, totalDong: 3000, ...ran } }));
  it('has a receipt also for 0 đồng, asked or waived', () => {
    const of0 = { ...input, totalDong: 0 };
    for (const past of [[feeRequested({ items: [], totalDong: 0, stopsClock: false })], [asked(8000, { stopsClock: false }), feeWaived()]])
      given(received(), ...past)
        .when(of0, { facts })
        .yields({ type: 'FeePaid', data: { ...paid, totalDong: 0, pausedWorkingMinutes: 0 } });
  });
  it('of nothing is refused while something is owed', () =>
    given(received(), feeRequested())
      .when({ ...input, totalDong: 0 }, { facts })
      .isRejected('fee-amount-differs'));
  it.each(['cash', 'card'] as const)('by %s is at most what is owed', (method) => {
    given(received(), feeRequested())
      .when({ ...input, method, totalDong: 8001 }, { facts })
      .isRejected('fee-amount-differs');
  });
  it.each(['transfer', 'portal'] as const)('by %s may be more, which stays to the citizen’s credit', (method) => {
    given(received(), asked(8000, { stopsClock: false }))
      .when({ ...input, method, totalDong: 9000 }, { facts })
      .yields({ type: 'FeePaid', data: { ...paid, method, totalDong: 9000, pausedWorkingMinutes: 0 } });
  });
  it('is refused with a receipt of an earlier payment, however it is written', () => {
    const again = { ...input, totalDong: 3000, receiptNumber: ' bl-1' };
    given(...partlyPaid)
      .when(again, { facts })
      .isRejected('receipt-number-used');
    expect(
      given(...partlyPaid)
        .when({ ...again, receiptSeries: 'AA/25P' }, { facts })
        .outcome(),
    ).toHaveLength(1);
  });
  it('is refused when nothing was asked', () => given(received()).when(input, { facts }).isRejected('fee-not-requested'));
  it('is refused a second time', () => given(received(), feeRequested(), feePaid()).when(input, { facts }).isRejected('fee-not-requested'));
});

describe('cancelling or waiving a fee', () => {
  it('on the day it was asked for stopped no clock', () => {
    const asked9 = feeRequested({}, local('2025-07-02T09:01'));
    const when = { at: local('2025-07-02T09:04'), facts, actor: holder };
    const cancel = specOf(cancelFee).given(received(), asked9).when({ dossierId, reason: 'Ghi nhầm' }, when).outcome();
    const waive = specOf(waiveFee).given(received(), asked9).when({ dossierId, legalGround: 'Luật Phí và lệ phí' }, when).outcome();
    for (const outcome of [cancel, waive]) expect(outcome).toMatchObject([{ data: stoppedNothing }]);
  });
});

describe('cancelling a fee', () => {
  const { given } = specOf(cancelFee);
  const input = { dossierId, reason: 'Nhầm thủ tục' };
  it('lets the clock run again', () =>
    given(received(), feeRequested({}, pauseFrom))
      .when(input, { at: pauseTo, facts, actor: holder })
      .yields({ type: 'FeeCancelled', data: { ...input, totalDong: 8000, paidDong: 0, waivedDong: 0, ...ran } }));
  it('says what was paid towards it', () =>
    given(received(), asked(8000, { stopsClock: false }), feePaid({ totalDong: 5000, outstandingDong: 3000 }))
      .when(input, { facts, actor: holder })
      .yields({ type: 'FeeCancelled', data: { ...input, totalDong: 8000, paidDong: 5000, waivedDong: 0, pausedWorkingMinutes: 0 } }));
  it('is refused once it is paid, and a second time', () => {
    given(received(), feeRequested(), feePaid()).when(input, { facts, actor: holder }).isRejected('fee-not-requested');
    given(received(), feeRequested(), feeCancelled()).when(input, { facts, actor: holder }).isRejected('fee-not-requested');
  });
  it('is the holder’s', () =>
    given(received(), feeRequested(), handedOver()).when(input, { facts, actor: holder }).isRejected('not-the-holder'));
});

describe('replacing a fee', () => {
  const { given } = specOf(replaceFee);
  const input = { dossierId, items: [item(5000)], cancelReason: 'Nhầm mức thu' };
  const time = { published: undefined, time: facts };
  it('cancels the one and asks for the other in one act, the clock standing still', () =>
    given(received(), feeRequested({}, pauseFrom))
      .when(input, { at: pauseTo, facts: time, actor: holder })
      .yields(
        { type: 'FeeCancelled', data: { dossierId, totalDong: 8000, paidDong: 0, waivedDong: 0, reason: 'Nhầm mức thu', ...ran } },
        { type: 'FeeRequested', data: { dossierId, items: [item(5000)], totalDong: 5000, stopsClock: true } },
      ));
  it('counts what was paid towards the one', () => {
    const [, request] = given(...partlyPaid)
      .when({ ...input, items: [item(6000)] }, { facts: time, actor: holder })
      .outcome() as unknown as { data: object }[];
    expect(request?.data).toMatchObject({ totalDong: 6000, outstandingDong: 1000, stopsClock: true });
  });
  it('compares the other with the published fee', () => {
    const when = { facts: { published: 5000, time: facts }, actor: holder };
    expect(given(received(), asked(8000)).when(input, when).outcome()).toHaveLength(2);
    given(received(), asked(8000))
      .when({ ...input, items: [item(6000)] }, when)
      .isRejected('fee-differs-from-published');
  });
  it('changes nothing where the same is asked', () =>
    given(received(), asked(5000)).when(input, { facts: time, actor: holder }).yieldsNothing());
  it('is refused where nothing is outstanding', () =>
    given(received(), asked(8000), feePaid()).when(input, { facts: time, actor: holder }).isRejected('fee-not-requested'));
});

describe('waiving a fee', () => {
  const { given } = specOf(waiveFee);
  const input = { dossierId, legalGround: 'Hộ nghèo, Nghị quyết của HĐND' };
  it('leaves nothing owed and lets the clock run again', () =>
    given(received(), feeRequested({}, pauseFrom))
      .when(input, { at: pauseTo, facts, actor: holder })
      .yields({ type: 'FeeWaived', data: { ...input, dong: 8000, outstandingDong: 0, ...ran } }));
  it('of a part leaves the rest owed', () =>
    given(received(), feeRequested({}, pauseFrom))
      .when({ ...input, remainingDong: 4000 }, { at: pauseTo, facts, actor: holder })
      .yields({ type: 'FeeWaived', data: { ...input, dong: 4000, outstandingDong: 4000, pausedWorkingMinutes: 0 } }));
  it('changes nothing when it is so already', () =>
    given(received(), asked(8000))
      .when({ ...input, remainingDong: 8000 }, { facts, actor: holder })
      .yieldsNothing());
  it('is refused where less is owed', () =>
    given(...partlyPaid)
      .when({ ...input, remainingDong: 4000 }, { facts, actor: holder })
      .isRejected('waiver-exceeds-fee'));
  it('is refused where nothing was asked', () => given(received()).when(input, { facts, actor: holder }).isRejected('fee-not-requested'));
});

describe('giving money back', () => {
  const { given } = specOf(refundFee);
  const input = { dossierId, dong: 8000, method: 'transfer' as const, voucherNumber: 'PC-0001', reason: 'Thu nhầm' };
  const paid = [received(), asked(8000), feePaid()];
  it.each([
    ['while it is processed', paid],
    ['after its return', [...paid, settled(), returned()]],
    ['after it was taken back', [...paid, withdrawn()]],
    ['after it was stopped', [...paid, stopped()]],
  ])('happens %s', (_, past) => {
    given(...past)
      .when(input)
      .yields({ type: 'FeeRefunded', data: input });
  });
  it('is at most what was paid and not given back', () => {
    given(...paid)
      .when({ ...input, dong: 8001 })
      .isRejected('refund-exceeds-payment');
    given(...paid, feeRefunded())
      .when({ ...input, dong: 5001 })
      .isRejected('refund-exceeds-payment');
    given(...paid, stopped({ refundDong: 8000 }))
      .when({ ...input, dong: 1 })
      .isRejected('refund-exceeds-payment');
    expect(
      given(...paid, feeRefunded())
        .when({ ...input, dong: 5000 })
        .outcome(),
    ).toHaveLength(1);
  });
  it('is refused with a voucher of an earlier refund', () =>
    given(...paid, feeRefunded())
      .when({ ...input, dong: 1000, voucherNumber: 'pc-1' })
      .isRejected('receipt-number-used'));
  it('is refused at a unit that has nothing to do with it', () => {
    given(...paid)
      .when({ ...input, unit: elsewhere }, { actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder');
    given(...paid, withdrawn())
      .when({ ...input, unit: elsewhere }, { actor: officer(undefined, elsewhere) })
      .isRejected('not-the-holder');
  });
  it('is refused before reception', () => given(submitted()).when(input).isRejected('dossier-not-received'));
});

describe('the end of a dossier', () => {
  const settling = specOf(settleDossier);
  const withdrawing = specOf(withdrawDossier);
  const stopping = specOf(stopDossier);
  const paid = [received(), asked(8000), feePaid()];
  const ground = { reason: 'Lý do', legalGround: 'Điều 20' };

  it('does not wait for 0 đồng', () => {
    expect(
      settling
        .given(received(), signed, asked(0, { stopsClock: false }))
        .when({ dossierId, result }, { actor: holder, facts: signer })
        .outcome(),
    ).toHaveLength(1);
    expect(
      specOf(returnResult)
        .given(received(), settled(), asked(0, { stopsClock: false }))
        .when({ dossierId, means: 'counter' }, { actor: holder })
        .outcome(),
    ).toHaveLength(1);
  });
  it('waits for the rest of a fee', () =>
    settling
      .given(received(), asked(8000, { stopsClock: false }), feePaid({ totalDong: 5000, outstandingDong: 3000 }))
      .when({ dossierId, result }, { actor: holder })
      .isRejected('fee-outstanding'));
  it('gives back at most what was paid, by withdrawal and by stop', () => {
    withdrawing
      .given(...paid)
      .when({ dossierId, reason: 'Đổi ý', refundDong: 8001 }, { actor: holder })
      .isRejected('refund-exceeds-payment');
    withdrawing
      .given(...paid)
      .when({ dossierId, reason: 'Đổi ý', refundDong: 8000 }, { actor: holder })
      .yields({ type: 'DossierWithdrawn', data: { dossierId, reason: 'Đổi ý', refundDong: 8000 } });
    withdrawing
      .given(submitted())
      .when({ dossierId, reason: 'Đổi ý', refundDong: 1 }, { actor: holder })
      .isRejected('refund-exceeds-payment');
    stopping
      .given(...paid)
      .when({ dossierId, ...ground, refundDong: 8001 }, { actor: holder })
      .isRejected('refund-exceeds-payment');
    stopping
      .given(...paid)
      .when({ dossierId, ...ground, refundDong: 7000 }, { actor: holder })
      .yields({ type: 'DossierStopped', data: { dossierId, ...ground, refundDong: 7000 } });
  });
});
