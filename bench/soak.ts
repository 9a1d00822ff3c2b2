import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { helpIfAsked } from '#cli/help.ts';
import { createLedger, createWitness, type Judge } from '#cli/stress/judge.ts';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import { processes } from '#processes/all.ts';
import { seeded } from '#simulator/random.ts';
import { receiveDossiers } from './handOver.ts';
import { median } from './measure.ts';
import { startBenchServer } from './server.ts';
import { doEvil } from './soak/faults.ts';
import { createInstallation, memoryOf, startInstance } from './soak/installation.ts';
import { follow, probe, pull, stall, type Tally, work } from './soak/load.ts';
import { compareLog, compareRows } from './soak/verdict.ts';

const usage = `npm run soak -- [--minutes N] [--seed S] [--acts N] [--desks N]

Two processes with all roles work on one set of databases, each behind networks of its own, under steady load, while
processes are killed and frozen, lines cut and silenced, and readers never read. Says at the end whether an event was
lost, doubled or reordered, whether rows equal a replay, and how memory and health went.

  --minutes  how long (default 30)
  --seed     decides what happens when (default: of the time)
  --acts     commands a second, all desks together (default 120)
  --desks    callers at the same time (default 24)`;

/** The fair price of a warm process: later memory is held against it. */
const MEMORY_MAY_GROW = 1.25;

const main = async (): Promise<boolean> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { minutes: text, seed: text, acts: text, desks: text } });
  const [minutes, seed, acts, desks] = [
    Number(values.minutes ?? 30),
    Number(values.seed ?? Date.now() % 1_000_000),
    Number(values.acts ?? 120),
    Number(values.desks ?? 24),
  ];
  if (![minutes, acts, desks].every((number) => number > 0) || !Number.isFinite(seed)) {
    console.log(usage);
    return false;
  }
  const did: Record<string, number> = {};
  const wrong = { lost: 0, doubled: 0, reordered: 0, vanished: 0 };
  const faults: string[] = [];
  const judge: Judge = {
    did: (act) => void (did[act] = (did[act] ?? 0) + 1),
    fault: (fate, what) => {
      wrong[fate] += 1;
      if (faults.length < 20) faults.push(`${fate}: ${what}`);
    },
  };
  const ledger = createLedger(judge);
  const tally: Tally = { judge, ledger, slowHealth: [] };

  await using server = await startBenchServer();
  await using installation = await createInstallation(server);
  const { product, instances } = installation;
  console.log(`Seed ${seed}, ${minutes} min, ${acts} acts/s from ${desks} desks.`);
  const { dossiers, from } = await product.setUp(async (app, city) => ({
    dossiers: await receiveDossiers(app, city, desks * 10),
    from: await app.store.head(),
  }));
  await Promise.all(instances.map((instance) => startInstance(product, instance)));

  const working = new AbortController();
  const reading = new AbortController();
  const witnesses = ['the pulling reader', 'the following reader'].map((name) => createWitness(name, judge));
  const [pulling, following] = witnesses as [(typeof witnesses)[number], (typeof witnesses)[number]];
  const readers = [
    pull(installation, pulling, seeded(seed, 'pull'), tally, reading.signal),
    follow(installation, following, seeded(seed, 'follow'), tally, reading.signal),
    ...[0, 1].map((n) => stall(installation, seeded(seed, 'stall', n), tally, working.signal)),
    probe(installation, tally, working.signal),
  ];
  const workers = Array.from({ length: desks }, (_, n) =>
    work(
      dossiers.filter((_dossier, place) => place % desks === n),
      acts / desks,
      installation,
      seeded(seed, 'desk', n),
      tally,
      working.signal,
    ),
  );
  const evil = [0, 1].map((n) => doEvil({ server, installation, random: seeded(seed, 'evil', n), judge }, working.signal));

  const began = Date.now();
  const memory: number[] = [];
  let told = 0;
  while (Date.now() - began < minutes * 60_000) {
    await pause(5000);
    const [first, second] = instances.map(({ running }) => memoryOf(running?.pid ?? 0));
    if (first) memory.push(first);
    const minute = Math.floor((Date.now() - began) / 60_000);
    if (minute > told) {
      told = minute;
      console.log(
        `${minute} min: ${ledger.acknowledged} events acknowledged, ${Math.round(first ?? 0)} and ${Math.round(second ?? 0)} MB, ` +
          `${did['killed a process'] ?? 0} kills, ${tally.slowHealth.length} slow answers for health, ${faults.length} faults`,
      );
    }
  }
  working.abort();
  await Promise.all([...workers, ...evil]);
  console.log('Everybody has stopped; readers and read models catch up.');

  const delayed = new Set<string>(processes.flatMap(({ name, delayMs }) => (delayMs ? [name] : [])));
  const behind = async (): Promise<string[]> => {
    const response = await fetch(`${instances[0].running?.url}/health/projections`);
    const { projections } = (await response.json()) as { projections: ProjectionStatus[] };
    return projections.filter(({ name, lagPositions }) => lagPositions > 0 && !delayed.has(name)).map(({ name }) => name);
  };
  const until = Date.now() + 180_000;
  let late = await behind();
  while (late.length > 0 && Date.now() < until) {
    await pause(1000);
    late = await behind();
  }
  const patience = Date.now() + 60_000;
  while (new Set(witnesses.map(({ count }) => count)).size > 1 && Date.now() < patience) await pause(500);
  const exits = await Promise.all(instances.map(async ({ running }) => await running?.kill('SIGTERM')));
  reading.abort();
  await Promise.all(readers);

  const events = await compareLog(product, from, ledger, witnesses, judge);
  const { rows, differences } = await compareRows(product);
  const settled = memory.slice(Math.floor(memory.length / 6), Math.floor(memory.length / 3));
  const growth = median(memory.slice(-settled.length)) / median(settled);
  const ok = faults.length + differences.length + late.length === 0 && exits.every((code) => code === 0) && growth <= MEMORY_MAY_GROW;
  console.log(
    JSON.stringify(
      {
        did,
        failedStarts: instances.map(({ failedStarts }) => failedStarts),
        events,
        acknowledged: ledger.acknowledged,
        ...wrong,
        faults,
        rows,
        differences,
        notCaughtUp: late,
        exits,
        memory: { earlyMb: Math.round(median(settled)), lateMb: Math.round(median(memory.slice(-settled.length))), growth },
        slowHealth: tally.slowHealth,
      },
      undefined,
      2,
    ),
  );
  console.log(ok ? 'Nothing lost, doubled or reordered; rows equal a replay; memory is flat.' : 'A promise was broken.');
  return ok;
};

helpIfAsked(usage);
process.exitCode = (await main()) ? 0 : 1;
