import { describe, expect, it } from 'vitest';
import { detailOf, dossierDetail } from '#projections/dossierDetail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { officialLoad } from '#projections/officialLoad/projection.ts';
import { pilots } from '#projections/pilots/projection.ts';
import {
  corrected,
  type Happened,
  pilotPlanned,
  pilotStarted,
  procedureCorrected,
  received,
  reopened,
  resultCorrected,
  resultReplaced,
  returned,
  sealedName,
  settled,
  stopped,
} from '#test/support/events.ts';
import { folded, onlyRow } from '#test/support/fold.ts';

const listed = (...events: Happened[]) => onlyRow(dossierList, 'dossier_list', events);
const detailed = async (...events: Happened[]) => detailOf((await onlyRow(dossierDetail, 'dossier_detail', events)) as never) as any;
const held = async (...events: Happened[]) => (await folded(officialLoad, events)).held;
const corrected1 = { ...sealedName(), sealed: 'bmV3' };

describe('a dossier that was corrected', () => {
  it('is listed with what stands now, and as corrected', async () => {
    expect(await listed(received(), corrected())).toMatchObject({ owner_name: corrected1, owner_kind: 'citizen', corrected: true });
    expect(await listed(received())).toMatchObject({ corrected: false });
  });
  it('keeps in detail what stood before', async () => {
    const detail = await detailed(received(), corrected({ after: { owner: { name: corrected1, phone: null }, request: corrected1 } }));
    expect(detail).toMatchObject({ owner: { kind: 'citizen', name: corrected1 }, request: corrected1 });
    expect(detail.owner).not.toHaveProperty('phone');
    expect(detail.corrections).toMatchObject([
      { what: 'statement', before: { owner: { name: sealedName() } }, after: { request: corrected1 } },
    ]);
  });
  it('in its procedure is due, carried and counted by the right one', async () => {
    const due = '2025-07-02T03:00:00.000Z';
    expect(await listed(received(), procedureCorrected())).toMatchObject({
      procedure: '1.001193',
      procedure_version: 4,
      due_at: due,
      appointed_at: due,
      steps: 0,
    });
    expect(await detailed(received(), procedureCorrected())).toMatchObject({
      appointedAt: due,
      dueAt: due,
      deadline: [{ cause: 'reception' }, { cause: 'procedure' }],
    });
    expect(await held(received(), procedureCorrected())).toMatchObject([{ procedure: '1.001193', due_at: due }]);
  });
  it('in its result shows the result that stands, settled when the first was', async () => {
    const at = '2025-07-03T03:00:00.000Z';
    expect(await detailed(received(), { ...settled(), at }, resultCorrected())).toMatchObject({
      result: { number: '13/GXN', settledAt: at },
      corrections: [{ what: 'result', before: { result: { number: '12/GXN' } } }],
    });
  });
  it('by a replacement stays returned on its first day', async () => {
    const first = '2025-07-03T03:00:00.000Z';
    const row = await listed(received(), settled(), { ...returned(), at: first }, resultReplaced(), {
      ...returned(),
      at: '2025-07-09T03:00:00.000Z',
    });
    expect(row).toMatchObject({ status: 'returned', returned_at: first, ended_at: first, pending: false, corrected: true });
    expect(await held(received(), settled(), returned(), resultReplaced())).toEqual([]);
  });
});

describe('a dossier that was reopened', () => {
  const past = [received(), settled({ onTime: true }), returned()];
  it('is owed again, by its new due time, and was reopened', async () => {
    const at = '2025-07-11T03:00:00.000Z';
    const row = await listed(...past, { ...reopened(), at });
    expect(row).toMatchObject({
      status: 'processing',
      pending: true,
      due_at: '2025-07-16T03:00:00.000Z',
      reopened_at: at,
      settled_at: null,
      closed_on: null,
    });
    expect(row.earlier).toMatchObject([{ on_time: true, reopened_on: '2025-07-11', status: 'returned' }]);
  });
  it('lies with the desk again, also where it had been stopped', async () => {
    for (const before of [past, [received(), stopped()]])
      expect(await held(...before, reopened())).toMatchObject([
        { unit: '25747', official: null, pending: true, due_at: '2025-07-16T03:00:00.000Z' },
      ]);
  });
  it('keeps in detail what it had come to', async () => {
    const detail = await detailed(...past, reopened());
    expect(detail).toMatchObject({
      result: null,
      returned: null,
      reopenings: [
        { complaint: { number: '12/QĐ-GQKN' }, earlier: { status: 'returned', result: { onTime: true }, returned: { means: 'counter' } } },
      ],
    });
    expect(detail.deadline.at(-1)).toMatchObject({ cause: 'reopening', at: '2025-07-16T03:00:00.000Z' });
    expect(await detailed(received(), stopped(), reopened({ earlier: 'stopped' }))).toMatchObject({
      ending: null,
      reopenings: [{ earlier: { ending: { outcome: 'stopped' } } }],
    });
  });
  it('counts in a pilot as one in error, and as not settled', async () => {
    const rows = (await folded(pilots, [pilotPlanned(), pilotStarted(), received({ pilot: 'thu-nghiem-1' }), ...past.slice(1), reopened()]))
      .pilot_dossiers;
    expect(rows).toMatchObject([{ settled_at: null, broken_off: false, errors: ['Mở lại sau khiếu nại: 12/QĐ-GQKN'] }]);
  });
});
