import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { openConnection } from '#events/store/postgres/pool.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { type Random, seeded } from '#simulator/random.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { helpIfAsked } from './help.ts';
import { ensureDatabase, migrate } from './migrate.ts';
import { compare, createLedger, createWitness, type Judge, type Witness } from './stress/judge.ts';
import { createTransactions, write } from './stress/writer.ts';

// Stress test of the PostgreSQL log: hot streams, appends in groups and within longer transactions, rollbacks,
// terminated connections, readers of every kind.
// At the end, what was acknowledged and read is compared with what the log holds. Memory: four bytes per event and
// reader.

export type StressOptions = {
  /** Of a migrated log: as its owner, who may kill backends, and as the application. */
  ownerUrl: string;
  appUrl: string;
  seconds: number;
  seed: number;
  writers?: number;
  streams?: number;
  /** Called every second with the state of the run. */
  progress?: (line: string) => void;
};

export type Verdict = {
  /** How often each kind of act ended as it should. */
  acts: Record<string, number>;
  events: number;
  /** Acknowledged events that the log does not hold as acknowledged, and events that a reader was not given. */
  lost: number;
  /** Events given twice to a reader, and repeats that were not recognised. */
  doubled: number;
  /** Events given before an earlier one of their stream, or against the total order. */
  reordered: number;
  /** Events that a reader was given and the log does not have, and events of transactions that were rolled back. */
  vanished: number;
  /** Positions that are no event: why, as far as the writers know, and how many are not on record as proven. */
  gaps: { positions: number; rolledBack: number; killed: number; withStoreConnection: number; unexplained: number };
  readers: Record<string, number>;
  ok: boolean;
  /** The first twenty faults, in words. */
  faults: string[];
};

/** Follows the log by subscriptions that are cancelled after `pages` pages and resumed from the last position. */
const followInPieces = async (store: EventStore, witness: Witness, limit: number, pages: number, done: AbortSignal): Promise<void> => {
  while (!done.aborted) {
    const piece = new AbortController();
    const signal = AbortSignal.any([done, piece.signal]);
    let left = pages;
    for await (const page of store.subscribe({ after: witness.next, limit, signal })) {
      witness.take(page.events);
      witness.next = page.next;
      if (--left === 0) piece.abort();
    }
  }
};

/** Polls the log page by page, with a pause after an empty page. */
const ask = async (store: EventStore, witness: Witness, limit: number, done: AbortSignal): Promise<void> => {
  while (!done.aborted) {
    const page = await store.readAll({ after: witness.next, limit });
    witness.take(page.events);
    if (page.next === witness.next) await sleep(5);
    witness.next = page.next;
  }
};

