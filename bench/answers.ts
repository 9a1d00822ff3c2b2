import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './client.ts';
import { cpuSeconds } from './cpu.ts';
import { median, quantile, type Row } from './measure.ts';
import { peerCheckout } from './peer.ts';
import { startWhole, type Whole } from './whole.ts';

const clients = 32;
const manyClients = 64;
const rounds = 3;
const commandsPerSecond = 100;

/** What is asked, with our path and that of the bare server. */
const questions = {
  page: { what: 'page of 20 dossiers of a unit', ask: (unit: string) => `/v1/dossiers?unit=${unit}&limit=20` },
  centers: { what: 'all 168 Centers', ask: () => '/v1/centers?limit=168' },
  matrix: { what: 'matrix of 1,027 duties', ask: () => '/v1/directives/ct-2025-06/matrix' },
};
type Name = keyof typeof questions;
const names = Object.keys(questions) as Name[];

type Asked = { rate: number; cpu: number; latencies: number[]; first: number };

/** Asks from so many connections for these seconds; `first`: answers a second in the first two of them. */
const load = async (
  url: string,
  token: string,
  paths: (turn: number) => string,
  { seconds, connections = clients, cpu }: { seconds: number; connections?: number; cpu: () => number },
): Promise<Asked> => {
  const callers = await Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
  const latencies: number[] = [];
  const [began, before] = [performance.now(), cpu()];
  let early = 0;
  await Promise.all(
    callers.map(async (caller, place) => {
      for (let turn = place; performance.now() < began + seconds * 1000; turn += connections) {
        const asked = performance.now();
        const { status, body } = await caller.send({ method: 'GET', path: paths(turn), token });
        if (status !== 200) throw new Error(`${paths(turn)} was answered with ${status}: ${body}`);
        latencies.push(performance.now() - asked);
        if (performance.now() < began + 2000) early += 1;
      }
      caller.close();
    }),
  );
  return { rate: latencies.length / seconds, cpu: ((cpu() - before) * 1e6) / latencies.length, latencies, first: early / 2 };
};

const startBare = async (database: string): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare.ts'), database], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return { child, url: `http://127.0.0.1:${String(port).trim()}` };
};

/** Urges dossiers, so many a second, until it is stopped. */
const commandsBeside = async (whole: Whole, token: string): Promise<() => Promise<number>> => {
  const caller = await Connection.open(whole.url);
  const { body } = await caller.send({ method: 'GET', path: '/v1/dossiers?pending=true&limit=500', token });
  const dossiers = (JSON.parse(body) as { items: { dossierId: string }[] }).items;
  const callers = await Promise.all(Array.from({ length: 8 }, () => Connection.open(whole.url)));
  const began = performance.now();
  let [stopped, sent] = [false, 0];
  const working = callers.map(async (one, place) => {
    for (let turn = place; !stopped; turn += callers.length) {
      const due = began + (turn * 1000) / commandsPerSecond;
      if (due > performance.now()) await pause(due - performance.now());
      const dossier = dossiers[turn % dossiers.length]?.dossierId ?? '';
      const answer = await one.send({ method: 'POST', path: `/v1/dossiers/${dossier}/urge-dossier`, token, body: { text: `Lần ${turn}` } });
      if (answer.status !== 200) throw new Error(`an urging was answered with ${answer.status}: ${answer.body}`);
      sent += 1;
    }
    one.close();
  });
  return async () => {
    stopped = true;
    await Promise.all(working);
    caller.close();
    return (sent * 1000) / (performance.now() - began);
  };
};

/**
 * Answers a second after the first simulated history: of this build, of the peer's and of a bare server on our rows,
 * which take turns; memory and the first two seconds beside. `ANSWERS_DATA`: a folder that keeps both histories.
 */
