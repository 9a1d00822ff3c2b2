import { createHash } from 'node:crypto';
import { z } from 'zod';
import { requireStorable } from './input.ts';
import { Problem } from './problems.ts';

/** The place of an item in the order of its list. */
export type CursorKey = readonly (string | number)[];
/** One page of a list; `next` is the key to go on after, absent on the last page. */
export type ListPage<T> = { items: T[]; next?: CursorKey };
type Direction = 'ascending' | 'descending';
/** How the keys of a list are ordered: all their parts alike, or each its own way. */
export type Order = Direction | readonly Direction[];

/** Whether a key comes after another in that order; strings by their UTF-16 code units. */
export const isAfter = (key: CursorKey, other: CursorKey, order: Order): boolean => {
  const place = key.findIndex((part, index) => part !== other[index]);
  const [part, compared] = [key[place], other[place]];
  if (part === undefined || compared === undefined) return false;
  return (typeof order === 'string' ? order : order[place]) === 'descending' ? part < compared : part > compared;
};

/** Binds a key to its list and filters. No secret is needed: a forged cursor shows only what its sender may see. */
const seal = (list: string, filters: Readonly<Record<string, unknown>>, key: CursorKey): string => {
  const sorted = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, sorted, key]))
    .digest('base64url')
    .slice(0, 12);
};

/** The place after which a list goes on, opaque to clients. */
export const encodeCursor = (list: string, filters: Readonly<Record<string, unknown>>, key: CursorKey): string =>
  Buffer.from(JSON.stringify([seal(list, filters, key), key])).toString('base64url');

/** The key in a cursor. Throws `cursor-malformed` for one that this list did not give out with these filters. */
export const decodeCursor = <K extends CursorKey>(
  list: string,
  filters: Readonly<Record<string, unknown>>,
  Key: z.ZodType<K>,
  cursor: string,
): K => {
  try {
    const [sealed, key] = z.tuple([z.string(), Key]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    requireStorable(key, 'query');
    if (sealed === seal(list, filters, key)) return key;
  } catch {
    // whatever it is, it is no cursor
  }
  throw new Problem('cursor-malformed');
};
