import { describe, expect, it } from 'vitest';
import { staffing } from '#projections/staffing/projection.ts';
import {
  assigned,
  assignmentEnded,
  officeHeld,
  officialErased,
  officialRegistered,
  sealedName,
  substituted,
  unit,
} from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';

describe('staffing', () => {
  it('knows an official with sealed name and every office held', async () => {
    const { officials } = await folded(staffing, [officialRegistered({ sentBy: 'Sở Tư pháp' }), officeHeld(), assigned()]);
    expect(officials).toMatchObject([
      {
        official_id: 'official-1',
        name: sealedName('official-official-1'),
        sent_by: 'Sở Tư pháp',
        offices: [
          { office: 'head-of-department', from: null },
          { office: 'vice-chair', from: '2025-09-01', basis: 'QĐ 5' },
        ],
        personal_data_erased: false,
        revision: 2,
      },
    ]);
  });

  it('survives the erasure of a name', async () => {
    const { officials } = await folded(staffing, [officialRegistered(), officialErased()]);
    expect(officials).toMatchObject([{ personal_data_erased: true }]);
  });

  it('keeps assignments and substitutions, and the end of one beside what was agreed', async () => {
    const { assignments } = await folded(staffing, [
      assigned({ until: '2025-12-31' }),
      substituted(),
      { ...assignmentEnded(), at: '2025-09-20T01:00:00.000Z' },
    ]);
    expect(assignments).toMatchObject([
      {
        official_id: 'official-1',
        unit,
        position: 'director',
        substitute_for: null,
        from_day: '2025-07-01',
        until_day: '2025-09-30',
        agreed_until: '2025-12-31',
        end_ground: 'Điều động',
        ended_at: '2025-09-20T01:00:00.000Z',
      },
      { official_id: 'official-2', substitute_for: 'official-1', from_day: '2025-08-01', until_day: '2025-08-15', ended_at: null },
    ]);
  });
});
