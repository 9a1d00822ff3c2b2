import type { CursorKey, ListPage } from './query.ts';

/** A page out of one item too many: ask for `limit + 1`, and the next page goes on after the last item kept. */
export const pageOf = <T>(found: readonly T[], limit: number, keyOf: (item: T, index: number) => CursorKey): ListPage<T> => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: keyOf(last, items.length - 1) } : { items };
};
