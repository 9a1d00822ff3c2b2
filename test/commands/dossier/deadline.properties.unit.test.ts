import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appointedTime } from '#domain/time/deadline.ts';
import {
  addWorkingTime,
  type Closure,
  dayOf,
  instantOf,
  momentOf,
  openFrom,
  type WorkingTime,
  workingMinutesBetween,
} from '#domain/time/workingTime.ts';
import type { CalendarDay } from '#events/calendar/events.ts';
import type { TimeLimit } from '#events/terms.ts';
import { calendarDays, weeks, workingTime } from './workingTimes.ts';

const FIRST_DAY = Temporal.PlainDate.from('2025-01-02');
const dayAfter = (days: number): string => FIRST_DAY.add({ days }).toString();
const anyDay = fc.integer({ min: 0, max: 500 }).map(dayAfter);
const anyClosure: fc.Arbitrary<Closure> = fc.oneof(
  anyDay.map((date) => ({ date, ground: 'flood' })),
  fc.tuple(anyDay, fc.constantFrom('07:30', '09:15', '13:00', '14:00'), fc.constantFrom('11:30', '15:00', '16:10')).map(([date, a, b]) => ({
    date,
    from: a < b ? a : b,
    to: a < b ? b : a,
    ground: 'outage',
  })),
);
// short days and long limits reach beyond the years whose real calendars are known
const calendars = { ...calendarDays, 2027: [], 2028: [] };
const anyTime: fc.Arbitrary<WorkingTime> = fc
  .tuple(fc.constantFrom(...Object.values(weeks)), fc.array(anyClosure, { maxLength: 12 }))
  .map(([week, closures]) => workingTime({ week, closures, days: calendars }));
const anyInstant = fc
  .integer({ min: 0, max: 450 * 24 * 60 })
  .map((minutes) => Temporal.Instant.from('2025-01-02T00:00:00Z').add({ minutes }).toString({ smallestUnit: 'millisecond' }));
const anyLimit: fc.Arbitrary<Exclude<TimeLimit, { kind: 'unpublished' }>> = fc.oneof(
  fc.constant({ kind: 'same-day' as const, cutoff: '15:00' }),
  fc.integer({ min: 1, max: 60 }).map((halves) => ({ kind: 'working-days' as const, days: halves / 2 })),
  fc.integer({ min: 1, max: 200 }).map((hours) => ({ kind: 'working-hours' as const, hours })),
  fc.integer({ min: 1, max: 90 }).map((days) => ({ kind: 'calendar-days' as const, days })),
);

const withDayOff = (time: WorkingTime, date: string): WorkingTime => {
  const off: CalendarDay = { date, kind: 'off', name: 'off', official: true, ground: 'test' };
  const year = Number(date.slice(0, 4));
  return { ...time, calendars: new Map(time.calendars).set(year, new Map(time.calendars.get(year)).set(date, off)) };
};

describe('every deadline', () => {
  it('lies inside the working hours of the unit, their end included', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyLimit, (time, from, limit) => {
        const { date, minute } = momentOf(appointedTime(time, from, limit).at);
        expect(dayOf(time, date).spans.some((span) => span.from < minute && minute <= span.to)).toBe(true);
      }),
    );
  });
  it('is never before the receipt', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyLimit, (time, from, limit) => {
        expect(appointedTime(time, from, limit).at > from).toBe(true);
      }),
    );
  });
  it('is never earlier for what was received later', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyInstant, anyLimit, (time, one, other, limit) => {
        const [earlier, later] = one < other ? [one, other] : [other, one];
        expect(appointedTime(time, earlier, limit).at <= appointedTime(time, later, limit).at).toBe(true);
      }),
    );
  });
  it('is never earlier for a longer limit of the same kind', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), (time, from, size, more) => {
        const pairs: [TimeLimit, TimeLimit][] = [
          [
            { kind: 'working-days', days: size / 2 },
            { kind: 'working-days', days: (size + more) / 2 },
          ],
          [
            { kind: 'working-hours', hours: size },
            { kind: 'working-hours', hours: size + more },
          ],
          [
            { kind: 'calendar-days', days: size },
            { kind: 'calendar-days', days: size + more },
          ],
        ];
        for (const [short, long] of pairs) expect(appointedTime(time, from, short).at <= appointedTime(time, from, long).at).toBe(true);
      }),
    );
  });
  it('is never earlier for one more day off', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyLimit, fc.integer({ min: 0, max: 40 }), (time, from, limit, days) => {
        const date = momentOf(from).date.add({ days }).toString();
        expect(appointedTime(withDayOff(time, date), from, limit).at >= appointedTime(time, from, limit).at).toBe(true);
      }),
    );
  });
  it('is explained from the receipt to the appointment', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyLimit, (time, from, limit) => {
        const { lines } = appointedTime(time, from, limit);
        expect([lines[0]?.startsWith('Tiếp nhận lúc '), lines.at(-1)?.startsWith('Hẹn trả: ')]).toEqual([true, true]);
      }),
    );
  });
});

describe('working time', () => {
  const anyMinutes = fc.integer({ min: 0, max: 20_000 });
  it('that was added is measured again', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyMinutes, (time, from, minutes) => {
        const start = momentOf(from);
        expect(workingMinutesBetween(time, start, addWorkingTime(time, start, minutes))).toBe(minutes);
      }),
    );
  });
  it('adds up over a moment in between', () => {
    fc.assert(
      fc.property(anyTime, fc.tuple(anyInstant, anyInstant, anyInstant), (time, instants) => {
        const [a, b, c] = instants.toSorted().map(momentOf) as [
          ReturnType<typeof momentOf>,
          ReturnType<typeof momentOf>,
          ReturnType<typeof momentOf>,
        ];
        expect(workingMinutesBetween(time, a, b) + workingMinutesBetween(time, b, c)).toBe(workingMinutesBetween(time, a, c));
      }),
    );
  });
  it('is none between the wrong order of moments', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyMinutes, (time, from, minutes) => {
        const start = momentOf(from);
        expect(workingMinutesBetween(time, addWorkingTime(time, start, minutes), start)).toBe(0);
      }),
    );
  });
  it('adds the same in two parts as at once', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, anyMinutes, anyMinutes, (time, from, one, two) => {
        const start = momentOf(from);
        expect(instantOf(addWorkingTime(time, addWorkingTime(time, start, one), two))).toBe(
          instantOf(addWorkingTime(time, start, one + two)),
        );
      }),
    );
  });
  it('begins at an opening that is not before the moment', () => {
    fc.assert(
      fc.property(anyTime, anyInstant, (time, from) => {
        const opening = openFrom(time, momentOf(from));
        expect(instantOf(opening) >= instantOf(momentOf(from))).toBe(true);
        expect(dayOf(time, opening.date).spans.some((span) => span.from <= opening.minute && opening.minute < span.to)).toBe(true);
      }),
    );
  });
});
