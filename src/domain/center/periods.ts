import { dayAfter } from '#domain/time/localDay.ts';

/** Days from first to last, included; without `until` no end is known. One that ends before it begins is empty. */
export type Period = { from: string; until?: string | null | undefined };
/** A period whose end, or lack of one, is written out. */
export type Stretch = { from: string; until: string | null };

const EVER = '9999-12-31';

/** Whether two periods share a day. */
export const overlap = (a: Period, b: Period): boolean => {
  const from = a.from > b.from ? a.from : b.from;
  return from <= (a.until ?? EVER) && from <= (b.until ?? EVER);
};

/** Whether a period includes a day. */
export const isOn = ({ from, until }: Period, day: string): boolean => from <= day && day <= (until ?? EVER);

/** Periods that touch or overlap, joined to stretches, in order of their days. */
const joined = (periods: readonly Period[]): Stretch[] => {
  const stretches: Stretch[] = [];
  for (const { from, until = null } of periods.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = stretches.at(-1);
    if (until !== null && until < from) continue;
    if (last === undefined || (last.until !== null && from > dayAfter(last.until))) stretches.push({ from, until });
    else if (last.until !== null && (until === null || until > last.until)) last.until = until;
  }
  return stretches;
};

/**
 * Since when periods have covered a day without a break; null when none includes it. `lapsesOn`: the first day without
 * one after that stretch, or after the last one before the day; null when no end is known, or nothing came before.
 */
export const coverage = (periods: readonly Period[], day: string): { since: string | null; lapsesOn: string | null } => {
  const stretch = joined(periods).findLast(({ from }) => from <= day);
  if (stretch === undefined) return { since: null, lapsesOn: null };
  const lapsesOn = stretch.until === null ? null : dayAfter(stretch.until);
  return { since: isOn(stretch, day) ? stretch.from : null, lapsesOn };
};
