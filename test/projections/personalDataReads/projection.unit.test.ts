import { expect, it } from 'vitest';
import { personalDataReads } from '#projections/personalDataReads/projection.ts';
import { personalDataRead, personalDataSearched, unit } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';

it('each read of personal data is on record with reader, fields and purpose', async () => {
  const { personal_data_reads: rows } = await folded(personalDataReads, [
    { ...personalDataRead(), at: '2025-07-01T02:00:00.000Z', actor: { id: 'user-7', unit } },
    { ...personalDataRead({ unit: undefined }), actor: { id: 'auditor-1', role: 'auditor' } },
  ]);
  expect(rows).toMatchObject([
    {
      position: 0,
      subject: 'dossier-00000000-0000-4000-8000-000000000001',
      unit,
      fields: ['owner.name'],
      purpose: 'Tiếp nhận hồ sơ',
      reader_id: 'user-7',
      reader_role: 'officer',
      reader_unit: unit,
      read_at: '2025-07-01T02:00:00.000Z',
    },
    { position: 1, unit: null, reader_role: 'auditor', reader_unit: null },
  ]);
});

it('a search by personal data is on record too, also one that found nothing; never the value', async () => {
  const { personal_data_reads: rows } = await folded(personalDataReads, [personalDataSearched({ found: 0 })]);
  expect(rows).toMatchObject([
    { subject: null, fields: [], search: { among: 'dossier', by: 'identity-number', found: 0 }, purpose: 'Tra cứu theo yêu cầu' },
  ]);
});
