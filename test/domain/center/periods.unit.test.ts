import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coverage, isOn, overlap, type Period } from '#domain/center/periods.ts';
import { officeOn } from '#domain/center/staff.ts';

const days = Array.from({ length: 12 }, (_, n) => `2025-07-${String(n + 1).padStart(2, '0')}`);
const day = fc.constantFrom(...days);
const period: fc.Arbitrary<Period> = fc.record({ from: day, until: day }, { requiredKeys: ['from'] });

it('periods overlap where they share a day', () =>
  fc.assert(
    fc.property(period, period, (a, b) => {
      expect(overlap(a, b)).toBe(days.some((each) => isOn(a, each) && isOn(b, each)));
    }),
  ));

it('coverage is what counting day by day finds', () =>
  fc.assert(
    fc.property(fc.array(period, { maxLength: 4 }), day, (periods, asked) => {
      const covered = (each: string) => periods.some((one) => isOn(one, each));
      const before = days.filter((each) => each <= asked);
      const since = covered(asked) ? (before[before.findLastIndex((each) => !covered(each)) + 1] ?? null) : null;
      expect(coverage(periods, asked).since).toBe(since);
      const last = before.findLast(covered);
      const lapsesOn = last === undefined ? undefined : days.find((each) => each > last && !covered(each));
      // on the last day counted it cannot be seen what comes after
      if (last === undefined || lapsesOn !== undefined) expect(coverage(periods, asked).lapsesOn).toBe(lapsesOn ?? null);
    }),
  ));

it('the office held on a day is the last one whose day has come', () => {
  const offices = [
    { office: 'civil-servant', from: null },
    { office: 'vice-chair', from: '2025-09-01' },
  ];
  expect([officeOn(offices, '2025-08-31'), officeOn(offices, '2025-09-01')]).toEqual(['civil-servant', 'vice-chair']);
});
