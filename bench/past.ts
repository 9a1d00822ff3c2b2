import { openWorkersPool } from '#app/readModels.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { build } from './building.ts';
import { Connection } from './client.ts';
import { historyUnit, logOf } from './history.ts';
import { quantile, type Row } from './measure.ts';
import { createProduct } from './product.ts';
import type { BenchServer } from './server.ts';

/** p99 in ms over HTTP at one length of the log, and bytes an event that the tables of the past take. */
type Cost = { events: number; now: number; instant: number; position: number; past: number; all: number };

const runs = 300;
/** Dossiers on a page, few enough that the shortest log fills it. */
const page = 5;
const shortestLog = 10_000;

/** Whole times of single requests, each kind in turn, so that a slow moment of the machine meets all of them. */
const timesOf = async (kinds: readonly ((turn: number) => Promise<unknown>)[]): Promise<number[]> => {
  const taken = kinds.map((): number[] => []);
  for (let turn = 0; turn < runs + 20; turn += 1)
    for (const [kind, work] of kinds.entries()) {
      const started = performance.now();
      await work(turn);
      if (turn >= 20) taken[kind]?.push(performance.now() - started);
    }
  return taken.map((times) => quantile(times, 0.99));
};

/** The n-th of numbers spread over 0 to 1 without order, the same each time. */
const scattered = (n: number): number => (n * 0.6180339887) % 1;

const costAt = async (server: BenchServer, events: number): Promise<Cost> => {
  const log = await logOf(server, events);
  const store = await connectPostgresStore({ url: log });
  const head = await store.head();
  const { app: read } = await server.database(`bench_past_${events}`, 'read', 'motcua_projector');
  await build(store, read, allProjections);
  await store.close();
  await server.settle();
  const db = openWorkersPool(read, { max: 1 });
  const sizes = await db.query<{ name: string; bytes: number }>(
    `select relname as name, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname ~ '_v[0-9]+_g[0-9]+$'`,
  );
  const { rows: ends } = await db.query<{ first: string; last: string }>(
    'select min(entered_at) as first, max(last_activity_at) as last from read.dossier_list',
  );
  await db.end();
  const pastTables = ['dossier_changes', 'dossier_parts', 'dossier_entries', 'dossier_count_changes'];
  const sum = (of: readonly { bytes: number }[]) => of.reduce((total, { bytes }) => total + bytes, 0) / events;

  const product = await createProduct(server, `past_${events}`, { log, read });
  await using service = await product.run('http');
  const caller = await Connection.open(service.url);
  const token = await product.token({ roles: ['supervisor'], units: ['*'] });
  // never the same question twice, so that no answer is one that was kept
  const ask = async (turn: number, more = ''): Promise<string> => {
    const path = `/v1/dossiers?unit=${historyUnit(turn)}&limit=${page}&dueBefore=${new Date(Date.UTC(2026, 0, 1) + turn * 1_000).toISOString()}${more}`;
    const { status, body } = await caller.send({ method: 'GET', path, token });
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
    return body;
  };
  const [first, last] = [Date.parse(ends[0]?.first ?? ''), Date.parse(ends[0]?.last ?? '')];
  const instant = (turn: number) => new Date(first + (last - first) * (0.1 + 0.9 * scattered(turn))).toISOString();
  const position = (turn: number) => Math.floor(head * (0.1 + 0.9 * scattered(turn)));
  const [now = Number.NaN, atInstant = Number.NaN, atPosition = Number.NaN] = await timesOf([
    (turn) => ask(turn),
    (turn) => ask(turn, `&asOf=${instant(turn)}`),
    (turn) => ask(turn, `&asOf=${position(turn)}`),
  ]);
  caller.close();
  const past = sizes.rows.filter(({ name }) => pastTables.includes(name));
  return { events, now, instant: atInstant, position: atPosition, past: sum(past), all: sum(sizes.rows) - sum(past) };
};

/** A page of a unit's dossiers over HTTP, now and as of arbitrary moments, at two lengths of the log; and what the past takes. */
export const pastRows = async (server: BenchServer, events: number, say: (text: string) => void): Promise<Row[]> => {
  const costs: Cost[] = [];
  const line = (cells: readonly (string | number)[]) => say(cells.map((cell) => String(cell).padStart(20)).join(''));
  line(['events', 'now p99 ms', 'as of instant p99', 'as of position p99', 'past bytes/event', 'others bytes/event']);
  for (const length of [shortestLog, events]) {
    const cost = await costAt(server, length);
    costs.push(cost);
    line([length, cost.now.toFixed(2), cost.instant.toFixed(2), cost.position.toFixed(2), cost.past.toFixed(0), cost.all.toFixed(0)]);
  }
  const [shortest, longest] = costs;
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
  const asked = 'p99 ms over HTTP of a page of a unit’s dossiers as of an arbitrary';
  return [
    row('past', `${asked} instant at ${longest.events} events, against the present page`, longest.instant, longest.now, 3),
    row('past-position', `${asked} position at ${longest.events} events, against the present page`, longest.position, longest.now, 3),
    row('past-growth', `${asked} instant at ${longest.events} events, against ${shortest.events}`, longest.instant, shortest.instant, 1.5),
    row(
      'past-position-growth',
      `${asked} position at ${longest.events} events, against ${shortest.events}`,
      longest.position,
      shortest.position,
      1.5,
    ),
    row(
      'past-storage',
      'bytes an event of all read models with the past of the dossier list, against without it',
      longest.all + longest.past,
      longest.all,
      1.15,
    ),
  ];
};
