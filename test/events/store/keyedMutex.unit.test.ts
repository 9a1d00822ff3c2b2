import { setImmediate as laterTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createKeyedMutex } from '#events/store/keyedMutex.ts';

describe('work taking turns', () => {
  it('runs one after another, in the order asked for, also after a failure', async () => {
    const inTurn = createKeyedMutex();
    const log: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await laterTurn();
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([inTurn('s', work('a')), inTurn('s', work('b', true)), inTurn('s', work('c'))]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not wait for work of another name', async () => {
    const inTurn = createKeyedMutex();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = inTurn('s', () => promise);
    expect(await inTurn('t', async () => 'done')).toBe('done');
    resolve();
    await first;
  });
});
