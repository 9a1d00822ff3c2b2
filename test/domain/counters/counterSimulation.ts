import type { HalfHour } from '#domain/counters/waiting.ts';

/** Numbers from 0 to 1 that are the same for the same seed (Marsaglia’s xorshift, 32 bits). */
const seeded = (seed: number) => {
  let state = seed;
  return (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
};

const minutesOf = (from: string): number => Number(from.slice(0, 2)) * 60 + Number(from.slice(3));

/** Gamma of mean 1 as the mean of `shape` exponentials: squared coefficient of variation 1 / shape. */
const erlang = (random: () => number, shape: number): number => {
  let sum = 0;
  for (let n = 0; n < shape; n++) sum -= Math.log(random());
  return sum / shape;
};

export type Simulated = { meanWait: number; longWaitShare: number; arrivals: number };

/**
 * Days at the counters, citizen by citizen, with nothing of the formulas in it: Poisson arrivals at the rate of their half hour, one queue in order of
 * arrival, the first counter that is free. Whoever waits when the hours pause is still served. What each half hour's arrivals waited, over all days.
 */
export const simulateDays = (
  day: readonly HalfHour[],
  {
    counters,
    minutes,
    shape,
    longWaitMinutes,
    days,
    seed,
  }: { counters: number; minutes: number; shape: number; longWaitMinutes: number; days: number; seed: number },
): Simulated[] => {
  const random = seeded(seed);
  const sums = day.map(() => ({ wait: 0, long: 0, arrivals: 0 }));
  for (let n = 0; n < days; n++) {
    let freeAt = Array<number>(counters).fill(0);
    day.forEach(({ from, arrivals }, index) => {
      const begins = minutesOf(from);
      const before = day[index - 1];
      if (before !== undefined && minutesOf(before.from) + 30 !== begins) freeAt = Array<number>(counters).fill(0);
      const sum = sums[index] as (typeof sums)[number];
      const gap = () => (-Math.log(random()) * 30) / arrivals;
      for (let at = begins + gap(); at < begins + 30; at += gap()) {
        const free = freeAt.indexOf(Math.min(...freeAt));
        const served = Math.max(at, freeAt[free] ?? 0);
        freeAt[free] = served + minutes * erlang(random, shape);
        sum.wait += served - at;
        sum.arrivals += 1;
        if (served - at > longWaitMinutes) sum.long += 1;
      }
    });
  }
  return sums.map(({ wait, long, arrivals }) => ({ meanWait: wait / arrivals, longWaitShare: long / arrivals, arrivals }));
};
