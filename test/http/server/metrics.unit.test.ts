import { expect, it, vi } from 'vitest';
import type { Appended, EventStore } from '#events/store/eventStore.ts';
import { createMetrics } from '#http/server/metrics.ts';
import { textOf } from '#test/support/deployment.ts';

const appended: Appended = { revision: 0, position: 1, repeated: false };

/** Value of the one sample whose line begins like this. */
const valueOf = async (metrics: ReturnType<typeof createMetrics>, sample: string): Promise<number> => {
  const lines = (await metrics.expose(1_000)).split('\n').filter((line) => line.startsWith(`${sample} `));
  expect(lines).toHaveLength(1);
  return Number(lines[0]?.slice(sample.length));
};

it('knows the age of the oldest append that was not answered yet', async () => {
  const metrics = createMetrics(async () => []);
  const answers: PromiseWithResolvers<Appended>[] = [];
  const silent = {
    append: () => {
      const answer = Promise.withResolvers<Appended>();
      answers.push(answer);
      return answer.promise;
    },
  };
  const store = metrics.timed(silent as unknown as EventStore);
  const age = () => valueOf(metrics, 'motcua_append_oldest_unsettled_seconds');
  expect(await age()).toBe(0);
  const [first, second] = [store.append('a-1', 'none', []), store.append('a-2', 'none', [])];
  const before = await age();
  expect(before).toBeGreaterThan(0);
  answers[1]?.resolve(appended);
  await second;
  expect(await age()).toBeGreaterThan(before);
  answers[0]?.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  expect(await age()).toBe(0);
  expect(await valueOf(metrics, 'motcua_append_duration_seconds_count{outcome="appended"}')).toBe(1);
  expect(await valueOf(metrics, 'motcua_append_duration_seconds_count{outcome="Error"}')).toBe(1);
});

it('counts used, idle and wanted connections of each pool as they are when asked', async () => {
  const metrics = createMetrics(async () => []);
  const pool = { totalCount: 3, idleCount: 1, waitingCount: 0 };
  metrics.watchPool('log-appends', pool);
  expect(await valueOf(metrics, 'motcua_pool_connections{pool="log-appends",state="used"}')).toBe(2);
  Object.assign(pool, { idleCount: 0, waitingCount: 5 });
  expect(await valueOf(metrics, 'motcua_pool_connections{pool="log-appends",state="idle"}')).toBe(0);
  expect(await valueOf(metrics, 'motcua_pool_waiting{pool="log-appends"}')).toBe(5);
});

it('sees a computation that holds the event loop, and how much of the time it computes', async () => {
  const metrics = createMetrics(async () => []);
  const blocks = () => valueOf(metrics, 'motcua_event_loop_blocked_seconds_count');
  const active = await valueOf(metrics, 'motcua_event_loop_active_seconds_total');
  const before = await blocks();
  const until = performance.now() + 400;
  while (performance.now() < until);
  await vi.waitFor(async () => expect(await blocks()).toBeGreaterThan(before));
  expect(await valueOf(metrics, 'motcua_event_loop_blocked_seconds_sum')).toBeGreaterThan(0.25);
  expect(await valueOf(metrics, 'motcua_event_loop_active_seconds_total')).toBeGreaterThan(active + 0.3);
});

it('says which version runs', async () => {
  const { version } = JSON.parse(textOf('package.json'));
  expect(await createMetrics(async () => []).expose(200)).toContain(
    `motcua_build_info{version="${version}",node="${process.versions.node}"} 1`,
  );
});

it('leaves out what is not known in time, and shows it when it is', async () => {
  const metrics = createMetrics(async () => []);
  let ask = async (): Promise<[{ state: string }, number][]> => [[{ state: 'failed' }, 2]];
  metrics.watch({ name: 'motcua_things', help: 'Things.', labelNames: ['state'], ask: () => ask() });
  expect(await valueOf(metrics, 'motcua_things{state="failed"}')).toBe(2);
  ask = () => Promise.reject(new Error('no database'));
  expect(await metrics.expose(200)).not.toContain('motcua_things{');
  ask = () => new Promise(() => {});
  expect(await metrics.expose(200)).not.toContain('motcua_things{');
  ask = async () => [[{ state: 'failed' }, 0]];
  expect(await valueOf(metrics, 'motcua_things{state="failed"}')).toBe(0);
});
