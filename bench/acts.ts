import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { processes } from '#processes/all.ts';
import { Connection } from './client.ts';
import { median, quantile, type Row } from './measure.ts';
import { peerCheckout } from './peer.ts';
import { startWhole, type Taken, type Whole } from './whole.ts';

const clients = 64;
const rounds = 3;
/** Every so many acts of a client it asks for what it did until it sees it. */
const looksEvery = 25;
const aimMs = 250;
const warmUpSeconds = 4;
/** Reactions that take longer than that are not waited for. */
const mostOwedSeconds = 8;

type System = { name: string; whole: Whole; token: string; units: string[]; turns: number };
/** `each`: of one act, CPU in µs, and commits. `keptUp`: acts a second until all that follows from them is done, NaN where that was not waited for. `owed`: how long all that follows from the acts took after them; `lags`: ms from a receipt to the answer that shows it. */
type Figures = { rate: number; keptUp: number; owed: string; lags: number[]; each: Taken };

const decision = {
  act: { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' },
  effectiveOn: '2025-07-01',
  functions: ['Tiếp nhận, số hóa, trả kết quả'],
  tasks: ['Hướng dẫn nộp hồ sơ'],
  powers: ['Yêu cầu bổ sung hồ sơ'],
};

/** A system with a Center for each client. */
export const prepare = async (name: string, whole: Whole, units: readonly string[]): Promise<System> => {
  const admin = await whole.token('--role', 'administrator');
  const head = await whole.token('--role', 'center-head', ...units.flatMap((unit) => ['--unit', unit]));
  const caller = await Connection.open(whole.url);
  for (const unit of units) {
    const request = { method: 'POST' as const, path: '/v1/centers', token: admin, body: { unit, decision } };
    const answer = await caller.send(request);
    if (answer.status !== 201) throw new Error(`${name}: a Center was answered with ${answer.status}: ${answer.body}`);
  }
  caller.close();
  return { name, whole, token: head, units: [...units], turns: 0 };
};

export const actsOf = async (system: System, seconds: number): Promise<Figures> => {
  const { whole, token, units } = system;
  // a server ends connections that nobody uses while others are measured
  const callers = await Promise.all(units.map(() => Connection.open(whole.url)));
  const lags: number[] = [];
  let acts = 0;
  const act = async (place: number, turn: number): Promise<void> => {
    const caller = callers[place] as Connection;
    system.turns += 1;
    const { status, body } = await caller.send({
      method: 'POST',
      path: `/v1/centers/${units[place]}/state-equipment-need`,
      token,
      headers: { 'idempotency-key': randomUUID() },
      body: { item: 'computer', quantity: 1 + (system.turns % 9_000), ground: 'Đề án bố trí trang thiết bị' },
    });
    if (status !== 200) throw new Error(`${system.name}: an act was answered with ${status}: ${body}`);
    acts += 1;
    if (turn % looksEvery !== place % looksEvery) return;
    const received = performance.now();
    const { position, revision } = JSON.parse(body) as { position: number; revision: number };
    for (;;) {
      const answer = await caller.send({ method: 'GET', path: `/v1/centers/${units[place]}?after=${position}`, token });
      if (answer.status !== 200) throw new Error(`${system.name}: a look was answered with ${answer.status}: ${answer.body}`);
      if ((JSON.parse(answer.body) as { revision: number }).revision >= revision) break;
    }
    lags.push(performance.now() - received);
  };
  const before = await whole.taken();
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    callers.map(async (_, place) => {
      for (let turn = 0; performance.now() < end; turn += 1) await act(place, turn);
    }),
  );
  for (const caller of callers) caller.close();
  const acted = performance.now();
  const rate = (acts * 1000) / (acted - started);
  // what rows and reactions still owe belongs to the acts
  const left = await settled(whole.url);
  const keptUp = left > 0 ? Number.NaN : (acts * 1000) / (performance.now() - started);
  const owed = `${left > 0 ? `${left} positions not looked at` : 'all done'} ${((performance.now() - acted) / 1000).toFixed(1)} s later`;
  const after = await whole.taken();
  const each = {
    service: ((after.service - before.service) * 1e6) / acts,
    database: ((after.database - before.database) * 1e6) / acts,
    log: (after.log - before.log) / acts,
    read: (after.read - before.read) / acts,
  };
  return { rate, keptUp, owed, lags, each };
};

