import { randomUUID } from 'node:crypto';
import { rawInsert } from './append.ts';
import { Connection } from './client.ts';
import { handOver, receiveDossiers } from './handOver.ts';
import { median, quantile, type Row, throughput } from './measure.ts';
import { createProduct } from './product.ts';
import type { BenchServer } from './server.ts';

const connections = 64;
const rounds = 3;
/** As long as the stream of a dossier gets in its life. */
const handOversEach = 16;
/** More than any machine this runs on can do: so many dossiers must be at hand. */
const mostPerSecond = 6_000;

/**
 * Commands over HTTP by 64 connections: token, validation, reading, folding, deciding and appending, each on a dossier of its own. The service is `src/main.ts` in another
 * process than the load. It and the raw INSERT of one event per commit take turns, round by round; the ratio is the median of the rounds' ratios.
 */
export const commandRows = async (server: BenchServer, seconds: number, say: (text: string) => void): Promise<Row[]> => {
  const product = await createProduct(server, 'command');
  const dossiers = await product.setUp((app, city) =>
    receiveDossiers(app, city, Math.ceil((rounds * (seconds + 0.5) * mostPerSecond) / handOversEach) + connections),
  );
  await using raw = await rawInsert(await server.emptyDatabase('bench_command_raw'));
  await using service = await product.run('http');
  const callers = await Promise.all(Array.from({ length: connections }, () => Connection.open(service.url)));
  await server.settle();

  const inHand = dossiers.splice(0, connections);
  let done = 0;
  const latencies: number[] = [];
  const command = async (worker: number): Promise<void> => {
    let dossier = inHand[worker];
    if (dossier === undefined || dossier.turns === handOversEach) {
      dossier = dossiers.pop();
      if (dossier === undefined) throw new Error('There are not dossiers enough: raise `mostPerSecond`.');
      inHand[worker] = dossier;
    }
    const request = await handOver(product, dossier);
    const started = performance.now();
    const answer = await callers[worker]?.send(request);
    latencies.push(performance.now() - started);
    if (answer?.status !== 200) throw new Error(`${request.path} was answered with ${answer?.status}: ${answer?.body}`);
    done += 1;
  };

  const figures: { ours: number; raw: number; cpu: number; database: number }[] = [];
  let revision = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const before = { done, cpu: service.cpuSeconds(), database: server.cpuSeconds() };
    const ours = await throughput(connections, seconds, command);
    const commands = done - before.done;
    const cpu = ((service.cpuSeconds() - before.cpu) * 1e6) / commands;
    const database = ((server.cpuSeconds() - before.database) * 1e6) / commands;
    const stream = `dossier-${randomUUID()}`;
    figures.push({ ours, cpu, database, raw: await throughput(connections, seconds, () => raw.insert(stream, revision++)) });
    const { raw: floor } = figures.at(-1) ?? { raw: Number.NaN };
    say(
      `command over HTTP, round ${round}: ours ${Math.round(ours)}/s, raw ${Math.round(floor)}/s; CPU of a command: service ${Math.round(cpu)} µs, PostgreSQL ${Math.round(database)} µs`,
    );
  }
  for (const caller of callers) caller.close();
  say(
    `command over HTTP, ${connections} at once: p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms`,
  );
  const ratio = median(figures.map((figure) => figure.ours / figure.raw));
  return [
    {
      id: 'command-over-http',
      what: `commands/s over HTTP, ${connections} connections, fsync on, against one raw INSERT per commit`,
      ours: median(figures.map((figure) => figure.ours)),
      against: median(figures.map((figure) => figure.raw)),
      ratio,
      target: '>= 1',
      met: ratio >= 1,
    },
    {
      id: 'command-cpu',
      what: 'µs of CPU of one command: the service’s process, against PostgreSQL’s processes',
      ours: median(figures.map((figure) => figure.cpu)),
      against: median(figures.map((figure) => figure.database)),
      ratio: median(figures.map((figure) => figure.cpu / figure.database)),
      target: 'printed',
      met: true,
    },
  ];
};
