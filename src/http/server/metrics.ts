import pTimeout from 'p-timeout';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import { endOfDay } from '#domain/time/localDay.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { type Asked, askedGauge } from './askedGauges.ts';
import { processMetrics } from './processMetrics.ts';

/** Every metric of one process, on a registry of its own. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Connections to a database, as pg's pools tell it. */
export type PoolUse = { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };

/** The answer, unless the question fails or takes longer than this. */
const answerOf = <T>(question: Promise<T>, withinMs: number): Promise<{ answered: true; answer: T } | { answered: false }> => {
  const none = { answered: false } as const;
  const asked = question.then(
    (answer) => ({ answered: true, answer }) as const,
    () => none,
  );
  return pTimeout(asked, { milliseconds: withinMs, fallback: () => none });
};

/** Both are asked at each scrape; `calendarsEnd`: the last day of the published calendars, if there are any. */
export const createMetrics = (
  projectionStatus: () => Promise<readonly ProjectionStatus[]>,
  calendarsEnd: () => Promise<string | undefined> = async () => undefined,
) => {
  const registry = new Registry();
  processMetrics(registry);
  const registers = [registry];
  const requests = new Histogram({
    name: 'motcua_http_request_duration_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const commands = new Counter({
    name: 'motcua_commands_total',
    help: 'Commands by outcome: recorded, unchanged, repeated, or the code of the problem.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const appends = new Histogram({
    name: 'motcua_append_duration_seconds',
    help: 'Duration of appends to the log.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  const groups = new Histogram({
    name: 'motcua_append_group_size',
    help: 'Appends that the log committed together in one transaction.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  });
  const unsettled = new Set<{ since: number }>();
  const oldestUnsettled = new Gauge({
    name: 'motcua_append_oldest_unsettled_seconds',
    help: 'Age of the oldest append that has not been answered yet; 0 when all are.',
    registers,
    collect: () => {
      const [oldest] = unsettled;
      oldestUnsettled.set(oldest === undefined ? 0 : (performance.now() - oldest.since) / 1000);
    },
  });
  const pools = new Map<string, PoolUse>();
  const connections = new Gauge({
    name: 'motcua_pool_connections',
    help: 'Open database connections, by pool and state: used or idle.',
    labelNames: ['pool', 'state'],
    registers,
    collect: () => {
      for (const [pool, { totalCount, idleCount }] of pools) {
        connections.set({ pool, state: 'used' }, totalCount - idleCount);
        connections.set({ pool, state: 'idle' }, idleCount);
      }
    },
  });
  const waiting = new Gauge({
    name: 'motcua_pool_waiting',
    help: 'Questions that wait for a connection of the pool.',
    labelNames: ['pool'],
    registers,
    collect: () => {
      for (const [pool, { waitingCount }] of pools) waiting.set({ pool }, waitingCount);
    },
  });
  const streams = new Gauge({ name: 'motcua_event_streams', help: 'Open event streams.', registers });
  const stalled = new Counter({
    name: 'motcua_http_stalled_total',
    help: 'Answers that were ended because nobody read them.',
    labelNames: ['route'],
    registers,
  });
  // Of the whole system, not of this process: every process that is asked tells the same.
  const projection = (name: string, help: string) => new Gauge({ name, help, labelNames: ['projection', 'version', 'serving'], registers });
  const lagPositions = projection('motcua_projection_lag_positions', 'Positions between the head of the log and the projection.');
  const lagSeconds = projection(
    'motcua_projection_lag_seconds',
    'Age of the oldest event that the projection has not seen, less the time that it waits by design.',
  );
  const paused = projection('motcua_projection_paused', '1 while the projection is paused.');
  const held = projection('motcua_projection_held', '1 while a worker holds the lease of the projection.');
  const calendars = new Gauge({
    name: 'motcua_calendars_end_timestamp_seconds',
    help: 'End of the last day of the published calendars, in seconds since 1970; 0 when none is published.',
    registers,
  });
  const leases = new Gauge({ name: 'motcua_leases_held', help: 'Leases by the worker that holds them.', labelNames: ['owner'], registers });

  const refreshed: ((withinMs: number) => Promise<void>)[] = [];

  return {
    registry,
    requests,
    commands,
    streams,
    stalled,
    /** Told of every group of appends that the log has committed. */
    groupCommitted: (appends: number): void => groups.observe(appends),
    /** Shows what is asked for at each scrape, from now on. */
    watch: <L extends string>(asked: Asked<L>): void => void refreshed.push(askedGauge(registry, asked)),
    /** Shows the use of a pool of connections from now on. */
    watchPool: (name: string, pool: PoolUse): void => void pools.set(name, pool),
    /** The same store, its appends timed. */
    timed: (store: EventStore): EventStore =>
      new Proxy(store, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property, target);
          if (typeof value !== 'function') return value;
          if (property !== 'append') return value.bind(target);
          return async (...args: Parameters<EventStore['append']>) => {
            const end = appends.startTimer();
            const call = { since: performance.now() };
            unsettled.add(call);
            try {
              const appended = await target.append(...args);
              end({ outcome: appended.repeated ? 'repeated' : 'appended' });
              return appended;
            } catch (error) {
              end({ outcome: error instanceof Error ? error.name : 'error' });
              throw error;
            } finally {
              unsettled.delete(call);
            }
          };
        },
      }),
    /**
     * The exposition text. What the databases know is left out when they do not answer within `withinMs` milliseconds;
     * the others stay.
     */
    expose: async (withinMs: number): Promise<string> => {
      const asked = refreshed.map((refresh) => refresh(withinMs));
      const [day, statuses] = await Promise.all([answerOf(calendarsEnd(), withinMs), answerOf(projectionStatus(), withinMs)]);
      await Promise.all(asked);
      for (const gauge of [lagPositions, lagSeconds, paused, held, leases]) gauge.reset();
      calendars.reset();
      if (day.answered) calendars.set(day.answer === undefined ? 0 : Date.parse(endOfDay(day.answer)) / 1000);
      for (const { name, version, serving, ...status } of statuses.answered ? statuses.answer : []) {
        const labels = { projection: name, version, serving: String(serving) };
        lagPositions.set(labels, status.lagPositions);
        lagSeconds.set(labels, status.lagSeconds);
        paused.set(labels, status.state === 'paused' ? 1 : 0);
        held.set(labels, status.owner === undefined ? 0 : 1);
        if (status.owner !== undefined) leases.inc({ owner: status.owner });
      }
      return registry.metrics();
    },
  };
};
