import { readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';

/** Interval of the timer that watches the event loop. */
const TICK_MS = 100;
/** A timer comes late by less than this all the time. */
const LATE_MS = 50;
/** Sums that are gauges: named as counters, they are refused by `promtool check metrics`. What they sum up stays. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];
/** They do not see an event loop that is blocked. */
const blind = ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'].map((part) => `nodejs_eventloop_lag${part}_seconds`);

const versionOf = (): string => {
  const file = path.join(import.meta.dirname, '..', '..', '..', 'package.json');
  return String((JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version);
};

/**
 * What a process tells of itself: memory, CPU and collections; which version runs; and how long its event loop was
 * blocked, so that nobody was answered. The timer that watches it ends with the process.
 */
export const processMetrics = (registry: Registry): void => {
  collectDefaultMetrics({ register: registry });
  for (const name of [...misnamed, ...blind]) registry.removeSingleMetric(name);
  const registers = [registry];
  new Gauge({
    name: 'motcua_build_info',
    help: 'Always 1; the labels say which version of Motcua runs, on which Node.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version: versionOf(), node: process.versions.node }, 1);

  const blocked = new Histogram({
    name: 'motcua_event_loop_blocked_seconds',
    help: 'Times during which one computation held the event loop, so that nobody was answered.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  let due = performance.now() + TICK_MS;
  setInterval(() => {
    const now = performance.now();
    if (now - due >= LATE_MS) blocked.observe((now - due) / 1000);
    due = now + TICK_MS;
  }, TICK_MS).unref();

  const active = new Counter({
    name: 'motcua_event_loop_active_seconds_total',
    help: 'Time during which the event loop computed and did not wait; one second a second is its limit.',
    registers,
    collect: () => {
      active.reset();
      active.inc(performance.eventLoopUtilization().active / 1000);
    },
  });
};
