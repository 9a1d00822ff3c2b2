import { dayAfter, endOfDay, localDay } from '#domain/time/localDay.ts';

/** What the rules look at of a duty, as a read model has it. */
export type DutyTimes = { assigned_at: string; deadline: string; fulfilled_at: string | null; reopened_at: string | null };

/**
 * Where a duty stood at a moment. `overdue`: not fulfilled although the deadline had passed, whether or not that had
 * been recorded yet; `reopened`: fulfilled once and not any more, before the deadline.
 */
export type Standing = {
  state: 'open' | 'reopened' | 'overdue' | 'fulfilled';
  /** Since when it had been in that state. */
  since: string;
  /** Fulfilled after its deadline. */
  fulfilledLate: boolean;
};

/** The state of a duty at a moment, from its row as of that moment. */
export const standingOf = (row: DutyTimes, moment: string): Standing => {
  const { fulfilled_at, deadline, reopened_at, assigned_at } = row;
  if (fulfilled_at !== null) return { state: 'fulfilled', since: fulfilled_at, fulfilledLate: fulfilled_at > deadline };
  const unfulfilledSince = reopened_at ?? assigned_at;
  const fulfilledLate = false;
  // whatever happened at the very moment of the deadline is known: it was not fulfilled in time
  if (deadline <= moment) return { state: 'overdue', since: deadline > unfulfilledSince ? deadline : unfulfilledSince, fulfilledLate };
  return { state: reopened_at === null ? 'open' : 'reopened', since: unfulfilledSince, fulfilledLate };
};

/** What a duty was from a position of the log on. */
export type Past<R extends DutyTimes = DutyTimes> = { position: number; at: string; row: R | null };

/** How many duties stood how at the end of a day; on the last day at the moment asked about. */
export type Day = { day: string } & Record<Standing['state'], number>;

type Stretch = { from: string; state: Standing['state'] | undefined };

/** In which state a duty was from when on, oldest first. What was entered late counts from what stands before it. */
const stretchesOf = (past: readonly Past[]): Stretch[] => {
  const stretches: Stretch[] = [];
  let from = '';
  for (const { at, row } of past) {
    if (at > from) from = at;
    // a deadline that had not passed before the duty changed
    while ((stretches.at(-1)?.from ?? '') > from) stretches.pop();
    stretches.push({ from, state: row === null ? undefined : standingOf(row, from).state });
    if (row?.fulfilled_at === null && row.deadline > from) stretches.push({ from: row.deadline, state: 'overdue' });
  }
  return stretches;
};

/** Index of the first of these ascending instants that is not before another; their number when all are. */
const firstFrom = (ends: readonly string[], instant: string): number => {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? '') < instant) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * Progress of duties by day, both included, no later than the moment; `pasts`: each duty's states, oldest first. Takes
 * time by what happened to the duties, and a little by the days.
 */
export const daysOf = (pasts: readonly (readonly Past[])[], { from, to, moment }: { from: string; to: string; moment: string }): Day[] => {
  const today = localDay(moment);
  const last = today < to ? today : to;
  const days: string[] = [];
  for (let day = from; day <= last; day = dayAfter(day)) days.push(day);
  const ends = days.map((day) => (day === today ? moment : endOfDay(day)));
  // by how much each number changes on a day
  const changes = days.map(() => ({ open: 0, reopened: 0, overdue: 0, fulfilled: 0 }));
  const change = ({ from: at, state }: Stretch, by: number, when = at): void => {
    const day = changes[firstFrom(ends, when)];
    if (day !== undefined && state !== undefined) day[state] += by;
  };
  for (const stretches of pasts.map(stretchesOf))
    for (const [index, stretch] of stretches.entries()) {
      change(stretch, 1);
      const next = stretches[index + 1];
      if (next !== undefined) change(stretch, -1, next.from);
    }
  const sum = { open: 0, reopened: 0, overdue: 0, fulfilled: 0 };
  return days.map((day, index) => {
    for (const state of ['open', 'reopened', 'overdue', 'fulfilled'] as const) sum[state] += changes[index]?.[state] ?? 0;
    return { day, ...sum };
  });
};
