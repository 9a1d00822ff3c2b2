import { setImmediate } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { type Column, csv } from './csv.ts';
import type { ListPage } from './paging.ts';
import { Problem } from './problems.ts';

/**
 * Counts the files that each token subject is being sent: one is open from the question until it is sent or given up.
 * The function throws `rate-limited` (429) for one more than these.
 */
export const limitOpenExports = (perSubject: number) => {
  const open = new Map<string, number>();
  return (subject: string, { raw }: FastifyReply): void => {
    const others = open.get(subject) ?? 0;
    if (others >= perSubject) throw new Problem('rate-limited', 'Too many files at once.', { headers: { 'retry-after': '5' } });
    // a connection that was cut meanwhile has nothing to close
    if (raw.destroyed) return;
    open.set(subject, others + 1);
    raw.once('close', () => {
      const left = (open.get(subject) ?? 1) - 1;
      if (left > 0) open.set(subject, left);
      else open.delete(subject);
    });
  };
};

/**
 * The pages of a list as a CSV file, the first of which is there already. Each page is computed when the reader has
 * room for it, and others have their turn in between. `failed` is told of an error, which breaks the file off.
 */
export const csvOf = (
  columns: readonly Column[],
  [first, others]: readonly [ListPage<unknown>, AsyncIterable<ListPage<unknown>>],
  failed: (error: unknown) => void,
): AsyncGenerator<string> => {
  async function* items(): AsyncGenerator<unknown[]> {
    try {
      yield first.items;
      for await (const page of others) {
        await setImmediate();
        yield page.items;
      }
    } catch (error) {
      failed(error);
      throw new Error('export broke off', { cause: error });
    }
  }
  return csv(columns, items());
};
