import { commands } from '#commands/all.ts';
import { plurals } from '#http/all.ts';
import { commandPath } from '#http/server/commandRoutes.ts';
import type { Grant } from '#http/server/issuers.ts';
import type { TokenRole } from '#http/server/principal.ts';
import { type Act, byTime } from '#simulator/act.ts';
import { uneventful } from '#simulator/assumptions.ts';
import { planDossiers } from '#simulator/dossiers.ts';
import type { City } from '#simulator/story.ts';
import { plusDays } from '#simulator/workingClock.ts';
import { type Answer, Connection, type Request } from './client.ts';
import { cpuSeconds } from './cpu.ts';
import type { Row } from './measure.ts';
import { createProduct, type Product } from './product.ts';
import type { BenchServer } from './server.ts';

const connections = 64;
const HOUR = 3_600_000;
/** Asia/Ho_Chi_Minh is seven hours ahead. */
const timeOfDay = (at: number): number => (at + 7 * HOUR) % (24 * HOUR);
/** Between two acts on one dossier, so that its whole life fits into the day on which it comes. */
const gap = HOUR / 12;

/** An act of the day, `at` in ms since midnight. Whoever takes the dossier in hand opens it first. */
type Turn = Act & { opens: boolean };

const byName = new Map(commands.map((command) => [command.name, command]));
const resultActs = new Set(['SettleDossier', 'ReturnResult']);

/**
 * The city's day: `dossiers` dossiers arrive at their usual hours and each lives its whole life within the day.
 * In a steady state as many acts fall on a day, most of them on dossiers that arrived earlier.
 */
const dayOf = (city: City, dossiers: number): Turn[] => {
  const from = plusDays(new Date().toISOString().slice(0, 10), -130);
  // acts by HTTP happen now: nothing is entered late, and no past time is agreed on
  const procedures = city.procedures.filter(({ version }) => version.limit.kind !== 'unpublished');
  const calm = { ...city, procedures, assumptions: uneventful(city.assumptions) };
  const plan = planDossiers(calm, { seed: 'day', dossiers, from, days: 60 });
  return plan
    .flatMap(({ acts, arrivesAt }) =>
      acts.map((act, index) => ({
        ...act,
        at: timeOfDay(arrivesAt) + index * gap,
        opens: index > 0 && (act.actor.id !== acts[index - 1]?.actor.id || resultActs.has(act.command)),
      })),
    )
    .sort(byTime);
};

/** The simulator's people as callers of the access table; the portal acts through the desk of the unit it writes to. */
const grantOf = ({ actor, input }: Turn): Grant => ({
  roles: [actor.role === 'integrator' ? 'officer' : (actor.role as TokenRole)],
  units: [actor.unit ?? (typeof input.competentUnit === 'string' ? input.competentUnit : '*')],
  sub: actor.id,
  personal: true,
  ...(actor.official && { official: actor.official }),
});

const opening = (dossierId: unknown, token: string, after: number): Request => ({
  method: 'GET',
  path: `/v1/dossiers/${String(dossierId)}?after=${after}`,
  token,
  headers: { 'x-purpose': 'xu-ly-ho-so' },
});

const order = (turn: Turn, token: string): Request => {
  const command = byName.get(turn.command);
  if (command === undefined) throw new Error(`there is no command ${turn.command}`);
  const { [command.idField]: id, occurredAt: _, lateEntryReason: __, ...rest } = turn.input;
  return {
    method: 'POST',
    path: `/v1${commandPath(command, plurals).replace(':id', String(id))}`,
    token,
    body: command.creates ? { ...rest, [command.idField]: id } : rest,
    headers: { 'idempotency-key': turn.key },
  };
};

/** What became of the day. `hours`: wall seconds and acts by the hour of the day. */
type Played = { commands: number; queries: number; faults: Map<string, number>; hours: Map<number, { acts: number; seconds: number }> };