/** Terminates a connection of the application at random, again and again. */
const killConnections = async (owner: pg.Client, random: Random, judge: Judge, writing: () => boolean): Promise<void> => {
  while (writing()) {
    await sleep(random.int(50, 400));
    const { rowCount } = await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name like 'motcua%' and pid <> pg_backend_pid() order by md5(pid || $1) limit 1`,
      [random.next()],
    );
    if (rowCount) judge.did('connections killed');
  }
};

/**
 * Runs writers on few streams while connections are terminated all the time, and five readers of different kinds on two
 * stores, one of them opened midway; returns the verdict.
 * The same seed makes the same decisions; their interleaving depends on the machine.
 * Throws when the log cannot be reached at all.
 */
export const runStress = async ({
  ownerUrl,
  appUrl,
  seconds,
  seed,
  writers = 10,
  streams = 5,
  progress,
}: StressOptions): Promise<Verdict> => {
  const acts: Record<string, number> = {};
  const wrong = { lost: 0, doubled: 0, reordered: 0, vanished: 0 };
  const faults: string[] = [];
  const judge: Judge = {
    did: (act) => {
      acts[act] = (acts[act] ?? 0) + 1;
    },
    fault: (fate, what) => {
      wrong[fate]++;
      if (faults.length < 20) faults.push(`${fate}: ${what}`);
    },
  };
  const ledger = createLedger(judge);
  const run = randomUUID();
  const stands = new Map<string, number>();
  const names = Array.from({ length: streams }, (_, n) => `stress-${run}-${n}`);

  await using closing = new AsyncDisposableStack();
  const owner = closing.adopt(await openConnection({ url: ownerUrl, name: 'judge', timeoutMs: 10_000, patient: true }), (client) =>
    client.end(),
  );
  await owner.query('create schema if not exists stress');
  await owner.query('create table if not exists stress.elsewhere (at timestamptz default now())');
  await owner.query('grant usage on schema stress to motcua_log; grant insert on stress.elsewhere to motcua_log');
  const open = async () => closing.adopt(await connectPostgresStore({ url: appUrl }), (store) => store.close());
  const transactions = () => closing.adopt(createTransactions(appUrl), ({ close }) => close());
  const stores: [EventStore, EventStore] = [await open(), await open()];
  if ((await stores[0].head()) !== START) throw new Error('The stress needs an empty log of its own.');

  const began = Date.now();
  const writing = () => Date.now() - began < seconds * 1000;
  const done = new AbortController();
  const witnesses: Witness[] = [];
  const witness = (name: string): Witness => {
    const one = createWitness(name, judge);
    witnesses.push(one);
    return one;
  };
  const [first, second] = stores;
  const reading = [
    followInPieces(first, witness('a subscription with small pages'), 7, Number.POSITIVE_INFINITY, done.signal),
    followInPieces(second, witness('a subscription with large pages'), 1000, Number.POSITIVE_INFINITY, done.signal),
    followInPieces(second, witness('a subscription that is broken off and resumed'), 50, 20, done.signal),
    ask(first, witness('a reader that asks for pages'), 11, done.signal),
    sleep(seconds * 500).then(async () =>
      followInPieces(await open(), witness('a process that starts midway'), 500, Number.POSITIVE_INFINITY, done.signal),
    ),
  ];
  const ticker = setInterval(() => {
    const behind = witnesses.map(({ count }) => ledger.acknowledged - count).join(' ');
    progress?.(
      `${Math.round((Date.now() - began) / 1000)} s: ${ledger.acknowledged} events, readers behind by ${behind}, ` +
        `${acts['connections killed'] ?? 0} connections killed, ${faults.length} faults`,
    );
  }, 1000);
  try {
    await Promise.all([
      ...Array.from({ length: writers }, (_, n) =>
        write({ random: seeded(seed, 'writer', n), stores, streams: names, stands, transactions: transactions(), ledger, judge }, writing),
      ),
      killConnections(owner, seeded(seed, 'killer'), judge, writing),
    ]);
    // A reader at the end of the log has nothing more to come; one that never gets there was not given something.
    const end = await first.head();
    for (const patience = Date.now() + 30_000; witnesses.some(({ next }) => next < end) && Date.now() < patience; ) await sleep(10);
  } finally {
    clearInterval(ticker);
    done.abort();
    await Promise.allSettled(reading);
  }
  await Promise.all(reading);
  const { events, gaps } = await compare(owner, ledger, witnesses, judge);
  const readers = Object.fromEntries(witnesses.map(({ name, count }) => [name, count]));
  return { acts, events, ...wrong, gaps, readers, ok: faults.length === 0 && gaps.unexplained === 0, faults };
};

const usage = `npm run stress -- [--seconds N] [--seed S] [--writers N] [--streams N]

Puts the PostgreSQL home of the log under stress on a server of its own, in a temporary folder, and says whether anything was lost, doubled or reordered.`;

const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '30' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      writers: { type: 'string', default: '10' },
      streams: { type: 'string', default: '5' },
    },
  });
  const [seconds, seed, writers, streams] = [values.seconds, values.seed, values.writers, values.streams].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (![seconds, seed, writers, streams].every((number) => number > 0)) {
    console.log(usage);
    return false;
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), 'motcua-stress-'));
  try {
    await using server = await startEmbeddedPostgres({ dataDir, password: 'stress' });
    await ensureDatabase(server.url('postgres'), 'log');
    await migrate(server.url('log'), 'log', { motcua_log: 'stress' });
    console.log(`Seed ${seed}, ${seconds} s, ${writers} writers on ${streams} streams.`);
    const appUrl = `postgres://motcua_log:stress@127.0.0.1:${server.port}/log`;
    const verdict = await runStress({ ownerUrl: server.url('log'), appUrl, seconds, seed, writers, streams, progress: console.log });
    console.log(JSON.stringify(verdict, undefined, 2));
    console.log(verdict.ok ? 'Nothing lost, doubled or reordered; every gap explained.' : 'The log broke its promises.');
    return verdict.ok;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  helpIfAsked(usage);
  process.exitCode = (await main()) ? 0 : 1;
}
