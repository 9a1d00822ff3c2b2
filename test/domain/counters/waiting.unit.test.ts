import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangC, type HalfHour, meanQueue, waitingThrough } from '#domain/counters/waiting.ts';
import { simulateDays } from './counterSimulation.ts';

const exponential = { minutes: 10, variability: 1 };
const clock = (half: number): string => `${String(7 + Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
const dayOf = (arrivals: readonly number[]): HalfHour[] => arrivals.map((each, half) => ({ from: clock(half), arrivals: each }));

describe('Erlang C', () => {
  it('gives the published value of the call centre with 360 calls in half an hour, 4 minutes each, 55 agents', () => {
    expect(erlangC(55, 48)).toBeCloseTo(0.239, 3);
    // 8.2 seconds on average
    expect((erlangC(55, 48) * 240) / (55 - 48)).toBeCloseTo(8.2, 1);
  });
  it('gives the published queue of the eye clinic: six patients an hour, three doctors, 20 minutes each', () => {
    expect(meanQueue(3, 2 / 3, exponential)).toBeCloseTo(8 / 9, 12);
    expect(erlangC(3, 2)).toBeCloseTo(4 / 9, 12);
  });
  it('is the utilisation at one server, and certainty where the load cannot be borne', () => {
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
    expect(erlangC(4, 4)).toBe(1);
    expect(erlangC(4, 9)).toBe(1);
  });
  it('agrees with the sum over the states of the queue', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (servers, utilisation) => {
        const load = servers * utilisation;
        // weight of each number present over that of nobody, up to all busy
        let weight = 1;
        let free = 0;
        for (let n = 0; n < servers; n++) {
          free += weight;
          weight = (weight * load) / (n + 1);
        }
        const busy = weight / (1 - utilisation);
        expect(erlangC(servers, load)).toBeCloseTo(busy / (free + busy), 10);
      }),
    );
  });
});

describe('the factor of Allen and Cunneen', () => {
  it('is exact for one server: Pollaczek and Khinchine', () => {
    const [utilisation, variability] = [0.8, 0.25];
    expect(meanQueue(1, utilisation, { minutes: 10, variability })).toBeCloseTo((utilisation ** 2 * (1 + variability)) / 2 / 0.2, 12);
  });
});

describe('waiting through a day', () => {
  it('tends to the long run where arrivals do not vary', () => {
    const hours = dayOf(Array<number>(30).fill(6));
    const last = waitingThrough(hours, 3, exponential, 15).halfHours.at(-1);
    const stationary = (erlangC(3, 2) * 10) / (3 - 2);
    expect(last?.meanWaitMinutes).toBeCloseTo(stationary, 3);
    expect(last?.longWaitShare).toBeCloseTo(erlangC(3, 2) * Math.exp((-15 * (3 - 2)) / 10), 3);
  });
  it('carries what an overloaded half hour leaves over into the next, and lets it go with a pause', () => {
    const [, calm] = waitingThrough(dayOf([20, 2]), 2, exponential, 15).halfHours;
    // two counters serve six of 20 in half an hour
    expect(calm?.longestQueue).toBeGreaterThan(10);
    expect(calm?.longWaitShare).toBeGreaterThan(0.9);
    const afterPause = waitingThrough([...dayOf([20]), { from: '13:00', arrivals: 2 }], 2, exponential, 15).halfHours[1];
    expect(afterPause?.longestQueue).toBeLessThan(0.1);
  });
  it('has nobody waiting on a day without anybody', () => {
    expect(waitingThrough(dayOf([0, 0]), 1, exponential, 15)).toMatchObject({ utilisation: 0, meanWaitMinutes: 0, longWaitShare: 0 });
  });
  it('never grows with another counter, and always with more arrivals', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 6 }), (each, counters) => {
        const now = waitingThrough(dayOf(each), counters, exponential, 15);
        const more = waitingThrough(dayOf(each), counters + 1, exponential, 15);
        const fuller = waitingThrough(dayOf(each.map((n) => n * 1.2)), counters, exponential, 15);
        expect(more.meanWaitMinutes).toBeLessThanOrEqual(now.meanWaitMinutes + 1e-6);
        expect(more.longestQueue).toBeLessThanOrEqual(now.longestQueue + 1e-6);
        expect(fuller.longestQueue).toBeGreaterThanOrEqual(now.longestQueue - 1e-6);
      }),
      { numRuns: 50 },
    );
  });
});

// the bounds are those that the decision on the model states
describe('agreement with a simulation of the counters, citizen by citizen', () => {
  const morning = [1.4, 3.2, 3.6, 3.0, 2.2, 1.6, 1.0, 0.3];
  const shapeOfDay = (aDay: number) => {
    const sum = morning.reduce((total, each) => total + each, 0);
    return dayOf(morning.map((each) => (each / sum) * aDay));
  };
  it.each([
    { name: 'one counter, full', aDay: 14, counters: 1, shape: 1 },
    { name: 'two counters, full', aDay: 27, counters: 2, shape: 2 },
    { name: 'four counters, at ease', aDay: 41, counters: 4, shape: 2 },
    { name: 'three counters, full at the peak', aDay: 41, counters: 3, shape: 1 },
    { name: 'five counters, just overloaded at the peak', aDay: 75, counters: 5, shape: 1 },
    { name: 'four counters, overloaded for an hour and a half', aDay: 75, counters: 4, shape: 1 },
    { name: 'twelve counters, full at the peak', aDay: 170, counters: 12, shape: 2 },
  ])('$name', ({ aDay, counters, shape }) => {
    const day = shapeOfDay(aDay);
    const service = { minutes: 9, variability: 1 / shape };
    const computed = waitingThrough(day, counters, service, 15);
    const simulated = simulateDays(day, { counters, minutes: 9, shape, longWaitMinutes: 15, days: 4000, seed: 20250701 });
    const people = simulated.reduce((sum, { arrivals }) => sum + arrivals, 0);
    const over = (of: 'meanWait' | 'longWaitShare') => simulated.reduce((sum, half) => sum + half[of] * half.arrivals, 0) / people;

    // over the day: a quarter of the wait or half a minute; four citizens in a hundred
    expect(Math.abs(computed.meanWaitMinutes - over('meanWait'))).toBeLessThan(Math.max(0.5, over('meanWait') / 4));
    expect(Math.abs(computed.longWaitShare - over('longWaitShare'))).toBeLessThan(0.04);
    // in each half hour: a third or two minutes; ten citizens in a hundred
    for (const [index, half] of simulated.entries()) {
      const forecast = computed.halfHours[index];
      expect(Math.abs((forecast?.meanWaitMinutes ?? 0) - half.meanWait)).toBeLessThan(Math.max(2, half.meanWait / 3));
      expect(Math.abs((forecast?.longWaitShare ?? 0) - half.longWaitShare)).toBeLessThan(0.1);
    }
  });
});
