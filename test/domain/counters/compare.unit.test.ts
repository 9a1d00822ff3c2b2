import { describe, expect, it } from 'vitest';
import { usualDay } from '#domain/counters/compare.ts';

describe('a usual day', () => {
  const halfHours = [
    { from: '07:30', arrivals: 6 },
    { from: '08:00', arrivals: 3 },
  ];
  it('has its share of what comes on a busy day', () =>
    expect(usualDay({ halfHours, arrivalsADay: 6, arrivalsOnBusyDay: 9 }).map(({ arrivals }) => arrivals)).toEqual([4, 2]));
  it('has nobody where nobody is expected, not even on a busy day', () =>
    expect(usualDay({ halfHours: halfHours.map(({ from }) => ({ from, arrivals: 0 })), arrivalsADay: 0, arrivalsOnBusyDay: 0 })).toEqual([
      { from: '07:30', arrivals: 0 },
      { from: '08:00', arrivals: 0 },
    ]));
});