/** Plays the day in its order as fast as it goes: acts on one dossier one after the other, 64 dossiers at once. */
const play = async (product: Product, url: string, turns: readonly Turn[]): Promise<Played> => {
  const played: Played = { commands: 0, queries: 0, faults: new Map(), hours: new Map() };
  const lanes = new Map<string, Promise<number | undefined>>();
  const queue = turns.values();
  let hour: { number: number; since: number } | undefined;

  const enter = (at: number | undefined): void => {
    const number = at === undefined ? undefined : Math.floor(at / HOUR);
    if (hour !== undefined && hour.number !== number) {
      const told = played.hours.get(hour.number);
      if (told) told.seconds = (performance.now() - hour.since) / 1000;
    }
    if (number === undefined) return;
    if (hour?.number !== number) hour = { number, since: performance.now() };
    const told = played.hours.get(number) ?? { acts: 0, seconds: 0 };
    told.acts += 1;
    played.hours.set(number, told);
  };
  const fault = (what: string, { status, body }: Answer): void => {
    const told = `${what}: ${status} ${/"type":"\/problems\/([\w-]+)"/.exec(body)?.[1] ?? ''}`;
    played.faults.set(told, (played.faults.get(told) ?? 0) + 1);
  };

  /** The position of what it recorded; `undefined` ends the dossier's life. */
  const give = async (turn: Turn, caller: Connection, before: number): Promise<number | undefined> => {
    const token = await product.token(grantOf(turn));
    if (turn.opens) {
      const opened = await caller.send(opening(turn.input.dossierId, token, before));
      played.queries += 1;
      if (opened.status !== 200) fault('opening', opened);
    }
    const answer = await caller.send(order(turn, token));
    played.commands += 1;
    if (answer.status < 300) return (JSON.parse(answer.body) as { position: number }).position;
    fault(turn.command, answer);
    return undefined;
  };

  const worker = async (): Promise<void> => {
    const caller = await Connection.open(url);
    for (const turn of queue) {
      enter(turn.at);
      const previous = lanes.get(turn.lane) ?? Promise.resolve(-1);
      const given = previous.then((position) => (position === undefined ? undefined : give(turn, caller, position)));
      lanes.set(turn.lane, given);
      await given;
    }
    caller.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  enter(undefined);
  return played;
};

/**
 * Waits until every read model has reached the end of the log, and returns its position. Processes are not waited for:
 * some wait by design, for example before a number counts as unused.
 */
const caughtUp = async (url: string): Promise<number> => {
  for (;;) {
    const { head, projections } = (await (await fetch(`${url}/health/projections`)).json()) as {
      head: number;
      projections: { kind: string; lagPositions: number }[];
    };
    if (projections.every(({ kind, lagPositions }) => kind !== 'projection' || lagPositions === 0)) return head;
  }
};

/**
 * A whole day of the city over HTTP at full speed, with the read models kept up to date. Service and workers are two
 * processes, the load is a third.
 */
export const cityDayRows = async (server: BenchServer, dossiers: number, say: (text: string) => void): Promise<Row[]> => {
  const product = await createProduct(server, 'city');
  const turns = await product.setUp(async (_app, city) => dayOf(city, dossiers));
  await using service = await product.run('http');
  await using workers = await product.run('projections,processes');
  const headBefore = await caughtUp(service.url);
  await server.settle();

  const cpu = () => [service.cpuSeconds(), workers.cpuSeconds(), server.cpuSeconds(), cpuSeconds(process.pid)];
  const sizes = () => Promise.all(['log', 'read', 'keys'].map((kind) => server.bytes(`bench_city_${kind}`)));
  const bytesBefore = await sizes();
  const before = cpu();
  const started = performance.now();
  const { commands: given, queries, faults, hours } = await play(product, service.url, turns);
  const playedFor = (performance.now() - started) / 1000;
  const events = (await caughtUp(service.url)) - headBefore;
  const seconds = (performance.now() - started) / 1000;
  const [http = Number.NaN, projecting = Number.NaN, database = Number.NaN, load = Number.NaN] = cpu().map(
    (after, place) => after - (before[place] ?? 0),
  );

  const [logged = Number.NaN, read = Number.NaN, keys = Number.NaN] = (await sizes()).map(
    (bytes, place) => (bytes - (bytesBefore[place] ?? 0)) / events,
  );

  const day = ((turns.at(-1)?.at ?? 0) - (turns[0]?.at ?? 0)) / 1000;
  const peak = [...hours.values()].reduce((most, one) => (one.acts > most.acts ? one : most), { acts: 0, seconds: 1 });
  const share = (taken: number) => `${(taken / seconds).toFixed(2)}`;
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  say(
    `the city's day: ${whole(dossiers)} dossiers, ${whole(given)} commands, ${whole(queries)} openings, ${whole(events)} events (${(events / dossiers).toFixed(1)} a dossier)`,
  );
  say(
    `played in ${seconds.toFixed(1)} s (read models ${(seconds - playedFor).toFixed(1)} s after the last act): ${Math.round(day / seconds)} times real time, ${whole(events / seconds)} events/s`,
  );
  say(`busiest hour: ${whole(peak.acts)} acts in ${peak.seconds.toFixed(1)} s, ${Math.round(3600 / peak.seconds)} times real time`);
  say(`cores busy: service ${share(http)}, workers ${share(projecting)}, PostgreSQL ${share(database)}, load ${share(load)}`);
  say(`bytes on disk an event, indexes included: log ${whole(logged)}, read models ${whole(read)}, keys ${whole(keys)}`);
  for (const [what, count] of faults) say(`not as planned: ${what} (${count} times)`);

  const missed = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const good = missed <= (given + queries) / 1000;
  return [
    {
      id: 'city-day',
      what: `seconds for a day of ${dossiers} dossiers and ${events} events over HTTP, read models included, against the day itself`,
      ours: seconds,
      against: day,
      ratio: seconds / day,
      target: '<= 1',
      met: good && seconds <= day,
    },
    {
      id: 'city-peak-hour',
      what: `seconds for the busiest hour of that day, ${peak.acts} acts, against the hour`,
      ours: peak.seconds,
      against: 3600,
      ratio: peak.seconds / 3600,
      target: '<= 1',
      met: good && peak.seconds <= 3600,
    },
    {
      id: 'city-cpu',
      what: 'CPU seconds of that day: service and workers, against PostgreSQL',
      ours: http + projecting,
      against: database,
      ratio: (http + projecting) / database,
      target: 'printed',
      met: good,
    },
    {
      id: 'city-storage',
      what: 'bytes on disk an event of that day, indexes included: log, against read models',
      ours: logged,
      against: read,
      ratio: logged / read,
      target: 'printed',
      met: good,
    },
  ];
};
