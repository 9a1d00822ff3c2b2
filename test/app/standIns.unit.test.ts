import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepStandIns } from '#app/standIns.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** Read models that note what they are asked, and answer with how often they were. */
const readModels = () => {
  const asked: (readonly string[])[] = [];
  const ask = async (units: readonly string[]): Promise<readonly string[]> => {
    asked.push(units);
    const time = asked.length;
    await new Promise(setImmediate);
    if (units.includes('away')) throw new Error('away');
    return units.map((unit) => `${unit} at ${time}`);
  };
  return { asked, ask };
};

it('asks once about all units that acts are done at, as long as the answer is new enough', async () => {
  const { asked, ask } = readModels();
  const standInsOf = keepStandIns(ask, 100);
  expect(await Promise.all(['a', 'b', 'a'].map(standInsOf))).toEqual(['a at 1', 'b at 1', 'a at 1']);
  vi.advanceTimersByTime(99);
  expect(await standInsOf('b')).toBe('b at 1');
  vi.advanceTimersByTime(1);
  expect(await standInsOf('b')).toBe('b at 2');
  expect(await standInsOf('a')).toBe('a at 2');
  expect(asked).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

it('asks at once about a unit that it has no answer about, with the others', async () => {
  const { asked, ask } = readModels();
  const standInsOf = keepStandIns(ask, 100);
  await standInsOf('a');
  expect(await standInsOf('b')).toBe('b at 2');
  expect(asked).toEqual([['a'], ['a', 'b']]);
});

it('asks no more about a unit at which nothing is done', async () => {
  const { asked, ask } = readModels();
  const standInsOf = keepStandIns(ask, 100);
  await standInsOf('a');
  vi.advanceTimersByTime(10_001);
  await standInsOf('b');
  expect(asked).toEqual([['a'], ['b']]);
});

it('gives a failure to those who wait for it, and asks anew for the next', async () => {
  let away = true;
  const standInsOf = keepStandIns(async (units) => {
    if (away) throw new Error('away');
    return units;
  }, 100);
  await expect(standInsOf('a')).rejects.toThrow('away');
  away = false;
  expect(await standInsOf('a')).toBe('a');
});
