import { expect, it } from 'vitest';
import { dayAfter, dayBefore, dayPlus, endOfDay, localDay } from '#domain/time/localDay.ts';

it.each([
  ['2025-06-30T16:59:59.999Z', '2025-06-30'],
  ['2025-06-30T17:00:00.000Z', '2025-07-01'],
  ['2025-07-01T16:59:59.999Z', '2025-07-01'],
  ['2025-12-31T17:00:00.000Z', '2026-01-01'],
])('%s falls on %s in Asia/Ho_Chi_Minh', (instant, day) => {
  expect(localDay(instant)).toBe(day);
});

it('what is no instant is refused', () => {
  expect(() => localDay('2025-13-01T00:00:00.000Z')).toThrow(RangeError);
});

it('days are counted within the years that every answer can name', () => {
  expect([dayBefore('2025-07-01'), dayAfter('2024-02-28'), dayPlus('2025-07-01', -30)]).toEqual(['2025-06-30', '2024-02-29', '2025-06-01']);
  expect([dayBefore('1000-01-01'), dayPlus('1000-01-15', -30)]).toEqual(['1000-01-01', '1000-01-01']);
  expect([dayAfter('9999-12-31'), dayPlus('9999-12-15', 30)]).toEqual(['9999-12-31', '9999-12-31']);
  expect([endOfDay('2025-07-01'), endOfDay('9999-12-31')]).toEqual(['2025-07-01T16:59:59.999Z', '9999-12-31T16:59:59.999Z']);
});
