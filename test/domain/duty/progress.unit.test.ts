import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DutyTimes, daysOf, type Past, standingOf } from '#domain/duty/progress.ts';
import { dayAfter, endOfDay, localDay } from '#domain/time/localDay.ts';

const begin = Date.parse('2025-06-10T00:00:00.000Z');
const instant = (hours: number): string => new Date(begin + hours * 3_600_000).toISOString();

const row = fc
  .record({ fulfilled: fc.boolean(), reopened: fc.boolean(), deadline: fc.integer({ min: -24, max: 300 }) })
  .map(({ fulfilled, reopened, deadline }) => {
    const reopened_at = reopened ? instant(1) : null;
    return { fulfilled_at: fulfilled ? instant(2) : null, reopened_at, assigned_at: instant(0), deadline: instant(deadline) };
  });
/** What a duty went through; some of it was entered late, and so stands after what happened later. */
const past: fc.Arbitrary<Past[]> = fc
  .array(fc.record({ hours: fc.integer({ min: 0, max: 300 }), row: fc.option(row, { freq: 8 }) }), { minLength: 1, maxLength: 8 })
  .map((turns) => turns.map(({ hours, row: after }, position) => ({ position, at: instant(hours), row: after })));

/** What the end of a day saw: every state up to the first that is later. */
const rowAt = (states: readonly Past[], at: string): DutyTimes | null | undefined => {
  const later = states.findIndex((one) => one.at > at);
  return (later < 0 ? states : states.slice(0, later)).at(-1)?.row;
};
const dayByDay = (pasts: readonly Past[][], { from, to, moment }: { from: string; to: string; moment: string }) => {
  const days = [];
  for (let day = from; day <= to && day <= localDay(moment); day = dayAfter(day)) {
    const end = endOfDay(day) < moment ? endOfDay(day) : moment;
    const counts = { day, open: 0, reopened: 0, overdue: 0, fulfilled: 0 };
    for (const states of pasts) {
      const seen = rowAt(states, end);
      if (seen) counts[standingOf(seen, end).state] += 1;
    }
    days.push(counts);
  }
  return days;
};

it('progress by day is what the end of each day saw, and the moment asked about on its own day', () => {
  fc.assert(
    fc.property(
      fc.array(past, { maxLength: 6 }),
      fc.integer({ min: 0, max: 320 }),
      fc.integer({ min: -3, max: 16 }),
      (pasts, hours, days) => {
        const period = { from: '2025-06-08', to: localDay(instant(days * 24)), moment: instant(hours) };
        expect(daysOf(pasts, period)).toEqual(dayByDay(pasts, period));
      },
    ),
    { numRuns: 300 },
  );
});

it('no day is counted where the period ends before it begins', () => {
  expect(daysOf([], { from: '2025-06-11', to: '2025-06-10', moment: instant(0) })).toEqual([]);
});
