import { describe, expect, it } from 'vitest';
import { type DetailRow, detailOf, dossierDetail } from '#projections/dossierDetail/projection.ts';
import {
  archived,
  dossierErased,
  dossierIdOf,
  erasureRefused,
  extended,
  feeCancelled,
  feePaid,
  feeRefunded,
  feeRequested,
  feeWaived,
  type Happened,
  handedOver,
  handoverAccepted,
  handoverDeclined,
  handoverRecalled,
  lateEntryConfirmed,
  lateEntryDeclined,
  legalHoldLifted,
  legalHoldPlaced,
  linkedParts,
  officialId,
  otherUnit,
  partSettled,
  received,
  refused,
  resultCorrected,
  returned,
  sealedName,
  settled,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  unit,
  verificationStarted,
  withdrawn,
} from '#test/support/events.ts';
import { folded, onlyRow } from '#test/support/fold.ts';

const at = (instant: string, event: Happened): Happened => ({ ...event, at: instant });
const detailAfter = async (...events: Happened[]) =>
  detailOf((await onlyRow(dossierDetail, 'dossier_detail', events)) as unknown as DetailRow);

describe('one dossier in detail', () => {
  it('keeps what was handed in, personal values sealed', async () => {
    expect(await detailAfter(submitted())).toMatchObject({
      owner: { kind: 'citizen', name: sealedName() },
      request: sealedName(),
      components: [{ name: 'Bản chính', originals: 1 }],
      receiveBy: '2025-07-02T03:00:00.000Z',
      code: null,
    });
  });

  it('keeps the rules of the version it was received under', async () => {
    const detail = await detailAfter(received({ verificationLimit: { kind: 'working-days', days: 8 } }));
    expect(detail).toMatchObject({
      procedureVersion: 1,
      limit: { kind: 'working-days', days: 3 },
      verificationLimit: { kind: 'working-days', days: 8 },
      steps: [{ name: 'Tiếp nhận' }, { name: 'Thẩm định' }],
    });
  });

  it('keeps the reason of an agreed time', async () => {
    expect(await detailAfter(received())).toMatchObject({ agreed: null, parts: [] });
    const agreed = { reason: 'Chờ ý kiến công an' };
    expect(await detailAfter(received({ limit: { kind: 'unpublished' }, agreed }))).toMatchObject({ agreed });
  });

  it('shows the parts of linked procedures, each with its times, how they came about, and its result', async () => {
    const due = { at: '2025-07-02T10:00:00.000Z', lines: ['Hạn mới'] };
    const detail = await detailAfter(
      received({ parts: linkedParts }),
      supplementRequested({ part: 'birth' }),
      supplementGiven({ due: { at: '2025-07-04T10:00:00.000Z', lines: ['Giữ nguyên hạn'] }, parts: [{ part: 'birth', due }] }),
      at('2025-07-02T09:00:00.000Z', partSettled()),
    );
    expect(detail).toMatchObject({
      dueAt: '2025-07-04T10:00:00.000Z',
      supplements: [{ part: 'birth' }],
      result: null,
      parts: [
        {
          part: 'birth',
          appointedAt: '2025-07-01T10:00:00.000Z',
          dueAt: due.at,
          deadline: [
            { cause: 'reception', at: '2025-07-01T10:00:00.000Z' },
            { cause: 'supplement', at: due.at, previousAt: '2025-07-01T10:00:00.000Z', lines: ['Hạn mới'] },
          ],
          result: { number: '12/KS', abstract: sealedName(), settledAt: '2025-07-02T09:00:00.000Z', onTime: true },
        },
        { part: 'residence', agency: 'Công an', dueAt: '2025-07-04T10:00:00.000Z', result: null },
      ],
    });
  });

  it('counts a part entered late as on time once that is confirmed', async () => {
    const late = { ...at('2025-07-01T09:00:00.000Z', partSettled({ onTime: false })), enteredLate: { at: '2025-07-02T02:00:00.000Z' } };
    const past = [received({ parts: linkedParts }), late];
    const decision = { revision: 1, act: 'PartSettled' as const, bearsOn: 'due' as const, reason: 'Mất điện' };
    const confirmed = lateEntryConfirmed({ ...decision, partsOnTime: [{ part: 'birth', onTime: true }] });
    expect(await detailAfter(...past)).toMatchObject({
      parts: [{ result: { onTime: false, onTimeAsStated: true } }, { result: null }],
      lateEntries: [{ act: 'PartSettled', part: 'birth', bearsOn: 'due', deadlineAt: '2025-07-01T10:00:00.000Z', state: 'unconfirmed' }],
    });
    expect(await detailAfter(...past, confirmed)).toMatchObject({ parts: [{ result: { onTime: true, onTimeAsStated: true } }, {}] });
    expect(await detailAfter(...past, lateEntryDeclined(decision))).toMatchObject({
      parts: [{ result: { onTime: false, onTimeAsStated: false } }, {}],
    });
  });

  it('puts right the result of one part, and the dossier’s own where that repeats it', async () => {
    const result = partSettled().data.result;
    const past = [
      received({ parts: linkedParts }),
      at('2025-07-01T09:00:00.000Z', partSettled()),
      at('2025-07-02T09:00:00.000Z', partSettled({ part: 'residence' })),
      at('2025-07-02T09:00:00.000Z', settled({ result })),
    ];
    const other = { ...result, number: '13/KS' };
    const birth = resultCorrected({ part: 'birth', before: result, result: other });
    expect(await detailAfter(...past, birth)).toMatchObject({
      result: { number: '12/KS' },
      parts: [{ result: { number: '13/KS', settledAt: '2025-07-01T09:00:00.000Z', onTime: true } }, { result: { number: '12/KS' } }],
      corrections: [{ what: 'result', part: 'birth', before: { result: { number: '12/KS' } }, after: { result: { number: '13/KS' } } }],
    });
    const last = resultCorrected({ part: 'residence', repeated: true, before: result, result: other });
    expect(await detailAfter(...past, last)).toMatchObject({
      result: { number: '13/KS' },
      parts: [{ result: { number: '12/KS' } }, { result: { number: '13/KS' } }],
    });
  });

  it('explains every time that was ever set, and what it replaced', async () => {
    const detail = await detailAfter(
      at('2025-07-01T03:00:00.000Z', submitted()),
      at('2025-07-01T04:00:00.000Z', received({ channel: 'online' })),
      supplementRequested(),
      at('2025-07-02T04:00:00.000Z', supplementGiven()),
      feeRequested(),
      at('2025-07-02T05:00:00.000Z', feePaid()),
      at('2025-07-02T06:00:00.000Z', verificationStarted()),
      at('2025-07-03T06:00:00.000Z', extended()),
    );
    expect(detail).toMatchObject({ appointedAt: '2025-07-04T10:00:00.000Z', dueAt: '2025-07-08T10:00:00.000Z' });
    const { deadline } = detail as { deadline: Record<string, unknown>[] };
    expect(deadline.map(({ cause, since, at: set, previousAt, ground }) => [cause, since, set, previousAt, ground])).toEqual([
      ['submission', '2025-07-01T03:00:00.000Z', '2025-07-02T03:00:00.000Z', null, null],
      ['reception', '2025-07-01T04:00:00.000Z', '2025-07-04T10:00:00.000Z', null, null],
      ['supplement', '2025-07-02T04:00:00.000Z', '2025-07-07T10:00:00.000Z', '2025-07-04T10:00:00.000Z', 'Thiếu giấy'],
      ['fee', '2025-07-02T05:00:00.000Z', '2025-07-05T10:00:00.000Z', '2025-07-07T10:00:00.000Z', null],
      ['verification', '2025-07-02T06:00:00.000Z', '2025-07-23T10:00:00.000Z', '2025-07-05T10:00:00.000Z', 'Phải xác minh'],
      ['extension', '2025-07-03T06:00:00.000Z', '2025-07-08T10:00:00.000Z', '2025-07-23T10:00:00.000Z', 'Nhiều bản'],
    ]);
    expect(deadline[1]?.lines).toEqual(['hẹn 2025-07-04T10:00:00.000Z']);
  });

  it('lists every hand-over from the citizen on, as Form 06 does', async () => {
    const detail = await detailAfter(
      at('2025-07-01T01:00:00.000Z', received({ placeOfReceipt: otherUnit, holder: { unit: otherUnit } })),
      at('2025-07-01T02:00:00.000Z', handedOver({ from: { unit: otherUnit }, to: { unit, official: officialId }, note: 'Đủ bản giấy' })),
    );
    expect(detail).toMatchObject({
      holder: { unit, official: officialId },
      step: 1,
      handovers: [
        { at: '2025-07-01T01:00:00.000Z', from: null, to: { unit: otherUnit }, step: 0, stepName: 'Tiếp nhận', stepHours: 4, note: null },
        {
          at: '2025-07-01T02:00:00.000Z',
          from: { unit: otherUnit },
          to: { unit, official: officialId },
          step: 1,
          stepName: 'Thẩm định',
          stepHours: 16,
          note: 'Đủ bản giấy',
          recordedBy: 'user-1',
        },
      ],
    });
  });

  describe('a hand-over', () => {
    const receiver = { id: 'user-2', role: 'officer' as const, unit, official: 'official-2' };
    const given = [received(), at('2025-07-01T02:00:00.000Z', handedOver({ awaitsAcceptance: true }))];
    const answered = { at: '2025-07-01T03:00:00.000Z', actor: receiver };
    const lineAfter = async (...events: Happened[]) => {
      const { handovers } = (await detailAfter(...events)) as { handovers: unknown[] };
      return handovers[1];
    };

    it('waits until the receiver answers', async () => {
      expect(await lineAfter(...given)).toMatchObject({ state: 'waiting', answeredAt: null, onTime: true });
      const answer = { answeredAt: answered.at, answeredBy: 'user-2' };
      expect(await lineAfter(...given, { ...handoverAccepted(), ...answered })).toMatchObject({ state: 'accepted', ...answer });
      const declined = await lineAfter(...given, { ...handoverDeclined(), ...answered });
      expect(declined).toMatchObject({ state: 'declined', ...answer, answerReason: 'Thiếu bản chính' });
      expect(await lineAfter(...given, { ...handoverRecalled(), ...answered })).toMatchObject({ state: 'recalled', answerReason: null });
    });
    it('is accepted by whoever works on it, and lapses when somebody else passes it on', async () => {
      expect(await lineAfter(...given, { ...verificationStarted(), ...answered })).toMatchObject({ state: 'accepted' });
      const on = handedOver({ from: { unit, official: 'official-2' }, to: { unit } });
      expect(await lineAfter(...given, { ...on, ...answered })).toMatchObject({ state: 'accepted' });
      const moved = { ...on, ...answered, actor: { id: 'motcua', role: 'system' as const } };
      expect(await lineAfter(...given, moved)).toMatchObject({ state: 'lapsed' });
    });
    it('was accepted where nobody had to accept it', async () => {
      expect(await lineAfter(received(), handedOver())).toMatchObject({ state: 'accepted', answeredAt: null });
    });
    it('is late after the due time, and judged as of when the clock stopped', async () => {
      const tooLate = at('2025-07-04T11:00:00.000Z', handedOver());
      expect(await lineAfter(received(), tooLate)).toMatchObject({ onTime: false });
      const stopped = at('2025-07-01T03:00:00.000Z', supplementRequested());
      expect(await lineAfter(received(), stopped, tooLate)).toMatchObject({ onTime: true });
    });
  });

  it('keeps supplement and fee with what was asked, given and paid', async () => {
    const detail = await detailAfter(
      received(),
      at('2025-07-01T02:00:00.000Z', supplementRequested()),
      at('2025-07-01T03:00:00.000Z', supplementGiven()),
      at('2025-07-01T04:00:00.000Z', feeRequested({ stopsClock: false })),
      at('2025-07-01T05:00:00.000Z', feePaid()),
    );
    expect(detail).toMatchObject({
      supplements: [
        {
          items: ['Giấy chứng sinh'],
          requestedAt: '2025-07-01T02:00:00.000Z',
          givenAt: '2025-07-01T03:00:00.000Z',
          pausedWorkingMinutes: 480,
        },
      ],
      fees: [
        {
          totalDong: 10_000,
          stopsClock: false,
          requestedAt: '2025-07-01T04:00:00.000Z',
          outstandingDong: 0,
          paidAt: '2025-07-01T05:00:00.000Z',
          payments: [{ at: '2025-07-01T05:00:00.000Z', totalDong: 10_000, method: 'cash', receiptSeries: null, receiptNumber: 'BL-1' }],
          pausedWorkingMinutes: 60,
        },
      ],
    });
  });

  it('keeps what was paid in parts, waived, cancelled and given back', async () => {
    const part = feePaid({
      totalDong: 4000,
      outstandingDong: 6000,
      due: undefined,
      pausedWorkingMinutes: 0,
      receiptSeries: 'AA/25P',
      unit,
    });
    const paidInParts = await detailAfter(
      received(),
      feeRequested(),
      part,
      feeWaived({ dong: 2000, outstandingDong: 4000, due: undefined }),
    );
    expect(paidInParts).toMatchObject({
      fees: [
        {
          outstandingDong: 4000,
          paidAt: null,
          pausedWorkingMinutes: null,
          payments: [{ totalDong: 4000, unit, receiptSeries: 'AA/25P' }],
          waivers: [{ dong: 2000, legalGround: 'Hộ nghèo' }],
          cancelled: null,
        },
      ],
      feeTotals: { owedDong: 4000, paidDong: 4000, waivedDong: 2000, refundedDong: 0, creditDong: 0 },
    });
    const cancelled = feeCancelled({ paidDong: 4000, waivedDong: 2000 });
    expect(await detailAfter(received(), feeRequested(), part, feeWaived({ dong: 2000, outstandingDong: 4000 }), cancelled)).toMatchObject({
      fees: [{ outstandingDong: 0, cancelled: { reason: 'Nhầm mức thu' } }],
      feeTotals: { owedDong: 0, paidDong: 4000, waivedDong: 0, refundedDong: 0, creditDong: 4000 },
    });
    expect(
      await detailAfter(received(), feeRequested(), feePaid(), feeRefunded({ dong: 3000 }), withdrawn({ refundDong: 7000 })),
    ).toMatchObject({
      refunds: [{ dong: 3000, voucherNumber: 'PC-1', reason: 'Nộp thừa' }],
      ending: { refundDong: 7000 },
      feeTotals: { owedDong: 0, paidDong: 10_000, refundedDong: 10_000 },
    });
  });

  it('shows the clock standing still until the citizen has done what was asked', async () => {
    const asked = at('2025-07-02T01:00:00.000Z', supplementRequested());
    expect(await detailAfter(received(), asked)).toMatchObject({ clockStoppedSince: '2025-07-02T01:00:00.000Z' });
    expect(await detailAfter(received(), asked, supplementGiven())).toMatchObject({ clockStoppedSince: null });
  });
  it('shows it standing still when the supplement came and a fee is still waited for', async () => {
    const owing = [received(), at('2025-07-01T03:00:00.000Z', feeRequested()), supplementRequested(), supplementGiven({ due: undefined })];
    expect(await detailAfter(...owing)).toMatchObject({ clockStoppedSince: '2025-07-01T03:00:00.000Z' });
    expect(await detailAfter(...owing, feePaid())).toMatchObject({ clockStoppedSince: null });
  });

  it('tells how it ended without a result', async () => {
    expect(await detailAfter(submitted(), { ...refused(), unit: otherUnit })).toMatchObject({
      ending: { outcome: 'refused', unit: otherUnit, legalGround: 'Điều 17', refundDong: null },
    });
    expect(await detailAfter(received(), withdrawn())).toMatchObject({
      ending: { outcome: 'withdrawn', reason: 'Đổi ý', legalGround: null },
    });
    expect(await detailAfter(received(), stopped())).toMatchObject({ ending: { outcome: 'stopped', refundDong: 10_000 } });
  });

  it('shows result, return, archive and erasure', async () => {
    const detail = await detailAfter(received(), at('2025-07-03T02:00:00.000Z', settled()), returned(), archived(), dossierErased());
    expect(detail).toMatchObject({
      result: { number: '10/GXN', abstract: sealedName(), settledAt: '2025-07-03T02:00:00.000Z', onTime: true },
      returned: { means: 'counter', unit, receivedBy: sealedName() },
      archive: { fileReference: 'HS-1', retention: { kind: 'years', years: 20 }, statedRetention: null },
      personalDataErased: { ground: 'Hết thời hạn lưu' },
    });
  });

  it('shows the papers handed in, and those given before reception, once it was received', async () => {
    const { components: _, ...withoutPapers } = received().data;
    const earlierComponents = [{ name: 'Bản chính' }, { name: 'Giấy chứng sinh' }];
    const detail = await detailAfter(submitted(), supplementRequested({ stage: 'checking' }), supplementGiven(), {
      ...received(),
      data: { ...withoutPapers, earlierComponents },
    });
    expect(detail).toMatchObject({ components: [{ name: 'Bản chính' }, { name: 'Giấy chứng sinh' }] });
  });

  it('shows legal holds and refused erasures', async () => {
    const detail = await detailAfter(
      received(),
      legalHoldPlaced(),
      legalHoldPlaced({ holdId: 'h-2' }),
      erasureRefused(),
      legalHoldLifted(),
    );
    expect(detail).toMatchObject({
      legalHolds: [
        { holdId: 'h-1', ground: sealedName(), liftedAt: expect.any(String), liftGround: sealedName() },
        { holdId: 'h-2', liftedAt: null, liftGround: null },
      ],
      erasuresRefused: [{ ground: sealedName(), obstacles: [{ code: 'retention-running' }] }],
    });
  });

  it('keeps its life in order, with who acted and when it was recorded', async () => {
    const row = await onlyRow(dossierDetail, 'dossier_detail', [
      at('2025-07-01T01:00:00.000Z', received()),
      { ...handedOver(), at: '2025-07-01T02:00:00.000Z', lateEntryReason: 'Mất điện', actor: { id: 'user-9', unit, onBehalfOf: 'user-8' } },
    ]);
    expect(row).toMatchObject({ status: 'processing', revision: 1 });
    expect(row.timeline).toMatchObject([
      { type: 'DossierReceived', revision: 0, position: 0 },
      {
        type: 'DossierHandedOver',
        occurredAt: '2025-07-01T02:00:00.000Z',
        recordedAt: '2025-07-01T02:01:00.000Z',
        lateEntryReason: 'Mất điện',
        actor: { id: 'user-9', role: 'officer', unit, onBehalfOf: 'user-8' },
      },
    ]);
  });

  it('does not mix dossiers', async () => {
    const { dossier_detail: rows } = await folded(dossierDetail, [received(), received({ dossierId: dossierIdOf(2) }), handedOver()]);
    expect(rows?.map(({ dossier_id, status }) => [dossier_id, status])).toEqual([
      [dossierIdOf(1), 'processing'],
      [dossierIdOf(2), 'received'],
    ]);
  });
});
