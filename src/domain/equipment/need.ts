import { LRUCache } from 'lru-cache';
import { keyForm } from '#domain/text/searchForm.ts';
import { type Norm, type NormEvent, normEvents } from '#events/norm/events.ts';
import type { Recorded } from '#events/store/event.ts';

/** Key forms of items: the few items of a city are asked for again and again, for every Center and day. */
const itemKeys = new LRUCache<string, string>({ max: 1_000, memoMethod: keyForm });

/** The set of norms that holds for the Centers of communes. */
export const CENTER_NORMS = 'commune-center';

/** A version of a set of norms, as far as a need depends on it. */
export type NormVersion = { effectiveFrom: string; norms: readonly Norm[] };
/** A point receives from `openedOn` on and no longer on `closedOn`. */
type Point = { counters: number; openedOn: string; closedOn?: string | null | undefined };

/** The versions of a set of norms, in order. */
export const norms = {
  category: normEvents.category,
  initial: [] as readonly NormEvent['data'][],
  evolve: (versions: readonly NormEvent['data'][], { data }: Recorded<NormEvent>) => [...versions, data],
};

/** How many points and counters are there for norms to count. */
type Places = { points: number; counters: number };

/** The norms in force on a day; none before the first version. */
export const normsOn = (versions: readonly NormVersion[], day: string): readonly Norm[] =>
  versions.findLast(({ effectiveFrom }) => effectiveFrom <= day)?.norms ?? [];

/** Points not closed by the day, those that open later included: they have to be equipped before they open. */
export const placesOn = (points: Iterable<Point>, day: string): Places => {
  const there = [...points].filter(({ closedOn }) => closedOn === undefined || closedOn === null || closedOn > day);
  return { points: there.length, counters: there.reduce((sum, { counters }) => sum + counters, 0) };
};

/** What the norms demand, by the key form of the item. */
export const demandedBy = (norms: readonly Norm[], { points, counters }: Places): Map<string, number> => {
  const times = { counter: counters, point: points, center: 1 };
  const demanded = new Map<string, number>();
  for (const norm of norms)
    if (norm.kind === 'equipment') {
      const key = itemKeys.memo(norm.item);
      demanded.set(key, (demanded.get(key) ?? 0) + norm.quantity * times[norm.per]);
    }
  return demanded;
};

/** Pieces needed, and what says so: the need that the Center stated, else the norm. */
export const needOf = (stated: number | undefined, byNorm: number | undefined): { needed: number; basis: 'stated' | 'norm' | 'none' } => {
  if (stated !== undefined) return { needed: stated, basis: 'stated' };
  return byNorm === undefined ? { needed: 0, basis: 'none' } : { needed: byNorm, basis: 'norm' };
};

/** What is missing of a need, and what is beyond it, where so many pieces are there. */
export const balanceOf = (needed: number, there: number): { gap: number; surplus: number } => ({
  gap: Math.max(0, needed - there),
  surplus: Math.max(0, there - needed),
});

/** A need stated (replaces the one before), or pieces reused, added, or moved here (less than zero: away). */
export type EquipmentEntry = { on: string; item: string; kind: 'needed' | 'reused' | 'added' | 'moved'; quantity: number };
type StatedNeed = { item: string; stated: number | null; reused: number; added: number; moved: number; statedGap: number };

/**
 * What a Center stated as needed and what covers it, by item as it was first worded, from entries up to a day. `statedGap` is what is missing
 * of the need stated, whatever norms demand: this is what the directive's order to add equipment where the work
 * requires it is judged by.
 */
export const statedNeedsOn = (entries: readonly EquipmentEntry[], day: string): StatedNeed[] => {
  const items = new Map<string, StatedNeed>();
  for (const { on, item, kind, quantity } of entries) {
    if (on > day) continue;
    const key = itemKeys.memo(item);
    const line = items.get(key) ?? { item, stated: null, reused: 0, added: 0, moved: 0, statedGap: 0 };
    if (kind === 'needed') line.stated = quantity;
    else line[kind] += quantity;
    items.set(key, line);
  }
  for (const line of items.values()) line.statedGap = balanceOf(line.stated ?? 0, line.reused + line.added + line.moved).gap;
  return [...items.values()].toSorted((a, b) => (a.item < b.item ? -1 : 1));
};
