import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { build } from './building.ts';
import { logOf } from './history.ts';
import type { Row } from './measure.ts';
import type { BenchServer } from './server.ts';

/**
 * Cost of building every read model to the end of a log. Memory in bytes: the peak resident size, and the most that was
 * alive after a collection.
 */
export type Rebuild = { seconds: number; rss: number; heap: number };
/** How often what is alive is counted: seldom enough to cost a few per cent. */
const sampleMs = 1_000;

/** Brings every read model of the database to the end of the log, in this process. */
const rebuild = async (logUrl: string, readUrl: string): Promise<Rebuild> => {
  const store = await connectPostgresStore({ url: logUrl });
  let heap = 0;
  const sample = () => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    heap = Math.max(heap, heapUsed + external);
  };
  const sampling = setInterval(sample, sampleMs);
  const seconds = await build(store, readUrl, allProjections);
  clearInterval(sampling);
  sample();
  await store.close();
  return { seconds, heap, rss: process.resourceUsage().maxRSS * 1024 };
};

const rebuilds = new WeakMap<BenchServer, Map<number, Promise<Rebuild & { read: string }>>>();

/**
 * Rebuilds every read model from `events` events in a process of its own, once for all callers. `read` is the database
 * it filled.
 */
export const rebuildInProcess = (server: BenchServer, events: number): Promise<Rebuild & { read: string }> => {
  const known = rebuilds.get(server) ?? new Map<number, Promise<Rebuild & { read: string }>>();
  rebuilds.set(server, known);
  const found = known.get(events) ?? inProcess(server, events);
  known.set(events, found);
  return found;
};

const inProcess = async (server: BenchServer, events: number): Promise<Rebuild & { read: string }> => {
  const log = await logOf(server, events);
  const { app: read } = await server.database(`bench_rebuilt_${events}`, 'read', 'motcua_projector');
  await server.settle();
  const child = spawn(process.execPath, [...process.execArgv, '--expose-gc', import.meta.filename, log, read], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(child.stdout);
  if (said === '') throw new Error(`The rebuild of ${events} events failed.`);
  return { ...(JSON.parse(said) as Rebuild), read };
};

/** Memory of the daemon while it rebuilds every read model from a log, against a log of a tenth the length. */
export const memoryRows = async (server: BenchServer, events: number, say: (text: string) => void): Promise<Row[]> => {
  const short = await rebuildInProcess(server, Math.round(events / 10));
  const long = await rebuildInProcess(server, events);
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  say(
    `memory: ${megabytes(long.rss)} MB from ${events} events, ${megabytes(short.rss)} MB from a tenth; alive ${megabytes(long.heap)} and ${megabytes(short.heap)} MB`,
  );
  const row = (id: string, what: string, of: (rebuild: Rebuild) => number): Row => ({
    id,
    what: `${what} while every read model is rebuilt from ${events} events, against ${Math.round(events / 10)}`,
    ours: of(long),
    against: of(short),
    ratio: of(long) / of(short),
    target: '<= 1.2',
    met: of(long) / of(short) <= 1.2,
  });
  return [
    row('memory-rss', 'MB of the daemon’s process (peak)', ({ rss }) => megabytes(rss)),
    row('memory-heap', 'MB alive in the daemon’s process after collection (peak)', ({ heap }) => megabytes(heap)),
  ];
};

// as the process that `rebuildInProcess` starts
if (import.meta.main) {
  const [, , log = '', read = ''] = process.argv;
  process.stdout.write(JSON.stringify(await rebuild(log, read)));
}
