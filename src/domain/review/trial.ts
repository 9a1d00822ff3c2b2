import { appointedTime, movedAlike } from '#domain/time/deadline.ts';
import { type Limits, limitOf } from '#domain/time/limits.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import type { Channel, TimeLimit } from '#events/terms.ts';

/** What a dossier received says of its time (UTC instants). */
export type ReceivedTimes = {
  competent_unit: string;
  channel: Channel;
  procedure_version: number | null;
  verification: boolean;
  received_at: string;
  appointed_at: string;
  due_at: string;
  settled_at: string | null;
  on_time: boolean | null;
};

/** What of a procedure decides about time and work; a step without a level is the commune's. */
export type Terms = Limits & {
  verificationLimit?: TimeLimit | undefined;
  steps: readonly { role: string; level?: string; hours: number }[];
};

/** No dossiers, by what the change would do to them. */
const none = {
  dossiers: 0,
  /** Appointed time earlier, later, or the same. */
  earlier: 0,
  later: 0,
  same: 0,
  /** Settled: on time as it was and would be, and what would turn. */
  onTime: 0,
  wouldBeOnTime: 0,
  becomeLate: 0,
  becomeOnTime: 0,
  /** Not settled, refused, withdrawn or stopped: nothing can be said. */
  undecided: 0,
};
type Counts = typeof none;
type Load = { level: string; role: string; before: number; after: number };
export type Trial = Counts & {
  /** Dossiers whose version is not known any more. */
  uncounted: number;
  /** Hours that the steps ask of each role at each level. */
  hoursByRole: Load[];
  byUnit: (Counts & { unit: string; hoursBefore: number; hoursAfter: number })[];
};

/**
 * Due time under other terms: their appointed time, or their limit for a verified case, moved as
 * far as pauses and extensions moved the true one, in what the limit counts. An extension keeps its length.
 */
const dueUnder = (time: WorkingTime, dossier: ReceivedTimes, before: Terms, after: Terms, appointed: string): string => {
  const { received_at, appointed_at, due_at, verification } = dossier;
  const verified = (terms: Terms) =>
    verification && terms.verificationLimit !== undefined ? appointedTime(time, received_at, terms.verificationLimit).at : undefined;
  const baseBefore = verified(before) ?? appointed_at;
  const baseAfter = verified(after) ?? appointed;
  const limit = verified(after) === undefined ? limitOf(after, dossier.channel) : after.verificationLimit;
  return limit === undefined ? baseAfter : movedAlike(time, baseAfter, limit, { from: baseBefore, to: due_at });
};

/** What would have become of one dossier, added to the counts it belongs to. */
const count = (counts: Counts, { appointed_at, settled_at, on_time }: ReceivedTimes, appointed: string, due: string): void => {
  counts.dossiers += 1;
  counts[appointed === appointed_at ? 'same' : appointed < appointed_at ? 'earlier' : 'later'] += 1;
  if (settled_at === null || on_time === null) {
    counts.undecided += 1;
    return;
  }
  const wouldBe = settled_at <= due;
  if (on_time) counts.onTime += 1;
  if (wouldBe) counts.wouldBeOnTime += 1;
  if (on_time !== wouldBe) counts[wouldBe ? 'becomeOnTime' : 'becomeLate'] += 1;
};

const addHours = (loads: Load[], { steps }: Terms, side: 'before' | 'after'): void => {
  for (const { role, level = 'commune', hours } of steps) {
    let load = loads.find((one) => one.level === level && one.role === role);
    if (load === undefined) loads.push((load = { level, role, before: 0, after: 0 }));
    load[side] += hours;
  }
};

/** Hours that fall on the commune. */
const communeHours = ({ steps }: Terms): number =>
  steps.reduce((total, { level = 'commune', hours }) => total + (level === 'commune' ? hours : 0), 0);
const rounded = (hours: number): number => Math.round(hours * 100) / 100;

/**
 * Tries other terms on dossiers that were received: what would be their appointed times, which would be on time, how
 * many hours each role would work by the steps. Nothing is written; a page of dossiers and one row of counts per unit
 * are in memory. `versions`: the procedure's, by number. `timeOf`: the working time of a unit. Throws what
 * `appointedTime` throws.
 */
export const tryOut = async (
  pages: AsyncIterable<readonly ReceivedTimes[]>,
  after: Terms,
  { versions, timeOf }: { versions: ReadonlyMap<number, ProcedureVersion>; timeOf: (unit: string) => WorkingTime },
  progress: (done: number) => void = () => {},
): Promise<Trial> => {
  const city = { ...none };
  const loads: Load[] = [];
  const byUnit = new Map<string, Counts & { hoursBefore: number; hoursAfter: number }>();
  let uncounted = 0;
  for await (const page of pages) {
    for (const dossier of page) {
      const before = versions.get(dossier.procedure_version ?? 0);
      if (before === undefined) {
        uncounted += 1;
        continue;
      }
      const time = timeOf(dossier.competent_unit);
      const appointed = appointedTime(time, dossier.received_at, limitOf(after, dossier.channel)).at;
      const due = dueUnder(time, dossier, before, after, appointed);
      let unit = byUnit.get(dossier.competent_unit);
      if (unit === undefined) {
        unit = { ...none, hoursBefore: 0, hoursAfter: 0 };
        byUnit.set(dossier.competent_unit, unit);
      }
      count(city, dossier, appointed, due);
      count(unit, dossier, appointed, due);
      unit.hoursBefore += communeHours(before);
      unit.hoursAfter += communeHours(after);
      addHours(loads, before, 'before');
      addHours(loads, after, 'after');
    }
    progress(city.dossiers + uncounted);
  }
  return {
    ...city,
    uncounted,
    hoursByRole: loads.map((load) => ({ ...load, before: rounded(load.before), after: rounded(load.after) })),
    byUnit: [...byUnit]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([unit, of]) => ({ unit, ...of, hoursBefore: rounded(of.hoursBefore), hoursAfter: rounded(of.hoursAfter) })),
  };
};
