import { expect, it } from 'vitest';
import { endOfCalendars } from '#domain/time/calendar.ts';

it.each([
  [[2025, 2026, 2027], '2026-11-30', '2027-12-31'],
  [[2025, 2026, 2028], '2026-11-30', '2026-12-31'],
  [[2025], '2026-11-30', '2025-12-31'],
  [[], '2026-11-30', undefined],
])('the calendars of %j end, seen from %s, on %s', (years, today, end) => {
  expect(endOfCalendars(new Set(years), today)).toBe(end);
});