export const answerRows = async (seconds: number, say: (text: string) => void): Promise<Row[]> => {
  await using peerFolder = await peerCheckout();
  const keptAt = process.env.ANSWERS_DATA;
  const kept = (name: string) => ({ history: true, ...(keptAt !== undefined && { kept: path.resolve(keptAt, name) }) });
  await using ours = await startWhole(process.cwd(), kept('ours'));
  await using peer = await startWhole(peerFolder.folder, kept('peer'));
  const bare = await startBare(ours.readModels);
  try {
    await pause(10_000);
    const tokens = await Promise.all([ours, peer].map((whole) => whole.token('--role', 'supervisor', '--role', 'auditor', '--unit', '*')));
    const [token = '', peerToken = ''] = tokens;
    const idle = { ours: ours.memory(), peer: peer.memory() };
    const { body } = await (await Connection.open(ours.url)).send({ method: 'GET', path: '/v1/units?limit=200', token });
    const codes = (JSON.parse(body) as { items: { code: string }[] }).items.map(({ code }) => code);
    const unitOf = (turn: number): string => codes[turn % codes.length] ?? '';
    // what starts is not measured, but for this
    const early = {
      ours: await load(ours.url, token, (turn) => questions.page.ask(unitOf(turn)), { seconds: 8, cpu: () => 0 }),
      peer: await load(peer.url, peerToken, (turn) => questions.page.ask(unitOf(turn)), { seconds: 8, cpu: () => 0 }),
    };
    const figures: Record<Name, { ours: Asked; peer: Asked; bare: Asked }[]> = { page: [], centers: [], matrix: [] };
    for (let round = 1; round <= rounds; round += 1)
      for (const name of names) {
        const { ask } = questions[name];
        const bareOf = (turn: number) => `/${name}/${name === 'matrix' ? 'ct-2025-06' : unitOf(turn)}`;
        const taking = async (whole: Whole, one: string) => {
          const before = await whole.taken();
          const asked = await load(whole.url, one, (turn) => ask(unitOf(turn)), { seconds, cpu: () => 0 });
          const after = await whole.taken();
          return { ...asked, cpu: ((after.service + after.database - before.service - before.database) * 1e6) / asked.latencies.length };
        };
        const mine = await taking(ours, token);
        const theirs = await taking(peer, peerToken);
        const least = await load(bare.url, token, bareOf, { seconds, cpu: () => cpuSeconds(bare.child.pid ?? 0) });
        figures[name].push({ ours: mine, peer: theirs, bare: least });
        const line = ({ rate, cpu, latencies }: Asked) =>
          `${Math.round(rate)}/s, p50 ${quantile(latencies, 0.5).toFixed(1)} ms, ${Math.round(cpu)} µs`;
        say(`${name}, round ${round}: ours ${line(mine)}; peer ${line(theirs)}; bare ${line(least)} (without PostgreSQL)`);
      }
    const loaded = { ours: ours.memory(), peer: peer.memory() };
    const stop = await commandsBeside(ours, token);
    const page = (turn: number) => questions.page.ask(unitOf(turn));
    const busy = await load(ours.url, token, page, { seconds: seconds * 2, connections: manyClients, cpu: () => 0 });
    const sent = await stop();
    const p99 = quantile(busy.latencies, 0.99);
    say(`page beside ${Math.round(sent)} commands/s, ${manyClients} clients: ${Math.round(busy.rate)}/s, p99 ${p99.toFixed(1)} ms`);

    const row = (id: string, what: string, [mine, against, ratio]: [number, number, number], target: string, met: boolean): Row => ({
      id,
      what,
      ours: mine,
      against,
      ratio,
      target,
      met,
    });
    const rate = (name: Name, other: 'peer' | 'bare', least: number): Row => {
      const ratio = median(figures[name].map((one) => one.ours.rate / one[other].rate));
      const rates = (who: 'ours' | 'peer' | 'bare') => median(figures[name].map((one) => one[who].rate));
      const against = other === 'peer' ? 'the build of 25 November' : 'node:http and pg';
      const what = `answers/s at ${clients} clients, ${questions[name].what}, against ${against}`;
      return row(`answers-${name}-${other}`, what, [rates('ours'), rates(other), ratio], `>= ${least}`, ratio >= least);
    };
    const memory = (id: string, what: string, { ours: mine, peer: theirs }: typeof idle): Row =>
      row(
        id,
        `MB of all processes of Node, ${what}, against the build of 25 November`,
        [mine, theirs, mine / theirs],
        '<= 0.5',
        mine / theirs <= 0.5,
      );
    const settled = early.ours.rate;
    const steady = median(figures.page.map((one) => one.ours.rate));
    return [
      ...names.flatMap((name) => [rate(name, 'peer', 3), rate(name, 'bare', 0.6)]),
      row(
        'answers-p99',
        `ms, p99 of a page at ${manyClients} clients beside ${commandsPerSecond} commands/s`,
        [p99, 50, p99 / 50],
        '<= 50',
        p99 <= 50,
      ),
      memory('memory-idle', 'ten seconds after a start', idle),
      memory('memory-loaded', 'after all these answers', loaded),
      row(
        'answers-first',
        'pages/s once settled, against the first two seconds of a process',
        [Math.max(steady, settled), early.ours.first, Math.max(steady, settled) / early.ours.first],
        '<= 2',
        Math.max(steady, settled) / early.ours.first <= 2,
      ),
    ];
  } finally {
    bare.child.kill();
  }
};
