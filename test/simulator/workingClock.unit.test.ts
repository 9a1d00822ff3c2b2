import { expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { loadCalendars } from '#cli/reference.ts';
import { at, instant, workingClock } from '#simulator/workingClock.ts';

const clock = workingClock(
  loadSettings().defaultWeek,
  loadCalendars().flatMap(({ days }) => days),
);

it('counts local time as UTC+7', () => {
  expect(instant(at('2025-07-01', '07:30'))).toBe('2025-07-01T00:30:00.000Z');
});
it('passes over lunch, night and weekend', () => {
  expect(clock.plus(at('2025-07-04', '11:00'), 60)).toBe(at('2025-07-04', '13:30'));
  expect(clock.plus(at('2025-07-04', '16:30'), 60)).toBe(at('2025-07-07', '08:00'));
  expect(clock.next(at('2025-07-05', '09:00'))).toBe(at('2025-07-07', '07:30'));
});
it('passes over days off and works on make-up Saturdays', () => {
  expect(clock.next(at('2025-08-30', '08:00'))).toBe(at('2025-09-03', '07:30'));
  expect(clock.isWorkingDay('2026-01-10')).toBe(true);
  expect(clock.isWorkingDay('2026-11-24')).toBe(false);
});
it('measures what it adds', () => {
  const from = at('2025-07-04', '10:10');
  expect(clock.between(from, clock.plus(from, 777))).toBe(777);
});
