import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Connection } from './client.ts';
import { cpuSeconds } from './cpu.ts';
import { type DossierInHand, handOverTo, nextHolders, nextInHand } from './handOver.ts';
import { median, quantile, type Row } from './measure.ts';
import { peerCheckout } from './peer.ts';
import { type Running, startService } from './product.ts';
import type { Ready } from './readyDossiers.ts';

const connections = 64;
const rounds = 5;
const dossiersEach = 4_000;

/** A service of one checkout, as many processes as there are cores, with dossiers in hand. */
type Side = AsyncDisposable & { name: string; services: readonly Running[]; fresh: DossierInHand[]; ready: Ready };
/** Commands a second; µs of CPU of one, of the service and of PostgreSQL; ms that half of them take at most. */
type Figures = { rate: number; service: number; database: number; p50: number };

const openSide = async (name: string, folder: string): Promise<Side> => {
  await using opening = new AsyncDisposableStack();
  const scratch = opening.adopt(mkdtempSync(path.join(process.cwd(), 'bench', 'tmp-command-')), (made) =>
    rmSync(made, { recursive: true, force: true }),
  );
  const child = spawn(process.execPath, ['bench/readyDossiers.ts', folder, String(dossiersEach)], { stdio: ['pipe', 'pipe', 'inherit'] });
  opening.defer(async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  });
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(() => undefined),
  ]);
  if (line === undefined) throw new Error(`${name}: no dossiers could be made ready`);
  const ready: Ready = JSON.parse(line);
  const start = async (place: number) =>
    opening.use(await startService(folder, { ...ready.env, ROLES: 'http' }, path.join(scratch, `${place}.log`)));
  const services = await Promise.all(Array.from({ length: availableParallelism() }, (_, place) => start(place)));
  const opened = opening.move();
  return { name, services, ready, fresh: [...ready.dossiers], [Symbol.asyncDispose]: () => opened.disposeAsync() };
};

/** Hand-overs by so many clients, each of a dossier of its own, through so many of the side's processes. */
const handOvers = async ({ name, services, fresh, ready }: Side, clients: number, processes: number, seconds: number): Promise<Figures> => {
  const through = services.slice(0, processes);
  const callers = await Promise.all(Array.from({ length: clients }, (_, place) => Connection.open(through[place % processes]?.url ?? '')));
  const taken = () => ({ service: through.reduce((sum, one) => sum + one.cpuSeconds(), 0), database: cpuSeconds(ready.postgres) });
  const latencies: number[] = [];
  const before = taken();
  const started = performance.now();
  await Promise.all(
    callers.map(async (caller) => {
      let dossier: DossierInHand | undefined;
      while (performance.now() < started + seconds * 1000) {
        dossier = nextInHand(dossier, fresh);
        const { holder, receiver } = nextHolders(dossier);
        const request = handOverTo(dossier, receiver, ready.tokens[`${dossier.unit} ${holder}`] ?? '');
        const asked = performance.now();
        const { status, body } = await caller.send(request);
        latencies.push(performance.now() - asked);
        if (status !== 200) throw new Error(`${name}: ${request.path} was answered with ${status}: ${body}`);
      }
      // the next turn takes it up where this one left it
      if (dossier !== undefined) fresh.push(dossier);
    }),
  );
  const lasted = (performance.now() - started) / 1000;
  const after = taken();
  for (const caller of callers) caller.close();
  const each = 1e6 / latencies.length;
  return {
    rate: latencies.length / lasted,
    service: (after.service - before.service) * each,
    database: (after.database - before.database) * each,
    p50: quantile(latencies, 0.5),
  };
};

/** Commands of this version beside those of the peer's, in turns, each on databases of its own. */
export const commandPeerRows = async (seconds: number, say: (text: string) => void): Promise<Row[]> => {
  await using opened = new AsyncDisposableStack();
  const { folder } = opened.use(await peerCheckout());
  const sides = [opened.use(await openSide('peer', folder)), opened.use(await openSide('ours', process.cwd()))];
  const all = availableParallelism();
  for (const side of sides) await handOvers(side, connections, all, seconds + 2);

  type Round = { one: Figures; all: Figures; lone: Figures };
  const figures = new Map<string, Round[]>(sides.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1)
    for (const side of sides) {
      const one = await handOvers(side, connections, 1, seconds);
      const each = { one, all: await handOvers(side, connections, all, seconds), lone: await handOvers(side, 1, 1, 1) };
      figures.get(side.name)?.push(each);
      say(
        `command beside the peer, round ${round}, ${side.name}: one process ${Math.round(one.rate)}/s, ${all} processes ${Math.round(each.all.rate)}/s; a command: service ${Math.round(one.service)} µs, PostgreSQL ${Math.round(one.database)} µs; alone p50 ${each.lone.p50.toFixed(1)} ms`,
      );
    }
  const of = (name: string, figure: (round: Round) => number): number => median((figures.get(name) ?? []).map(figure));
  const row = (id: string, what: string, ours: number, against: number, target: string, met: (ratio: number) => boolean): Row => {
    const ratio = ours / against;
    return { id, what, ours, against, ratio, target, met: met(ratio) };
  };
  const cpu = ({ one }: Round) => one.service + one.database;
  const alone = ({ lone }: Round) => lone.p50;
  const what = `µs of CPU of a command, ${connections} connections, service and PostgreSQL, against the peer’s version`;
  return [
    row('command-cpu-peer', what, of('ours', cpu), of('peer', cpu), '<= 0.75', (ratio) => ratio <= 0.75),
    row(
      'command-cores',
      `commands/s over HTTP, ${connections} connections, a process of the service per core, against one process`,
      of('ours', (round) => round.all.rate),
      of('ours', (round) => round.one.rate),
      '>= 1.2',
      (ratio) => ratio >= 1.2,
    ),
    row(
      'command-alone',
      'ms of a command while nothing else goes on, p50, against the peer’s version',
      of('ours', alone),
      of('peer', alone),
      '<= 0.6',
      (ratio) => ratio <= 0.6,
    ),
  ];
};
