import { expect, it } from 'vitest';
import { registerBook } from '#projections/registerBook/projection.ts';
import { dossierIdOf, numberTaken, numberUnused } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';

it('the register keeps every number, and why one was not used', async () => {
  const { register_numbers: rows } = await folded(registerBook, [
    numberTaken(),
    numberTaken({ number: 2, code: 'H29.25747-250701-0002', dossierId: dossierIdOf(2) }),
    { ...numberUnused(), at: '2025-07-01T05:00:00.000Z' },
  ]);
  expect(rows).toMatchObject([
    { number: 1, code: 'H29.25747-250701-0001', unused_at: '2025-07-01T05:00:00.000Z', unused_reason: 'Nhập trùng' },
    { number: 2, dossier_id: dossierIdOf(2), unused_at: null },
  ]);
});
