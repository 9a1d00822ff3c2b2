import type { Norm } from '#events/norm/events.ts';

/** The set of norms that holds for the Centers of communes. */
export const CENTER_NORMS = 'commune-center';

type Version = { effectiveFrom: string; norms: readonly Norm[] };
/** A point receives from `openedOn` on and no longer on `closedOn`. */
type Point = { counters: number; openedOn: string; closedOn?: string | null | undefined };

/** How many points and counters are there for norms to count. */
type Places = { points: number; counters: number };

/** The norms in force on a day; none before the first version. */
export const normsOn = (versions: readonly Version[], day: string): readonly Norm[] =>
  versions.findLast(({ effectiveFrom }) => effectiveFrom <= day)?.norms ?? [];

/** Points not closed by the day, those that open later included: they have to be equipped before they open. */
export const placesOn = (points: Iterable<Point>, day: string): Places => {
  const there = [...points].filter(({ closedOn }) => closedOn === undefined || closedOn === null || closedOn > day);
  return { points: there.length, counters: there.reduce((sum, { counters }) => sum + counters, 0) };
};

/** What the norms demand, by item. */
export const demandedBy = (norms: readonly Norm[], { points, counters }: Places): Map<string, number> => {
  const times = { counter: counters, point: points, center: 1 };
  const demanded = new Map<string, number>();
  for (const norm of norms)
    if (norm.kind === 'equipment') demanded.set(norm.item, (demanded.get(norm.item) ?? 0) + norm.quantity * times[norm.per]);
  return demanded;
};

/** Pieces needed, and what says so: the need that the Center stated, else the norm. */
export const needOf = (stated: number | undefined, byNorm: number | undefined): { needed: number; basis: 'stated' | 'norm' | 'none' } => {
  if (stated !== undefined) return { needed: stated, basis: 'stated' };
  return byNorm === undefined ? { needed: 0, basis: 'none' } : { needed: byNorm, basis: 'norm' };
};
