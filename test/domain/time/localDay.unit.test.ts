import { expect, it } from 'vitest';
import { localDay } from '#domain/time/localDay.ts';

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
