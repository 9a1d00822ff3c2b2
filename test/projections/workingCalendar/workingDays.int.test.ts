import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayAfter } from '#domain/time/localDay.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { countWorkingDays, type WorkingDays } from '#projections/workingCalendar/queries.ts';
import { calendarPublished } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const day = (date: string, kind: 'off' | 'make-up') => ({ date, kind, name: 'Nghỉ', official: true, ground: 'test' });
// Friday 4 July is off and made up for on Saturday the 12th; a day off on a Sunday takes nothing away
const special = [day('2025-07-04', 'off'), day('2025-07-06', 'off'), day('2025-07-12', 'make-up'), day('2025-07-14', 'make-up')];

let models: ReadModels;
let workingDays: WorkingDays;
beforeAll(async () => {
  models = await createReadModels([workingCalendar]);
  await models.feed(calendarPublished({ days: special }));
  workingDays = await countWorkingDays(models.db, new Set([1, 2, 3, 4, 5]));
});
afterAll(() => models?.drop());

it.each([
  ['2025-07-02', '2025-07-02', 0],
  ['2025-07-03', '2025-07-02', 0],
  ['2025-07-02', '2025-07-03', 1],
  ['2025-07-03', '2025-07-06', 0],
  ['2025-07-03', '2025-07-07', 1],
  ['2025-07-11', '2025-07-14', 2],
  ['2025-06-30', '2025-07-31', 23],
])('after %s until %s there are %i', (after, until, count) => {
  expect(workingDays(after, until)).toBe(count);
});

it('counts as one would day by day', () => {
  const kinds = new Map(special.map(({ date, kind }) => [date, kind]));
  const isWorked = (date: string) => {
    const kind = kinds.get(date);
    return kind === undefined ? Temporal.PlainDate.from(date).dayOfWeek <= 5 : kind === 'make-up';
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (start, length) => {
      const after = Temporal.PlainDate.from('2025-06-20').add({ days: start }).toString();
      let until = after;
      let count = 0;
      for (let passed = 0; passed < length; passed += 1) {
        until = dayAfter(until);
        if (isWorked(until)) count += 1;
      }
      expect(workingDays(after, until)).toBe(count);
    }),
  );
});
