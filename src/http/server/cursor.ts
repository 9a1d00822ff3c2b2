import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Problem } from './problems.ts';

const Content = z.tuple([z.string(), z.array(z.union([z.string(), z.number()])).min(1)]);

/** Binds a key to the list and the filters it belongs to. No secret: a forged cursor shows nothing that its sender may not see anyway. */
const seal = (list: string, filters: Readonly<Record<string, unknown>>, key: readonly (string | number)[]): string => {
  const sorted = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, sorted, key]))
    .digest('base64url')
    .slice(0, 12);
};

/** The place after which a list goes on, opaque to clients. */
export const encodeCursor = (list: string, filters: Readonly<Record<string, unknown>>, key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([seal(list, filters, key), key])).toString('base64url');

/** Throws `cursor-malformed` for whatever this list did not give with these filters. */
export const decodeCursor = (list: string, filters: Readonly<Record<string, unknown>>, cursor: string): readonly (string | number)[] => {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new Problem('cursor-malformed');
  }
  const content = Content.safeParse(json);
  if (!content.success || content.data[0] !== seal(list, filters, content.data[1])) throw new Problem('cursor-malformed');
  return content.data[1];
};
