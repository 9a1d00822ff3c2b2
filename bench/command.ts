import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { rawInsert } from './append.ts';
import { Connection } from './client.ts';
import { commandPeerRows } from './commandPeer.ts';
import { handOver, handOversEach, nextInHand, receiveDossiers } from './handOver.ts';
import { median, quantile, type Row, throughput } from './measure.ts';
import { createProduct, type Running } from './product.ts';
import type { BenchServer } from './server.ts';

const connections = 64;
const rounds = 3;
/** Dossiers are at hand for so many commands a second; on a faster machine they live longer than a dossier does. */
const mostPerSecond = 6_000;

/**
 * Commands over HTTP by 64 connections, each on a dossier of its own: token, validation, reading, folding, deciding,
 * appending.
 * The service is `src/main.ts` in other processes than the load: one, and one per core.
 * Both take turns with the raw INSERT of one event per commit; a ratio is the median of the rounds' ratios.
 * Beside the peer's version where PEER_DIR names its checkout.
 */
export const commandRows = async (server: BenchServer, seconds: number, say: (text: string) => void): Promise<Row[]> => {
  const product = await createProduct(server, 'command');
  const dossiers = await product.setUp((app, city) =>
    receiveDossiers(app, city, Math.ceil((2 * (rounds + 1) * (seconds + 0.5) * mostPerSecond) / handOversEach) + connections),
  );
  await using raw = await rawInsert(await server.emptyDatabase('bench_command_raw'));
  await using running = new AsyncDisposableStack();
  const services = await Promise.all(Array.from({ length: availableParallelism() }, async () => running.use(await product.run('http'))));
  await server.settle();

  const inHand = dossiers.splice(0, connections);
  const latencies: number[] = [];
  const command = async (worker: number, caller: Connection): Promise<void> => {
    const dossier = nextInHand(inHand[worker], dossiers);
    inHand[worker] = dossier;
    const request = await handOver(product, dossier);
    const started = performance.now();
    const answer = await caller.send(request);
    latencies.push(performance.now() - started);
    if (answer.status !== 200) throw new Error(`${request.path} was answered with ${answer.status}: ${answer.body}`);
  };

  let longest = 0;
  /** Commands a second, and the CPU of one in µs: of the service, and of PostgreSQL. */
  const commands = async (through: readonly Running[]): Promise<{ rate: number; cpu: number; database: number }> => {
    const callers = await Promise.all(
      Array.from({ length: connections }, (_, place) => Connection.open(through[place % through.length]?.url ?? '')),
    );
    const taken = () => [through.reduce((sum, one) => sum + one.cpuSeconds(), 0), server.cpuSeconds()] as const;
    const before = [latencies.length, ...taken()] as const;
    const rate = await throughput(connections, seconds, (worker) => command(worker, callers[worker] as Connection));
    longest = Math.max(longest, ...inHand.map(({ turns }) => turns));
    const [cpu, database] = taken();
    for (const caller of callers) caller.close();
    const each = 1e6 / (latencies.length - before[0]);
    return { rate, cpu: (cpu - before[1]) * each, database: (database - before[2]) * each };
  };

  // a process just started compiles as it goes
  await commands(services.slice(0, 1));
  await commands(services);
  latencies.length = 0;

  const figures: { one: number; all: number; raw: number; cpu: number; database: number }[] = [];
  const stream = `dossier-${randomUUID()}`;
  let revision = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const { rate: one, cpu, database } = await commands(services.slice(0, 1));
    const { rate: all } = await commands(services);
    const floor = await throughput(connections, seconds, () => raw.insert(stream, revision++));
    figures.push({ one, all, raw: floor, cpu, database });
    say(
      `command over HTTP, round ${round}: one process ${Math.round(one)}/s, ${services.length} processes ${Math.round(all)}/s, raw ${Math.round(floor)}/s; CPU of a command: service ${Math.round(cpu)} µs, PostgreSQL ${Math.round(database)} µs`,
    );
  }
  say(
    `command over HTTP, ${connections} at once: p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms`,
  );
  if (longest > handOversEach)
    say(
      `command over HTTP: this machine is faster than ${mostPerSecond} commands/s, so dossiers were handed over up to ${longest} times, not ${handOversEach}; their longer streams slow it down`,
    );
  const row = (id: string, where: string, of: 'one' | 'all'): Row => {
    const ratio = median(figures.map((figure) => figure[of] / figure.raw));
    return {
      id,
      what: `commands/s over HTTP, ${connections} connections, ${where}, fsync on, against one raw INSERT per commit`,
      ours: median(figures.map((figure) => figure[of])),
      against: median(figures.map((figure) => figure.raw)),
      ratio,
      target: '>= 1',
      met: ratio >= 1,
    };
  };
  return [
    row('command-one-process', 'one process of the service', 'one'),
    row('command-process-per-core', 'a process of the service per core', 'all'),
    {
      id: 'command-cpu',
      what: 'µs of CPU of one command: the service’s process, against PostgreSQL’s processes',
      ours: median(figures.map((figure) => figure.cpu)),
      against: median(figures.map((figure) => figure.database)),
      ratio: median(figures.map((figure) => figure.cpu / figure.database)),
      target: 'printed',
      met: true,
    },
    ...(process.env.PEER_DIR === undefined ? [] : await commandPeerRows(seconds, say)),
  ];
};
