import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type NewEvent, type Position, type RecordedEvent, START } from '#events/store/event.ts';
import { type Appended, type EventStore, RevisionConflict } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { type Random, seeded } from '#simulator/random.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { ensureDatabase, migrate } from './migrate.ts';

// The log under everything at once: hot streams, appends in groups and within longer transactions, roll-backs, killed backends, readers of every kind.
// What was promised is held against what is there in the end. Memory stays small however long it runs: four bytes per event and reader.

export type StressOptions = {
  /** Of a migrated log: as its owner, who may kill backends, and as the application. */
  ownerUrl: string;
  appUrl: string;
  seconds: number;
  seed: number;
  writers?: number;
  streams?: number;
  /** Told every second how it stands. */
  progress?: (line: string) => void;
};

export type Verdict = {
  /** How often each kind of act ended as it should. */
  acts: Record<string, number>;
  events: number;
  /** Acknowledged appends whose events are not in the log as they were acknowledged, and events that a reader was not given. */
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
  /** The first few things that were wrong, in words. */
  faults: string[];
};

/** Numbers by place in the log or stream, 0 where nothing was noted. */
class Notes {
  #values = new Uint32Array(1024);
  at(place: number): number {
    return this.#values[place] ?? 0;
  }
  note(place: number, value: number): void {
    if (place >= this.#values.length) {
      const larger = new Uint32Array(Math.max(place + 1, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[place] = value;
  }
}

/** Enough of an id to tell events apart. */
const mark = (id: string): number => Number.parseInt(id.slice(0, 8), 16) || 1;

type Fate = 'lost' | 'doubled' | 'reordered' | 'vanished';
type Judge = { fault: (fate: Fate, what: string) => void; did: (act: string) => void };
type Append = { stream: string; events: NewEvent[] };

/** What the log has acknowledged, and what it must never show. */
const createLedger = ({ fault, did }: Judge) => {
  const streams = new Map<string, Notes>();
  let acknowledged = 0;
  const undone = new Notes();
  return {
    acknowledge({ stream, events }: Append, { revision }: Appended) {
      const notes = streams.get(stream) ?? new Notes();
      streams.set(stream, notes);
      for (const [n, { id }] of events.entries()) {
        const place = revision - events.length + 1 + n;
        if (notes.at(place) !== 0) fault('doubled', `${stream} ${place} was acknowledged twice`);
        notes.note(place, mark(id));
        acknowledged++;
      }
    },
    undo(positions: readonly number[], how: 'rolledBack' | 'killed') {
      for (const position of positions) undone.note(position, how === 'killed' ? 2 : 1);
      did(how === 'killed' ? 'killed before the commit' : 'rolled back');
    },
    isAcknowledged: ({ stream, revision, id }: Pick<RecordedEvent, 'stream' | 'revision' | 'id'>) =>
      streams.get(stream)?.at(revision) === mark(id),
    howUndone: (position: number) => (['withStoreConnection', 'rolledBack', 'killed'] as const)[undone.at(position)],
    get acknowledged() {
      return acknowledged;
    },
  };
};
type Ledger = ReturnType<typeof createLedger>;

/** Takes pages as they come, and notes whatever breaks the promises at once. */
const createWitness = (name: string, { fault }: Judge) => {
  const seen = new Notes();
  const revisions = new Map<string, number>();
  let last: Position = START;
  let count = 0;
  return {
    name,
    next: START,
    take(events: readonly RecordedEvent[]) {
      for (const { position, stream, revision, id } of events) {
        count++;
        if (seen.at(position) !== 0) fault('doubled', `${name} was given position ${position} twice`);
        else if (position <= last) fault('reordered', `${name} was given position ${position} after ${last}`);
        const due = (revisions.get(stream) ?? -1) + 1;
        if (revision !== due) fault('reordered', `${name} was given ${stream} ${revision} when ${due} was due`);
        seen.note(position, mark(id));
        revisions.set(stream, revision);
        last = position;
      }
    },
    saw: (position: number, id: string) => seen.at(position) === mark(id),
    get count() {
      return count;
    },
  };
};
type Witness = ReturnType<typeof createWitness>;

const call = `
  select revisions[1]::int as revision, positions[1]::int as position from es.append(
    array[$1], '{1}', '{-2}', array[$2::int], array_fill(1, array[$2::int]), array(select generate_series(0, $2::int - 1)), $3::uuid[],
    array_fill($4::text, array[$2::int]), array_fill(1, array[$2::int]), array_fill(now(), array[$2::int]),
    array_fill('{}'::json, array[$2::int]), array_fill($5::json, array[$2::int]), false)`;

/** Somebody else's connection, on which appends are part of longer transactions. Opened when needed, and again after it was killed. */
const createTransactions = (url: string) => {
  let client: pg.Client | undefined;
  const connect = async (): Promise<pg.Client> => {
    const opening = new pg.Client({ connectionString: url, application_name: 'motcua stress' });
    const forget = () => {
      client = undefined;
    };
    opening.on('error', forget);
    opening.on('end', forget);
    await opening.connect();
    client = opening;
    return opening;
  };
  return {
    /** A transaction and its connection end together. */
    begin: async () => {
      const one = client ?? (await connect());
      await one.query('begin');
      return {
        query: (sql: string) => one.query(sql),
        append: async ({ stream, events }: Append): Promise<{ answer: Appended; positions: number[] }> => {
          const ids = events.map(({ id }) => id);
          const [{ type, actor, correlationId, causationId }] = events as [NewEvent];
          const meta = JSON.stringify({ actor, correlationId, causationId });
          const { rows } = await one.query(call, [stream, events.length, ids, type, meta]);
          const drawn = await one.query('select position::int from es.events where id = any ($1)', [ids]);
          return { answer: { ...rows[0], repeated: false }, positions: drawn.rows.map(({ position }) => position) };
        },
      };
    },
    /** Also what is left of a transaction that failed. */
    close: async () => {
      await client?.end().catch(() => {});
    },
  };
};

type Writer = {
  random: Random;
  stores: readonly EventStore[];
  streams: readonly string[];
  /** Where each stream is known to have stood. */
  stands: Map<string, number>;
  transactions: ReturnType<typeof createTransactions>;
  ledger: Ledger;
  judge: Judge;
};

const newAppend = ({ random, streams }: Writer, type = 'Done'): Append => ({
  stream: random.pick(streams),
  events: Array.from({ length: random.int(1, 3) }, () => ({
    id: randomUUID(),
    type,
    schemaVersion: 1,
    occurredAt: '2025-07-01T00:30:00.000Z',
    actor: { id: 'stress', role: 'system' },
    correlationId: 'stress',
    causationId: 'stress',
    data: {},
  })),
});

/** Appends whose fate is unknown are asked for again, as any caller would: once they are there, they are acknowledged. */
const askAgain = async ({ random, stores, ledger, judge }: Writer, appends: readonly Append[]): Promise<void> => {
  for (const append of appends) ledger.acknowledge(append, await random.pick(stores).append(append.stream, 'any', append.events));
  judge.did('asked again after a lost connection');
};

/** A longer transaction that may write elsewhere first or afterwards, appends once or twice, thinks, and commits, rolls back or is killed. */
const appendWithinTransaction = async (writer: Writer): Promise<void> => {
  const { random, ledger, judge, transactions } = writer;
  const end = random.weighted([
    ['commit', 5],
    ['rollback', 3],
    ['kill', 2],
  ] as const);
  const type = end === 'commit' ? 'Done' : 'Undone';
  const appends = Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => newAppend(writer, type));
  // In order of name, as all who append lock streams.
  appends.sort((a, b) => (a.stream < b.stream ? -1 : 1));
  const positions: number[] = [];
  const answers: Appended[] = [];
  let sent = false;
  try {
    const transaction = await transactions.begin();
    if (random.chance(0.5)) await transaction.query('insert into stress.elsewhere default values');
    if (random.chance(0.3)) await sleep(random.int(1, 20));
    for (const append of appends) {
      const done = await transaction.append(append);
      answers.push(done.answer);
      positions.push(...done.positions);
    }
    if (random.chance(0.3)) await transaction.query('insert into stress.elsewhere default values');
    if (random.chance(0.5)) await sleep(random.chance(0.1) ? 100 : random.int(1, 10));
    sent = end === 'commit';
    await transaction.query(end === 'kill' ? 'select pg_terminate_backend(pg_backend_pid())' : end);
  } catch {
    await transactions.close();
    if (!sent) ledger.undo(positions, 'killed');
    if (end === 'commit') await askAgain(writer, appends);
    return;
  }
  if (end === 'rollback') return ledger.undo(positions, 'rolledBack');
  for (const [n, append] of appends.entries()) ledger.acknowledge(append, answers[n] as Appended);
  judge.did('committed within a longer transaction');
};

const appendThroughStore = async (writer: Writer) => {
  const { random, stores, stands, ledger, judge } = writer;
  const append = newAppend(writer);
  const store = random.pick(stores);
  const known = stands.get(append.stream);
  const exact = known !== undefined && random.chance(0.4);
  const expected = exact ? ((await store.readStream(append.stream, { from: known })).at(-1)?.revision ?? known) : 'any';
  try {
    const answer = await store.append(append.stream, expected, append.events);
    ledger.acknowledge(append, answer);
    stands.set(append.stream, answer.revision);
    judge.did(exact ? 'appended at an exact revision' : 'appended at any revision');
    return { append, answer };
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    if (error.actual === expected) judge.fault('lost', `${append.stream} refused revision ${expected}, which it names itself`);
    judge.did('refused by a conflict');
    return undefined;
  }
};

const repeat = async ({ random, stores, judge }: Writer, { append, answer }: { append: Append; answer: Appended }): Promise<void> => {
  const again = await random.pick(stores).append(append.stream, random.pick(['any', 'none', 0] as const), append.events);
  if (!again.repeated || again.revision !== answer.revision || again.position !== answer.position)
    judge.fault('doubled', `a repeat to ${append.stream} was answered ${JSON.stringify(again)}, at first ${JSON.stringify(answer)}`);
  judge.did('repeated');
};

const write = async (writer: Writer, writing: () => boolean): Promise<void> => {
  const { random } = writer;
  let before: Awaited<ReturnType<typeof appendThroughStore>>;
  while (writing()) {
    const act = random.weighted([
      ['append', 6],
      ['transaction', 3],
      ['repeat', 1],
    ] as const);
    if (act === 'transaction') await appendWithinTransaction(writer);
    else if (act === 'repeat' && before) await repeat(writer, before);
    else before = (await appendThroughStore(writer)) ?? before;
    if (random.chance(0.3)) await sleep(random.int(0, 10));
  }
};

/** Follows by subscriptions that it breaks off after some pages and begins again where it was. */
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

/** Asks for pages, a little later when there was none. */
const ask = async (store: EventStore, witness: Witness, limit: number, done: AbortSignal): Promise<void> => {
  while (!done.aborted) {
    const page = await store.readAll({ after: witness.next, limit });
    witness.take(page.events);
    if (page.next === witness.next) await sleep(5);
    witness.next = page.next;
  }
};

/** Kills a connection of any kind, again and again. */
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

/** The log as it is in the end, position by position, held against what was acknowledged and what every reader saw. */
const compare = async (owner: pg.Client, ledger: Ledger, witnesses: readonly Witness[], { fault }: Judge) => {
  const gaps = { positions: 0, rolledBack: 0, killed: 0, withStoreConnection: 0, unexplained: 0 };
  const { rows: proofs } = await owner.query<{
    from: number;
    to: number;
    evidence: { holdersWhenSeen: string[]; holdersWhenProved: string[] };
  }>(`select "from"::int, "to"::int, evidence from es.gaps order by 1`);
  let proof = 0;
  const explain = (position: number) => {
    while ((proofs[proof]?.to ?? Number.POSITIVE_INFINITY) < position) proof++;
    const { from, evidence } = proofs[proof] ?? { from: Number.POSITIVE_INFINITY, evidence: undefined };
    const proved = from <= position && !evidence?.holdersWhenSeen.some((holder) => evidence.holdersWhenProved.includes(holder));
    gaps.positions++;
    if (proved) gaps[ledger.howUndone(position) ?? 'withStoreConnection']++;
    else gaps.unexplained++;
  };

  let events = 0;
  for (let last = 0; ; ) {
    const { rows } = await owner.query<{ position: number; stream: string; revision: number; id: string; type: string }>(
      'select position::int, stream, revision::int, id, type from es.events where position > $1 order by position limit 10000',
      [last],
    );
    for (const row of rows) {
      while (++last < row.position) explain(last);
      events++;
      if (row.type === 'Undone') fault('vanished', `${row.stream} ${row.revision} is there although it was rolled back`);
      else if (!ledger.isAcknowledged(row)) fault('doubled', `${row.stream} ${row.revision} is there although nobody was told`);
      for (const witness of witnesses)
        if (!witness.saw(row.position, row.id)) fault('lost', `${witness.name} was not given position ${row.position}`);
    }
    if (rows.length === 0) break;
  }
  if (events < ledger.acknowledged) fault('lost', `${ledger.acknowledged} events were acknowledged, ${events} are there`);
  for (const witness of witnesses)
    if (witness.count > events) fault('vanished', `${witness.name} was given ${witness.count} events, ${events} are there`);
  return { events, gaps };
};

/**
 * Ten writers on few streams, connections killed all the time, five readers of different kinds on two stores and one that is opened midway; then the verdict.
 * The same seed makes the same decisions; how they interleave is up to the machine. Throws when the log cannot be reached at all.
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
  const owner = closing.adopt(new pg.Client({ connectionString: ownerUrl, application_name: 'judge' }), (client) => client.end());
  await owner.connect();
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
    // Who is at the end by now has nothing more to come; whoever does not get there was not given something.
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
      help: { type: 'boolean' },
    },
  });
  const [seconds, seed, writers, streams] = [values.seconds, values.seed, values.writers, values.streams].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (values.help || ![seconds, seed, writers, streams].every((number) => number > 0)) {
    console.log(usage);
    return values.help === true;
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

if (import.meta.main) process.exitCode = (await main()) ? 0 : 1;
