/**
 * Waiting at the counters of one point through a day. Sources and validity: docs/decisions/0019-queueing.md.
 * Stationary: Erlang C with the factor of Allen and Cunneen. Through the day: the pointwise stationary fluid flow
 * approximation (Wang, Tipper, Banerjee 1996).
 */

/** Arrivals expected in the half hour that begins at `from` (HH:MM). */
export type HalfHour = { from: string; arrivals: number };
/** Mean minutes of serving one citizen, and the squared coefficient of variation of these minutes (1: exponential). */
export type Service = { minutes: number; variability: number };
/** `utilisation`: work coming in over capacity; above 1 a backlog grows. `longestQueue`: most expected waiting. */
export type Waiting = { utilisation: number; meanWaitMinutes: number; longWaitShare: number; longestQueue: number };
export type DayOfWaiting = Waiting & {
  /** Of the half hour with the greatest share of long waits. */
  worstLongWaitShare: number;
  halfHours: (Waiting & HalfHour)[];
};

const HALF_HOUR = 30;
const BISECTIONS = 30;

/** Erlang C (1917): probability of waiting at `servers` offered `load` (in servers); 1 when they cannot bear it. */
export const erlangC = (servers: number, load: number): number => {
  if (load >= servers) return 1;
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
};

/** Mean number waiting at a utilisation below 1: Erlang C × (1 + cs²) / 2, Poisson arrivals (Allen, Cunneen). */
export const meanQueue = (servers: number, utilisation: number, { variability }: Service): number =>
  (((1 + variability) / 2) * erlangC(servers, servers * utilisation) * utilisation) / (1 - utilisation);

/** The utilisation at which, in the long run, so many citizens would be present. */
const utilisationWith = (present: number, servers: number, service: Service): number => {
  let low = 0;
  let high = 1;
  for (let n = 0; n < BISECTIONS; n++) {
    const middle = (low + high) / 2;
    if (servers * middle + meanQueue(servers, middle, service) < present) low = middle;
    else high = middle;
  }
  return low;
};

const startOf = ({ from }: HalfHour): number => Number(from.slice(0, 2)) * 60 + Number(from.slice(3));

/** Where a moment stands: the citizens present, and those whom even an unvarying stream would leave waiting. */
type Standing = { present: number; backlog: number };

/** Waiting of somebody who arrives now: the backlog for certain, and what comes besides is exponential, if any. */
const arrivingInto = ({ present, backlog }: Standing, counters: number, service: Service, longWaitMinutes: number) => {
  const busy = utilisationWith(present, counters, service);
  const queue = Math.max(0, present - counters * busy);
  const wait = busy === 0 ? 0 : (queue * service.minutes) / (counters * busy);
  const certain = Math.min(wait, (backlog * service.minutes) / counters);
  const waits = erlangC(counters, counters * busy);
  const rest = wait - certain;
  const long = certain >= longWaitMinutes ? 1 : rest <= 0 ? 0 : waits * Math.exp((-(longWaitMinutes - certain) * waits) / rest);
  return { busy, queue, wait, long };
};

const halfHourOf = (half: HalfHour, start: Standing, counters: number, service: Service, longWaitMinutes: number) => {
  // a step is a minute, or a fifth of a shorter service
  const steps = Math.ceil(HALF_HOUR / Math.min(1, service.minutes / 5));
  const minutes = HALF_HOUR / steps;
  const capacity = counters / service.minutes;
  const rate = half.arrivals / HALF_HOUR;
  const sum = { wait: 0, long: 0, longest: 0 };
  let standing = start;
  for (let step = 0; step < steps; step++) {
    const { busy, queue, wait, long } = arrivingInto(standing, counters, service, longWaitMinutes);
    sum.wait += wait / steps;
    sum.long += long / steps;
    sum.longest = Math.max(sum.longest, queue);
    standing = {
      present: Math.max(0, standing.present + minutes * (rate - capacity * busy)),
      backlog: Math.max(0, standing.backlog + minutes * (rate - capacity)),
    };
  }
  return {
    standing,
    waiting: { ...half, utilisation: rate / capacity, meanWaitMinutes: sum.wait, longWaitShare: sum.long, longestQueue: sum.longest },
  };
};

const NOBODY: Standing = { present: 0, backlog: 0 };

/**
 * Waiting through a day whose half hours are in order, for this number of counters. A backlog is carried into the next
 * half hour; where the hours pause, whoever waits is still served before the pause. Pure.
 */
export const waitingThrough = (day: readonly HalfHour[], counters: number, service: Service, longWaitMinutes: number): DayOfWaiting => {
  const halfHours: (Waiting & HalfHour)[] = [];
  let standing = NOBODY;
  let endsAt = Number.NaN;
  for (const half of day) {
    const begun = startOf(half) === endsAt ? standing : NOBODY;
    const passed = halfHourOf(half, begun, counters, service, longWaitMinutes);
    halfHours.push(passed.waiting);
    standing = passed.standing;
    endsAt = startOf(half) + HALF_HOUR;
  }
  const arrivals = day.reduce((sum, half) => sum + half.arrivals, 0);
  const overArrivals = (of: 'meanWaitMinutes' | 'longWaitShare'): number =>
    arrivals === 0 ? 0 : halfHours.reduce((sum, half) => sum + half[of] * half.arrivals, 0) / arrivals;
  return {
    utilisation: day.length === 0 ? 0 : (arrivals * service.minutes) / (day.length * HALF_HOUR * counters),
    meanWaitMinutes: overArrivals('meanWaitMinutes'),
    longWaitShare: overArrivals('longWaitShare'),
    longestQueue: Math.max(0, ...halfHours.map(({ longestQueue }) => longestQueue)),
    worstLongWaitShare: Math.max(0, ...halfHours.map(({ longWaitShare }) => longWaitShare)),
    halfHours,
  };
};
