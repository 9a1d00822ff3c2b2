import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { duties as dutyModel } from '#projections/duties/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { build } from './building.ts';
import { Connection } from './client.ts';
import { appendAll, began, benchDirective, carriedOut, ended } from './directive.ts';
import { logOf } from './history.ts';
import { quantile, type Row } from './measure.ts';
import { createProduct } from './product.ts';
import type { BenchServer } from './server.ts';

/**
 * Milliseconds over HTTP at one length of the log. `replay`: reading the whole log and folding duties and Centers from
 * it.
 */
type Cost = { events: number; now: number; instant: number; position: number; report: number; replay: number };

const runs = 100;
const aimMs = 500;

/** Whole times of single requests, one after the other, in ms; the first ones do not count. */
const timesOf = async (count: number, work: (turn: number) => Promise<unknown>): Promise<number[]> => {
  const taken: number[] = [];
  for (let turn = 0; turn < count + 10; turn += 1) {
    const started = performance.now();
    await work(turn);
    if (turn >= 10) taken.push(performance.now() - started);
  }
  return taken;
};

/** The n-th of numbers spread over 0 to 1 without order, the same each time. */
const scattered = (n: number): number => (n * 0.6180339887) % 1;

const costAt = async (server: BenchServer, events: number): Promise<Cost> => {
  const log = await logOf(server, events);
  const store = await connectPostgresStore({ url: log });
  const first = await store.head();
  const added = await appendAll(store, carriedOut());
  const emptyReadModels = async (name: string) => (await server.database(`bench_${name}_${events}`, 'read', 'motcua_projector')).app;
  const replay = 1_000 * (await build(store, await emptyReadModels('replay'), [dutyModel, centerReadiness]));
  const read = await emptyReadModels('matrix');
  await build(store, read, [auditTrail, centerReadiness, dutyModel, notices, workingCalendar]);
  await store.close();
  await server.settle();

  const product = await createProduct(server, `matrix_${events}`, { log, read });
  await using service = await product.run('http');
  const caller = await Connection.open(service.url);
  const token = await product.token({ roles: ['supervisor'], units: ['*'] });
  const ask = async (path: string): Promise<string> => {
    const { status, body } = await caller.send({ method: 'GET', path: `/v1/directives/${benchDirective.directiveId}${path}`, token });
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
    return body;
  };
  const { counts } = JSON.parse(await ask('/matrix')) as { counts: { total: number } };
  const duties = benchDirective.tasks.reduce((sum, { assignees }) => sum + assignees.length, 0);
  if (counts.total !== duties) throw new Error(`The matrix has ${counts.total} duties instead of ${duties}.`);
  const instant = (turn: number) => new Date(began + (ended - began) * scattered(turn)).toISOString();
  // the log numbers its positions without regard to how much of them is dossiers; those of the directive come last
  const position = (turn: number) => Math.floor(first + 2_000 + (added - 2_000) * scattered(turn));
  const cost = {
    events,
    replay,
    now: quantile(await timesOf(runs, () => ask('/matrix')), 0.99),
    instant: quantile(await timesOf(runs, (turn) => ask(`/matrix?asOf=${instant(turn)}`)), 0.99),
    position: quantile(await timesOf(runs, (turn) => ask(`/matrix?asOf=${position(turn)}`)), 0.99),
    report: quantile(await timesOf(20, (turn) => ask(`/report?asOf=${instant(turn)}`)), 0.5),
  };
  caller.close();
  return cost;
};

/**
 * The matrix of every unit and task over HTTP, now and as of arbitrary moments, at three lengths of a log that is
 * mostly dossiers.
 */
export const matrixRows = async (server: BenchServer, events: number, say: (text: string) => void): Promise<Row[]> => {
  const costs: Cost[] = [];
  const line = (cells: readonly (string | number)[]) => say(cells.map((cell) => String(cell).padStart(20)).join(''));
  line(['events', 'now p99 ms', 'as of instant p99', 'as of position p99', 'report median ms', 'replay of the log ms']);
  for (const length of [events / 100, events / 10, events].map(Math.round)) {
    const cost = await costAt(server, length);
    costs.push(cost);
    line([length, ...[cost.now, cost.instant, cost.position, cost.report, cost.replay].map((ms) => ms.toFixed(0))]);
  }

  const [shortest, longest] = [costs.at(0), costs.at(-1)];
  if (shortest === undefined || longest === undefined) throw new Error('nothing was measured');
  const row = (id: string, what: string, ours: number, against: number, most: number): Row => ({
    id,
    what,
    ours,
    against,
    ratio: ours / against,
    target: `<= ${most}`,
    met: ours / against <= most,
  });
  const duties = `${benchDirective.tasks.reduce((sum, { assignees }) => sum + assignees.length, 0)} duties`;
  return [
    row(
      'matrix',
      `p99 ms over HTTP of the matrix of ${duties}, ${longest.events} events in the log, against the aim`,
      longest.now,
      aimMs,
      1,
    ),
    row(
      'matrix-as-of-growth',
      `p99 ms over HTTP of the matrix as of an arbitrary instant at ${longest.events} events, against ${shortest.events}`,
      longest.instant,
      shortest.instant,
      1.5,
    ),
    row(
      'matrix-as-of-position-growth',
      `p99 ms over HTTP of the matrix as of an arbitrary position at ${longest.events} events, against ${shortest.events}`,
      longest.position,
      shortest.position,
      1.5,
    ),
    row(
      'matrix-as-of-replay',
      `p99 ms of the matrix as of an instant, against reading the log of ${longest.events} events and folding it`,
      longest.instant,
      longest.replay,
      0.1,
    ),
  ];
};
