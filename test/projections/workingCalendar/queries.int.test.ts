import { afterAll, beforeAll, expect, it } from 'vitest';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { findCalendar } from '#projections/workingCalendar/queries.ts';
import { calendarAmended, calendarPublished, otherUnit, unit, unitClosed } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([workingCalendar]);
  await models.feed(
    calendarPublished(),
    calendarAmended(),
    unitClosed(),
    unitClosed({ unit: otherUnit, closureId: 'c2', date: '2025-07-09', from: undefined }),
    unitClosed({ year: 2026, closureId: 'c3', date: '2026-02-03' }),
  );
});
afterAll(() => models.drop());

it('a year shows its days and the closures in order', async () => {
  const calendar = await findCalendar(models.db, 2025, 'all');
  expect(calendar).toMatchObject({
    year: 2025,
    ground: 'Thông báo',
    days: [{ date: '2025-09-01' }, { date: '2025-09-02' }],
    amendments: [{}],
  });
  expect(calendar?.closures.map(({ closureId }) => closureId)).toEqual(['c2', 'c1']);
});

it('closures can be those of some units', async () => {
  expect((await findCalendar(models.db, 2025, [unit]))?.closures.map(({ closureId }) => closureId)).toEqual(['c1']);
});

it('a year that was not published is there as soon as a unit is closed in it', async () => {
  expect(await findCalendar(models.db, 2026, 'all')).toMatchObject({ publishedAt: null, days: [], closures: [{ closureId: 'c3' }] });
  expect(await findCalendar(models.db, 2030, 'all')).toBeUndefined();
});
