import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addWorkingTime, instantOf, momentOf, subtractWorkingTime, workingMinutesBetween } from '#domain/time/workingTime.ts';
import { testSettings } from '#test/support/settings.ts';

const off = { date: '2025-07-02', kind: 'off', name: 'Nghỉ', official: true, ground: 'test' } as const;
const time = {
  weeks: [],
  defaultWeek: testSettings.defaultWeek,
  calendars: new Map([
    [2024, new Map()],
    [2025, new Map([[off.date, off]])],
  ]),
  closures: [],
};
const local = (at: string): string => Temporal.Instant.from(`${at}:00+07:00`).toString({ smallestUnit: 'millisecond' });
const before = (at: string, minutes: number): string => instantOf(subtractWorkingTime(time, momentOf(local(at)), minutes));

it('goes back over noon, nights, weekends and days off, and stays at an opening', () => {
  expect(before('2025-07-01T14:00', 60)).toBe(local('2025-07-01T13:00'));
  expect(before('2025-07-01T14:00', 90)).toBe(local('2025-07-01T11:00'));
  expect(before('2025-07-03T08:00', 60)).toBe(local('2025-07-01T16:30'));
  expect(before('2025-07-07T07:30', 1)).toBe(local('2025-07-04T16:59'));
  expect(before('2025-07-06T10:00', 480)).toBe(local('2025-07-04T07:30'));
  expect(before('2025-07-06T10:00', 0)).toBe(local('2025-07-06T10:00'));
});

it('takes as much as lies between, whenever it begins; put back, it ends no later', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 * 24 * 30 }), fc.integer({ min: 1, max: 480 * 12 }), (offset, minutes) => {
      const end = momentOf(Temporal.Instant.from(local('2025-06-20T00:00')).add({ minutes: offset }).toString());
      const start = subtractWorkingTime(time, end, minutes);
      expect(workingMinutesBetween(time, start, end)).toBe(minutes);
      expect(instantOf(addWorkingTime(time, start, minutes)) <= instantOf(end)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
