import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './client.ts';
import { type DossierInHand, handOver, receiveDossiers } from './handOver.ts';
import { quantile, type Row } from './measure.ts';
import { createProduct, type Product } from './product.ts';
import type { BenchServer } from './server.ts';

const perSecond = 200;
const aimMs = 100;
/** Whatever takes longer is a fault, not a lag. */
const mostMs = 30_000;
/** More than are ever under way at once, so that none waits for the one before. */
const dossiersTaken = 600;
const connections = 64;
/** A new process still compiles: its first seconds are reported apart, and measuring begins once it has settled. */
const startingSeconds = 2;
const settlingSeconds = 8;

/**
 * Executes commands at an even pace, independent of the answers.
 * Returns the ms from each receipt to the answer that shows its event, asked with `after=<position of the receipt>`.
 */
const lags = async (product: Product, url: string, dossiers: readonly DossierInHand[], seconds: number): Promise<number[]> => {
  const free = await Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
  const taken: number[] = [];
  const actOn = async (dossier: DossierInHand, caller: Connection): Promise<void> => {
    const order = await handOver(product, dossier);
    const { status, body } = await caller.send(order);
    const received = performance.now();
    if (status !== 200) throw new Error(`${order.path} was answered with ${status}: ${body}`);
    const { position, revision } = JSON.parse(body) as { position: number; revision: number };
    const question = { method: 'GET' as const, path: `/v1/dossiers/${dossier.dossierId}?after=${position}`, token: order.token };
    for (;;) {
      const answer = await caller.send(question);
      if (answer.status !== 200) throw new Error(`${question.path} was answered with ${answer.status}: ${answer.body}`);
      if ((JSON.parse(answer.body) as { revision: number }).revision >= revision) break;
      if (performance.now() - received > mostMs) throw new Error(`${question.path} does not show what was recorded ${mostMs} ms ago.`);
    }
    taken.push(performance.now() - received);
    free.push(caller);
  };

  const acts: Promise<void>[] = [];
  const started = performance.now();
  for (let turn = 0; turn < seconds * perSecond; turn += 1) {
    await pause(Math.max(0, started + (turn * 1000) / perSecond - performance.now()));
    const dossier = dossiers[turn % dossiers.length];
    const caller = free.shift() ?? (await Connection.open(url));
    if (dossier === undefined) throw new Error('no dossier at hand');
    acts.push(actOn(dossier, caller));
  }
  await Promise.all(acts);
  for (const caller of free) caller.close();
  return taken;
};

/**
 * Time from the receipt of a command to the query that shows it, at 200 commands a second: with everything in one
 * process, and with the workers in a process of their own.
 */
export const lagRows = async (server: BenchServer, seconds: number, say: (text: string) => void): Promise<Row[]> => {
  const product = await createProduct(server, 'lag');
  const dossiers = await product.setUp((app, city) => receiveDossiers(app, city, dossiersTaken));
  const rows: Row[] = [];
  for (const processes of [['http,projections,processes'], ['http', 'projections,processes']]) {
    await using running = new AsyncDisposableStack();
    const [service] = await Promise.all(processes.map(async (roles) => running.use(await product.run(roles))));
    const url = service?.url ?? '';
    const starting = await lags(product, url, dossiers, startingSeconds);
    await lags(product, url, dossiers, settlingSeconds);
    const taken = await lags(product, url, dossiers, seconds);
    const where = processes.length === 1 ? 'one process' : 'workers apart';
    const [p50, p99, atFirst] = [quantile(taken, 0.5), quantile(taken, 0.99), quantile(starting, 0.5)];
    say(
      `lag at ${perSecond} commands/s, ${where}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; just started, p50 ${atFirst.toFixed(1)} ms`,
    );
    const row = (name: string, ms: number, what: string, target: string): Row => ({
      id: `lag-${name}-${where.replace(' ', '-')}`,
      what: `ms from receipt to visible in a query, ${perSecond} commands/s, ${where}, ${what}, against the aim`,
      ours: ms,
      against: aimMs,
      ratio: ms / aimMs,
      target,
      met: target === 'printed' || ms <= aimMs,
    });
    rows.push(
      row('p50', p50, 'p50', '<= 1'),
      row('p99', p99, 'p99', '<= 1'),
      row('starting', atFirst, `p50 of the first ${startingSeconds} s of a process just started`, 'printed'),
    );
  }
  return rows;
};
