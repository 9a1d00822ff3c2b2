import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { Connection } from './client.ts';
import { historyUnit, life, logOf } from './history.ts';
import { medianLatency, type Row, throughput } from './measure.ts';
import { rebuildInProcess } from './memory.ts';
import { createProduct } from './product.ts';
import type { BenchServer } from './server.ts';

/** What things cost at one length of the log; times in ms but for the rebuild's seconds. */
type Cost = { events: number; rebuild: number; append: number; appendsPerSecond: number; list: number; dossier: number; workload: number };

const writers = 64;
const runs = 300;
/** Dossiers on a page, few enough that the shortest log fills it; they are asked for in turn. */
const asked = 5;

const appendCost = async (log: string, seconds: number): Promise<Pick<Cost, 'append' | 'appendsPerSecond'>> => {
  const store = await connectPostgresStore({ url: log });
  let next = 0;
  const received = () => {
    const { stream, events } = life(next++);
    return store.append(stream, 'none', events.slice(0, 1));
  };
  const append = await medianLatency(runs, received);
  const appendsPerSecond = await throughput(writers, seconds, received);
  await store.close();
  return { append, appendsPerSecond };
};

const queryCost = async (
  server: BenchServer,
  events: number,
  log: string,
  read: string,
): Promise<Pick<Cost, 'list' | 'dossier' | 'workload'>> => {
  const product = await createProduct(server, `growth_${events}`, { log, read });
  await using service = await product.run('http');
  const caller = await Connection.open(service.url);
  const token = await product.token({ roles: ['supervisor'], units: ['*'] });
  const ask = async (path: string): Promise<string> => {
    const { status, body } = await caller.send({ method: 'GET', path, token });
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
    return body;
  };
  const list = (turn: number) => ask(`/v1/dossiers?unit=${historyUnit(turn)}&limit=${asked}`);
  const { items } = JSON.parse(await list(0)) as { items: { dossierId: string }[] };
  if (items.length === 0) throw new Error('The read model is empty.');
  const cost = {
    list: await medianLatency(runs, list),
    dossier: await medianLatency(runs, (turn) => ask(`/v1/dossiers/${items[turn % items.length]?.dossierId}`)),
    workload: await medianLatency(runs, (turn) => ask(`/v1/workload?groupBy=procedure&unit=${historyUnit(turn)}`)),
  };
  caller.close();
  return cost;
};

/**
 * How cost grows with the log: three lengths, each ten times the one before. Appending and asking should cost the same,
 * rebuilding ten times as much.
 */
export const growthRows = async (server: BenchServer, events: number, seconds: number, say: (text: string) => void): Promise<Row[]> => {
  const costs: Cost[] = [];
  for (const length of [events / 100, events / 10, events].map(Math.round)) {
    const log = await logOf(server, length);
    const { seconds: rebuild, read } = await rebuildInProcess(server, length);
    const queries = await queryCost(server, length, log, read);
    costs.push({ events: length, rebuild, ...(await appendCost(log, seconds)), ...queries });
  }
  const columns = ['events', 'append ms', 'appends/s', 'list ms', 'dossier ms', 'workload ms', 'rebuild s', 'rebuild µs/event'];
  const line = (cells: readonly (string | number)[]) => say(cells.map((cell) => String(cell).padStart(17)).join(''));
  line(columns);
  for (const { append, appendsPerSecond, list, dossier, workload, rebuild, ...cost } of costs) {
    const answered = [list, dossier, workload].map((ms) => ms.toFixed(2));
    line([
      cost.events,
      append.toFixed(2),
      Math.round(appendsPerSecond),
      ...answered,
      rebuild.toFixed(1),
      ((rebuild * 1e6) / cost.events).toFixed(1),
    ]);
  }

  const [shortest, middle, longest] = costs;
  if (shortest === undefined || middle === undefined || longest === undefined) throw new Error('nothing was measured');
  const row = (id: string, what: string, ours: number, before: number, most: number): Row => ({
    id,
    what,
    ours,
    against: before,
    ratio: ours / before,
    target: `<= ${most}`,
    met: ours / before <= most,
  });
  const flat = (id: 'append' | 'list' | 'dossier' | 'workload', what: string) =>
    row(`growth-${id}`, `median ms of ${what} at ${longest.events} events, against ${shortest.events}`, longest[id], shortest[id], 1.5);
  const perEvent = ({ rebuild, ...cost }: Cost) => (rebuild * 1e6) / cost.events;
  return [
    flat('append', 'an append by one writer'),
    flat('list', 'a page of a unit’s dossiers over HTTP'),
    flat('dossier', 'one dossier over HTTP'),
    flat('workload', 'a unit’s workload over HTTP'),
    row(
      'growth-rebuild',
      `µs an event, rebuild of every read model from ${longest.events} events, against ${middle.events}`,
      perEvent(longest),
      perEvent(middle),
      1.2,
    ),
  ];
};
