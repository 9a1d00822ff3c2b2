import { describe, expect, it } from 'vitest';
import { dossierList } from '#projections/dossierList/projection.ts';
import { type DossierRow, dossierView } from '#projections/dossierList/view.ts';
import {
  archived,
  dossierErased,
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
  lateEntryConfirmed,
  lateEntryDeclined,
  linkedParts,
  officialId,
  otherUnit,
  partSettled,
  received,
  refused,
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
import { onlyRow } from '#test/support/fold.ts';

const rowAfter = (...events: Happened[]) => onlyRow(dossierList, 'dossier_list', events);
const at = (instant: string, event: Happened): Happened => ({ ...event, at: instant });

describe('the parts of linked procedures', () => {
  const linked = received({ parts: linkedParts });
  const partsIn = async (now: string, ...events: Happened[]) => {
    const row = (await rowAfter(linked, ...events)) as DossierRow;
    return dossierView(row, now).linkedParts?.map(({ part, dueAt, settledAt, overdue }) => [part, dueAt, settledAt, overdue]);
  };
  const [tuesday, wednesday, friday] = ['2025-07-01T10:00:00.000Z', '2025-07-02T10:00:00.000Z', '2025-07-04T10:00:00.000Z'];

  it('stand in the row, each with its due time, and late by itself', async () => {
    expect(dossierView((await rowAfter(received())) as DossierRow, friday).linkedParts).toBeNull();
    expect(await partsIn('2025-07-02T01:00:00.000Z')).toEqual([
      ['birth', tuesday, null, true],
      ['residence', friday, null, false],
    ]);
    const settledAt = '2025-07-01T09:00:00.000Z';
    expect(await partsIn('2025-07-02T01:00:00.000Z', at(settledAt, partSettled()))).toEqual([
      ['birth', tuesday, settledAt, false],
      ['residence', friday, null, false],
    ]);
  });
  it('count as on time once what was entered late is confirmed, and as stated until it is declined', async () => {
    const late = { ...at('2025-07-01T09:00:00.000Z', partSettled({ onTime: false })), enteredLate: { at: '2025-07-02T02:00:00.000Z' } };
    const decision = { revision: 1, act: 'PartSettled' as const, bearsOn: 'due' as const, reason: 'Mất điện' };
    const judgedAfter = async (...events: Happened[]) => {
      const row = (await rowAfter(linked, late, ...events)) as DossierRow;
      const [birth] = dossierView(row, friday).linkedParts ?? [];
      return [birth?.onTime, birth?.onTimeAsStated, row.late_entry, row.late_entries?.[0]?.part];
    };
    expect(await judgedAfter()).toEqual([false, true, 'unconfirmed', 'birth']);
    const confirmed = lateEntryConfirmed({ ...decision, partsOnTime: [{ part: 'birth', onTime: true }] });
    expect(await judgedAfter(confirmed)).toEqual([true, true, 'confirmed', 'birth']);
    expect(await judgedAfter(lateEntryDeclined(decision))).toEqual([false, false, 'declined', 'birth']);
  });
  it('move where an event says so; the dossier is settled with its own event', async () => {
    const due = { at: wednesday, lines: ['Hạn mới'] };
    const moved = supplementGiven({ due: { at: friday, lines: ['Giữ nguyên hạn'] }, parts: [{ part: 'birth', due }] });
    expect(await partsIn('2025-07-02T01:00:00.000Z', supplementRequested({ part: 'birth' }), moved)).toEqual([
      ['birth', wednesday, null, false],
      ['residence', friday, null, false],
    ]);
    expect(await rowAfter(linked, partSettled())).toMatchObject({ status: 'received', settled_at: null, pending: true });
    expect(await rowAfter(linked, partSettled(), partSettled({ part: 'residence' }), settled())).toMatchObject({ status: 'settled' });
  });
});

describe('the row of a dossier', () => {
  it('begins with an online submission that waits for reception', async () => {
    expect(await rowAfter(at('2025-07-01T03:00:00.000Z', submitted({ externalCode: 'G09-1' })))).toMatchObject({
      status: 'registered',
      external_code: 'G09-1',
      channel: 'online',
      code: null,
      place_of_receipt: null,
      entered_at: '2025-07-01T03:00:00.000Z',
      submitted_at: '2025-07-01T03:00:00.000Z',
      receive_by: '2025-07-02T03:00:00.000Z',
      owner_name: sealedName(),
      pending: true,
      simulated: false,
    });
  });

  it('shows reception at the counter with code, appointment, holder and first step', async () => {
    expect(await rowAfter(at('2025-07-01T01:00:00.000Z', received()))).toMatchObject({
      status: 'received',
      code: 'H29.25747-250701-0001',
      submitted_at: null,
      received_at: '2025-07-01T01:00:00.000Z',
      received_on: '2025-07-01',
      appointed_at: '2025-07-04T10:00:00.000Z',
      due_at: '2025-07-04T10:00:00.000Z',
      place_of_receipt: unit,
      received_elsewhere: false,
      holder_official: officialId,
      step: 0,
      step_name: 'Tiếp nhận',
      steps: 2,
    });
  });

  it('keeps what was stated on submission when reception does not repeat it', async () => {
    const { owner: _, request: __, ...data } = received({ channel: 'online' }).data;
    const row = await rowAfter(submitted(), { type: 'DossierReceived', data });
    expect(row).toMatchObject({ status: 'received', owner_kind: 'citizen', owner_name: sealedName() });
    expect(row.submitted_at).not.toBeNull();
  });

  it('counts the day of an act in Asia/Ho_Chi_Minh', async () => {
    expect(await rowAfter(at('2025-06-30T17:30:00.000Z', received()))).toMatchObject({
      received_on: '2025-07-01',
      entered_on: '2025-07-01',
    });
  });

  it('is received late when the working day had passed, unless a supplement had been asked for in time', async () => {
    const late = at('2025-07-02T04:00:00.000Z', received({ channel: 'online' }));
    const first = at('2025-07-01T03:00:00.000Z', submitted());
    const asked = at('2025-07-01T08:00:00.000Z', supplementRequested({ stage: 'checking' }));
    expect(await rowAfter(first, late)).toMatchObject({ received_late: true });
    expect(await rowAfter(first, at('2025-07-02T02:00:00.000Z', received()))).toMatchObject({ received_late: false });
    expect(await rowAfter(first, asked, late)).toMatchObject({ received_late: false });
  });

  it('is not received: refused, with its end', async () => {
    expect(await rowAfter(submitted(), at('2025-07-02T01:00:00.000Z', refused()))).toMatchObject({
      status: 'refused',
      pending: false,
      closed_on: '2025-07-02',
      ended_at: '2025-07-02T01:00:00.000Z',
    });
  });

  it('is on record also when it was turned away at the counter', async () => {
    const handedIn = submitted({ channel: 'direct', receiveBy: undefined });
    expect(await rowAfter(handedIn, refused())).toMatchObject({
      status: 'refused',
      channel: 'direct',
      receive_by: null,
      received_at: null,
    });
  });

  it('stops the clock while a supplement is outstanding and takes the new due time after it', async () => {
    const asked = at('2025-07-02T01:00:00.000Z', supplementRequested());
    expect(await rowAfter(received(), asked)).toMatchObject({
      status: 'supplement-requested',
      supplement: 'requested',
      clock_stopped_since: '2025-07-02T01:00:00.000Z',
    });
    expect(await rowAfter(received(), asked, supplementGiven())).toMatchObject({
      status: 'received',
      supplement: 'given',
      clock_stopped_since: null,
      due_at: '2025-07-07T10:00:00.000Z',
      appointed_at: '2025-07-04T10:00:00.000Z',
    });
  });

  it('keeps the clock still when the supplement came and a fee is still waited for', async () => {
    const owing = [received(), at('2025-07-01T03:00:00.000Z', feeRequested()), supplementRequested(), supplementGiven({ due: undefined })];
    expect(await rowAfter(...owing)).toMatchObject({ clock_stopped_since: '2025-07-01T03:00:00.000Z' });
    expect(await rowAfter(...owing, feePaid())).toMatchObject({ clock_stopped_since: null });
  });

  it('follows hand-overs to the holder and step, and becomes processing', async () => {
    expect(await rowAfter(received(), handedOver())).toMatchObject({
      status: 'processing',
      holder_unit: unit,
      holder_official: 'official-2',
      step: 1,
      step_name: 'Thẩm định',
    });
  });

  it('says who waits for the holder to accept, until he does', async () => {
    const given = [received(), at('2025-07-01T05:00:00.000Z', handedOver({ awaitsAcceptance: true }))];
    const nobody = { acceptance_awaited_since: null, giver_unit: null, giver_official: null };
    expect(await rowAfter(...given)).toMatchObject({
      acceptance_awaited_since: '2025-07-01T05:00:00.000Z',
      giver_unit: unit,
      giver_official: 'official-1',
    });
    expect(await rowAfter(...given, handoverAccepted())).toMatchObject(nobody);
    expect(await rowAfter(...given, verificationStarted())).toMatchObject(nobody);
    expect(await rowAfter(...given, handoverDeclined(), handedOver({ to: { unit } }))).toMatchObject({ ...nobody, holder_official: null });
    expect(await rowAfter(received(), handedOver())).toMatchObject(nobody);
  });

  it('knows when the competent Center first had it in hand', async () => {
    const elsewhere = received({ placeOfReceipt: otherUnit, holder: { unit: otherUnit } });
    expect(await rowAfter(elsewhere)).toMatchObject({ received_elsewhere: true, reached_competent_at: null });
    const over = at('2025-07-01T05:00:00.000Z', handedOver({ from: { unit: otherUnit }, to: { unit }, step: 0 }));
    expect(await rowAfter(elsewhere, over)).toMatchObject({ reached_competent_at: '2025-07-01T05:00:00.000Z' });
  });

  it('moves the due time, never the appointed time, by verification and extension', async () => {
    const appointed_at = '2025-07-04T10:00:00.000Z';
    expect(await rowAfter(received(), verificationStarted())).toMatchObject({
      appointed_at,
      verification: true,
      status: 'processing',
      due_at: '2025-07-23T10:00:00.000Z',
    });
    expect(await rowAfter(received(), extended())).toMatchObject({ appointed_at, extended: true, due_at: '2025-07-08T10:00:00.000Z' });
  });

  it('waits for a fee, with the clock standing still or running as the event says', async () => {
    const asked = at('2025-07-02T01:00:00.000Z', feeRequested());
    expect(await rowAfter(received(), asked)).toMatchObject({
      status: 'fee-requested',
      fee_outstanding_dong: 10_000,
      clock_stopped_since: '2025-07-02T01:00:00.000Z',
    });
    expect(await rowAfter(received(), feeRequested({ stopsClock: false }))).toMatchObject({ clock_stopped_since: null });
    expect(await rowAfter(received(), asked, feePaid())).toMatchObject({
      status: 'received',
      fee_outstanding_dong: null,
      clock_stopped_since: null,
      due_at: '2025-07-05T10:00:00.000Z',
    });
  });

  it('shows what is owed, paid, waived, given back and to the citizen’s credit', async () => {
    const part = feePaid({ totalDong: 4000, outstandingDong: 6000, due: undefined, pausedWorkingMinutes: 0 });
    expect(await rowAfter(received(), feeRequested(), part)).toMatchObject({
      status: 'fee-requested',
      fee_outstanding_dong: 6000,
      fee_paid_dong: 4000,
    });
    const cancelled = [received(), feeRequested(), part, feeCancelled({ paidDong: 4000 })];
    expect(await rowAfter(...cancelled)).toMatchObject({ status: 'received', fee_outstanding_dong: null, fee_credit_dong: 4000 });
    expect(await rowAfter(...cancelled, feeRefunded({ dong: 4000 }))).toMatchObject({ fee_refunded_dong: 4000, fee_credit_dong: 0 });
    expect(await rowAfter(received(), feeRequested(), feeWaived())).toMatchObject({ status: 'received', fee_waived_dong: 10_000 });
    expect(await rowAfter(received(), feeRequested(), feePaid(), stopped({ refundDong: 10_000 }))).toMatchObject({
      fee_refunded_dong: 10_000,
    });
  });
  it('owes nothing where 0 đồng were asked, or where it ended without a result', async () => {
    expect(await rowAfter(received(), feeRequested({ items: [], totalDong: 0, stopsClock: false }))).toMatchObject({
      status: 'received',
      fee_outstanding_dong: null,
    });
    expect(await rowAfter(received(), feeRequested(), withdrawn())).toMatchObject({ status: 'withdrawn', fee_outstanding_dong: null });
  });

  it('ends when the citizen withdraws or processing stops', async () => {
    expect(await rowAfter(received(), withdrawn())).toMatchObject({ status: 'withdrawn', pending: false });
    expect(await rowAfter(received(), supplementRequested(), stopped())).toMatchObject({
      status: 'stopped',
      pending: false,
      clock_stopped_since: null,
    });
  });

  it('is settled by whoever held it, then returned, then archived', async () => {
    const life = [received(), at('2025-07-03T02:00:00.000Z', settled()), at('2025-07-04T02:00:00.000Z', returned())];
    expect(await rowAfter(...life.slice(0, 2))).toMatchObject({
      status: 'settled',
      on_time: true,
      pending: false,
      settled_on: '2025-07-03',
      closed_on: '2025-07-03',
      settled_by: officialId,
      ended_at: null,
    });
    expect(await rowAfter(...life)).toMatchObject({ status: 'returned', returned_on: '2025-07-04', ended_at: '2025-07-04T02:00:00.000Z' });
    const row = await rowAfter(...life, at('2026-01-05T02:00:00.000Z', archived()));
    expect(row).toMatchObject({ status: 'returned', archived_at: '2026-01-05T02:00:00.000Z', revision: 3, last_event: 'DossierArchived' });
  });

  it('survives the erasure of its personal data', async () => {
    expect(await rowAfter(received(), dossierErased())).toMatchObject({ status: 'received', personal_data_erased: true });
  });

  it('is marked when the simulator made it', async () => {
    expect(await rowAfter({ ...received(), actor: { simulated: true } })).toMatchObject({ simulated: true });
  });
});
