import { describe, expect, it } from 'vitest';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { calendarAmended, calendarPublished, closureLifted, unit, unitClosed } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';

describe('the working calendar', () => {
  it('holds the days in force in order, and every amendment with its ground', async () => {
    const { calendar_years: rows } = await folded(workingCalendar, [
      { ...calendarPublished(), at: '2025-01-02T01:00:00.000Z' },
      { ...calendarAmended(), at: '2025-03-01T01:00:00.000Z' },
    ]);
    expect(rows).toMatchObject([
      {
        year: 2025,
        days: [{ date: '2025-09-01' }, { date: '2025-09-02' }],
        published_at: '2025-01-02T01:00:00.000Z',
        amendments: [{ at: '2025-03-01T01:00:00.000Z', ground: 'Bổ sung' }],
      },
    ]);
  });

  it('replaces a day that is set anew and drops one that is removed', async () => {
    const moved = { date: '2025-09-02', kind: 'make-up' as const, name: 'Làm bù', official: false, ground: 'test' };
    const { calendar_years: replaced } = await folded(workingCalendar, [calendarPublished(), calendarAmended({ set: [moved] })]);
    expect(replaced).toMatchObject([{ days: [moved] }]);
    const { calendar_years: removed } = await folded(workingCalendar, [
      calendarPublished(),
      calendarAmended({ set: [], removed: ['2025-09-02'] }),
    ]);
    expect(removed).toMatchObject([{ days: [] }]);
  });

  it('keeps a closure of a unit also after it was lifted', async () => {
    const { unit_closures: rows } = await folded(workingCalendar, [unitClosed(), { ...closureLifted(), at: '2025-07-10T03:00:00.000Z' }]);
    expect(rows).toMatchObject([
      {
        closure_id: 'c1',
        unit,
        date: '2025-07-10',
        from_time: '13:00',
        to_time: null,
        ground: 'Ngập',
        lifted_at: '2025-07-10T03:00:00.000Z',
        lift_ground: 'Nước rút',
      },
    ]);
  });
});
