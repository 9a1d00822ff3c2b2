import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EventStore } from '#events/store/eventStore.ts';
import type { ProjectionStatus } from './options.ts';

/** Every metric of one process, on a registry of its own. */
export type Metrics = ReturnType<typeof createMetrics>;

/** `projectionStatus` is asked at each scrape. */
export const createMetrics = (projectionStatus: () => Promise<readonly ProjectionStatus[]>) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
  const streams = new Gauge({ name: 'motcua_event_streams', help: 'Open event streams.', registers });
  const projection = (name: string, help: string) => new Gauge({ name, help, labelNames: ['projection', 'version', 'serving'], registers });
  const lagPositions = projection('motcua_projection_lag_positions', 'Positions between the head of the log and the projection.');
  const lagSeconds = projection('motcua_projection_lag_seconds', 'Age of the oldest event that the projection has not seen.');
  const paused = projection('motcua_projection_paused', '1 while the projection is paused.');

  return {
    registry,
    requests,
    commands,
    streams,
    /** The same store, its appends timed. */
    timed: (store: EventStore): EventStore =>
      new Proxy(store, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property, target);
          if (typeof value !== 'function') return value;
          if (property !== 'append') return value.bind(target);
          return async (...args: Parameters<EventStore['append']>) => {
            const end = appends.startTimer();
            try {
              const appended = await target.append(...args);
              end({ outcome: appended.repeated ? 'repeated' : 'appended' });
              return appended;
            } catch (error) {
              end({ outcome: error instanceof Error ? error.name : 'error' });
              throw error;
            }
          };
        },
      }),
    /** The exposition text. Without the read database the projections' numbers are left out, the others stay. */
    expose: async (): Promise<string> => {
      for (const gauge of [lagPositions, lagSeconds, paused]) gauge.reset();
      const statuses = await projectionStatus().catch(() => []);
      for (const { name, version, serving, ...status } of statuses) {
        const labels = { projection: name, version, serving: String(serving) };
        lagPositions.set(labels, status.lagPositions);
        lagSeconds.set(labels, status.lagSeconds);
        paused.set(labels, status.state === 'paused' ? 1 : 0);
      }
      return registry.metrics();
    },
  };
};
