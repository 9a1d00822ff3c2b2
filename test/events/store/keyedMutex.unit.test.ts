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

describe('work that has to be done in time', () => {
  it('counts the wait for its turn: what has not begun by then is never done', async () => {
    const inTurn = createKeyedMutex(50);
    const { promise: silence, resolve: speak } = Promise.withResolvers<void>();
    const done: number[] = [];
    const begun = performance.now();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        inTurn('s', async () => {
          await silence;
          done.push(n);
        }),
      ),
    );
    expect(performance.now() - begun).toBeLessThan(500);
    expect(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason.name)).toEqual(Array(12).fill('StoreUnavailable'));
    speak();
    expect(await inTurn('s', async () => 'next')).toBe('next');
    expect(done).toEqual([0]);
  });

  it('says whether it had begun', async () => {
    const inTurn = createKeyedMutex(20);
    const { promise: silence, resolve: speak } = Promise.withResolvers<void>();
    const [first, second] = await Promise.allSettled([inTurn('s', () => silence), inTurn('s', () => silence)]);
    expect((first as PromiseRejectedResult).reason.message).toContain('unknown');
    expect((second as PromiseRejectedResult).reason.message).toContain('nothing was done');
    speak();
  });
});
