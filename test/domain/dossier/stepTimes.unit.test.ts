import { describe, expect, it } from 'vitest';
import { stepOutcomes } from '#domain/dossier/stepTimes.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Recorded } from '#events/store/event.ts';
import {
  type Happened,
  handedOver,
  logOf,
  received,
  settled,
  submitted,
  supplementGiven,
  supplementRequested,
  unit,
} from '#test/support/events.ts';

const at = (day: string, time: string): string =>
  Temporal.ZonedDateTime.from(`2025-07-${day}T${time}[Asia/Ho_Chi_Minh]`).toInstant().toString({ smallestUnit: 'millisecond' });
const weekdays = [1, 2, 3, 4, 5].flatMap((day) => [
  { day, from: '08:00', to: '12:00' },
  { day, from: '13:00', to: '17:00' },
]);
const time = { weeks: [], defaultWeek: weekdays, calendars: new Map([[2025, new Map()]]), closures: [] };
/** The first step has four hours, the second one eight, others none. */
const outcomes = (events: readonly Happened[], moment: string, calendars = time.calendars) =>
  stepOutcomes(
    logOf(events) as Recorded<DossierEvent>[],
    (step) => [4, 8][step],
    moment,
    () => ({ ...time, calendars }),
  );
const cameIn = { ...received(), at: at('01', '08:00') };

describe('how a step kept to its hours', () => {
  it('is early, on time or late by working time', () => {
    const handed = (time: string) => outcomes([cameIn, { ...handedOver(), at: at('01', time) }], at('01', '17:00'))[0];
    expect([handed('11:59'), handed('12:00'), handed('13:00'), handed('13:01')]).toEqual(['early', 'on-time', 'on-time', 'late']);
  });

  it('is under way until its hours are over, then late', () => {
    expect(outcomes([cameIn], at('01', '11:00'))).toEqual(['under-way']);
    expect(outcomes([cameIn], at('01', '13:01'))).toEqual(['late']);
    expect(outcomes([cameIn, { ...settled(), at: at('01', '11:00') }], at('31', '11:00'))).toEqual(['early']);
  });

  it('does not count while the clock stands still', () => {
    const asked = { ...supplementRequested(), at: at('01', '09:00') };
    const given = { ...supplementGiven(), at: at('04', '09:00') };
    expect(outcomes([cameIn, asked, given, { ...handedOver(), at: at('04', '12:00') }], at('04', '12:00'))[0]).toBe('on-time');
    expect(outcomes([cameIn, asked], at('31', '09:00'))).toEqual(['under-way']);
  });

  it('is shared by those who hold it one after the other at the same step', () => {
    const first = { ...handedOver({ step: 0, stepName: 'Tiếp nhận', to: { unit } }), at: at('01', '11:00') };
    expect(outcomes([cameIn, first, { ...handedOver(), at: at('01', '14:00') }], at('01', '14:00'))).toEqual([
      'early',
      'late',
      'under-way',
    ]);
  });

  it('is not told before reception, nor of a step without hours', () => {
    const handedIn = { ...submitted(), at: at('01', '08:00') };
    const later = { ...received(), at: at('02', '08:00') };
    const beyond = { ...handedOver({ step: 7, stepName: 'Trả' }), at: at('02', '09:00') };
    expect(outcomes([handedIn, later, beyond], at('02', '10:00'))).toEqual([null, 'early', null]);
  });

  it('cannot be told in a year without a calendar', () => {
    expect(() => outcomes([cameIn], at('01', '11:00'), new Map())).toThrow('The calendar of 2025 has not been published.');
  });
});