/** Processes that let time pass on purpose. */
const delayed = new Set(processes.flatMap(({ name, delayMs }) => (delayMs ? [name] : [])));

/**
 * Waits until read models have handled everything, and processes too, or so many seconds have passed; answers how many
 * positions the process furthest behind has still to look at.
 */
const settled = async (url: string): Promise<number> => {
  for (const until = performance.now() + mostOwedSeconds * 1000; ; await pause(100)) {
    const { projections } = (await (await fetch(`${url}/health/projections`)).json()) as {
      projections: { name: string; kind: string; lagPositions: number }[];
    };
    const behind = projections.filter(({ name, lagPositions }) => lagPositions > 0 && !delayed.has(name));
    if (behind.some(({ kind }) => kind === 'projection')) continue;
    const owed = Math.max(0, ...behind.map(({ lagPositions }) => lagPositions));
    if (owed === 0 || performance.now() > until) return owed;
  }
};

/**
 * Acts through HTTP on a whole system, all roles in one process: 64 clients, each at a Center of its own, who now and
 * then wait until they see what they did. The peer's version takes turns with this one.
 */
export const actRows = async (seconds: number, say: (text: string) => void): Promise<Row[]> => {
  await using systems = new AsyncDisposableStack();
  const { folder } = systems.use(await peerCheckout());
  const open = async (name: string, directory: string) => systems.use(await startWhole(directory));
  const ourWhole = await open('ours', process.cwd());
  const token = await ourWhole.token('--role', 'administrator');
  const listed = await fetch(`${ourWhole.url}/v1/centers?limit=100`, { headers: { authorization: `Bearer ${token}` } });
  const units = ((await listed.json()) as { items: { unit: string }[] }).items.slice(0, clients).map(({ unit }) => unit);
  const ours = await prepare('ours', ourWhole, units);
  const peer = await prepare('peer', await open('peer', folder), units);
  const both = [peer, ours];

  for (const system of both) await actsOf(system, warmUpSeconds);
  const figures = new Map<System, Figures[]>(both.map((system) => [system, []]));
  for (let round = 1; round <= rounds; round += 1)
    for (const system of both) {
      const one = await actsOf(system, seconds);
      figures.get(system)?.push(one);
      const { service, database, log, read } = one.each;
      say(
        `acts, round ${round}, ${system.name}: ${Math.round(one.rate)}/s, visible p50 ${quantile(one.lags, 0.5).toFixed(0)} ms, p99 ${quantile(one.lags, 0.99).toFixed(0)} ms, ${one.owed}; an act: service ${Math.round(service)} µs, PostgreSQL ${Math.round(database)} µs, commits ${log.toFixed(2)} in the log, ${read.toFixed(2)} in the read models`,
      );
    }
  const of = (system: System, figure: (one: Figures) => number): number => median((figures.get(system) ?? []).map(figure));
  const compared = (id: string, what: string, figure: (one: Figures) => number, target: string, met: (ratio: number) => boolean): Row => {
    const [mine, theirs] = [of(ours, figure), of(peer, figure)];
    const ratio = mine / theirs;
    return { id, what, ours: mine, against: theirs, ratio, target, met: met(ratio) };
  };
  const lag = quantile(figures.get(ours)?.flatMap(({ lags }) => lags) ?? [], 0.99);
  const how = `${clients} clients over HTTP, all roles in one process`;
  return [
    compared(
      'acts',
      `acts/s of the whole system, ${how}, against the peer’s version`,
      ({ rate }) => rate,
      '>= 3',
      (ratio) => ratio >= 3,
    ),
    compared(
      'acts-kept-up',
      `acts/s until all that follows from them is done, ${how}, against the peer’s version`,
      ({ keptUp }) => keptUp,
      'printed',
      () => true,
    ),
    compared(
      'acts-cpu',
      `µs of CPU of an act, ${how}, service and PostgreSQL, against the peer’s version`,
      ({ each }) => each.service + each.database,
      '<= 0.4',
      (ratio) => ratio <= 0.4,
    ),
    {
      id: 'acts-visible',
      what: `ms from receipt to visible, ${how}, p99, against the aim`,
      ours: lag,
      against: aimMs,
      ratio: lag / aimMs,
      target: '<= 1',
      met: lag <= aimMs,
    },
  ];
};
