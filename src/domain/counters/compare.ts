import { type Choice, chooseAtPoints, type Demand, rounded } from './need.ts';
import type { HalfHour } from './waiting.ts';

type Counters = readonly { counters: number }[];
type Fixed = Pick<Demand, 'service' | 'target'>;

/** Waiting over all points on a day, and in each of its half hours: a point weighs as many citizens as come to it. */
export const comparedAt = (points: Counters, halfHours: readonly HalfHour[], { service, target }: Fixed) => {
  const choices = chooseAtPoints({ halfHours: [...halfHours], service, target }, points);
  const mean = (of: (choice: Choice) => number) => rounded(choices.reduce((sum, choice) => sum + choice.share * of(choice), 0));
  const day = {
    counters: points.reduce((sum, { counters }) => sum + counters, 0),
    arrivalsADay: rounded(halfHours.reduce((sum, { arrivals }) => sum + arrivals, 0)),
    meanWaitMinutes: mean(({ meanWaitMinutes }) => meanWaitMinutes),
    longWaitShare: mean(({ longWaitShare }) => longWaitShare),
    worstLongWaitShare: Math.max(...choices.map(({ worstLongWaitShare }) => worstLongWaitShare)),
    longestQueue: Math.max(...choices.map(({ longestQueue }) => longestQueue)),
    meetsTarget: choices.every(({ meetsTarget }) => meetsTarget),
  };
  const waits = new Map(halfHours.map(({ from }, index) => [from, mean(({ halfHours: of }) => of[index]?.meanWaitMinutes ?? 0)]));
  return { day, waits };
};

/** What was planned for a busy day, on a usual one; nobody comes on either where nobody is expected. */
export const usualDay = ({
  halfHours,
  arrivalsADay,
  arrivalsOnBusyDay,
}: Pick<Demand, 'halfHours' | 'arrivalsADay' | 'arrivalsOnBusyDay'>): HalfHour[] =>
  halfHours.map(({ from, arrivals }) => ({
    from,
    arrivals: arrivalsOnBusyDay === 0 ? 0 : rounded((arrivals * arrivalsADay) / arrivalsOnBusyDay),
  }));

export type Visits = readonly { day: string; halfHour: string; visits: number }[];

/** Arrivals by half hour, in order: the half hours expected and those in which somebody came besides. */
export const arrivalsBy = (expected: readonly HalfHour[], visits: Visits, days: number): HalfHour[] => {
  const sums = new Map(expected.map(({ from }) => [from, 0]));
  for (const { halfHour, visits: count } of visits) sums.set(halfHour, (sums.get(halfHour) ?? 0) + count);
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([from, count]) => ({ from, arrivals: count / days }));
};

/** The day on which most came; of several the first. */
export const busiestDayOf = (visits: Visits): { day: string; arrivals: number } | null => {
  const sums = new Map<string, number>();
  for (const { day, visits: count } of visits) sums.set(day, (sums.get(day) ?? 0) + count);
  const [busiest] = [...sums].toSorted(([, a], [, b]) => b - a);
  return busiest === undefined ? null : { day: busiest[0], arrivals: busiest[1] };
};
