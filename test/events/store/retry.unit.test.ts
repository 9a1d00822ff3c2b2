import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { backoffMs, isTransient, pause, repeatEvery } from '#events/store/retry.ts';

const withCode = (code: string, severity = 'ERROR') => Object.assign(new pg.DatabaseError('m', 1, 'error'), { code, severity });

describe('a failure is transient', () => {
  it.each(['08006', '25006', '25P03', '25P04', '40001', '40P01', '53300', '55006', '55P03', '57014', '57P01', '58030'])(
    'when the server answers %s, for the log and the projections alike',
    (code) => expect(isTransient(withCode(code))).toBe(true),
  );
  it('when the server panics', () => expect(isTransient(withCode('XX000', 'PANIC'))).toBe(true));
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])('when the network says %s', (code) =>
    expect(isTransient(Object.assign(new Error('connect'), { code }))).toBe(true),
  );
  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout', 'timeout expired'])(
    'when the driver says "%s"',
    (message) => expect(isTransient(new Error(message))).toBe(true),
  );
  it('when the log is unavailable', () => expect(isTransient(new StoreUnavailable())).toBe(true));
});

describe('a failure is not transient', () => {
  it.each(['22P02', '23505', '25P02', '42P01', 'XX000'])('when the server answers %s', (code) =>
    expect(isTransient(withCode(code))).toBe(false),
  );
  it.each([new TypeError('not a function'), new Error('no such thing'), 'text', undefined])('when %s was thrown', (error) =>
    expect(isTransient(error)).toBe(false),
  );
});

it('doubles the wait with every failure, up to the longest', () => {
  expect([1, 2, 3, 6, 7, 2000].map((failures) => backoffMs(failures, { first: 10, most: 500 }))).toEqual([10, 20, 40, 320, 500, 500]);
});

it('ends a pause at once when the signal aborts', async () => {
  const abort = new AbortController();
  const paused = pause(60_000, abort.signal);
  abort.abort();
  await paused;
});

it('repeats rounds until disposed, and waits for the one under way', async () => {
  const third = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let rounds = 0;
  const repeating = repeatEvery(60_000, async () => {
    rounds += 1;
    if (rounds < 3) return 'more';
    third.resolve();
    await release.promise;
    return undefined;
  });
  await third.promise;
  const disposed = repeating[Symbol.asyncDispose]();
  release.resolve();
  await disposed;
  expect(rounds).toBe(3);
});
