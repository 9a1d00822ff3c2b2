import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { NewEvent } from '#events/store/event.ts';
import { type Appended, type EventStore, RevisionConflict } from '#events/store/eventStore.ts';
import type { Random } from '#simulator/random.ts';
import type { Append, Judge, Ledger } from './judge.ts';

const call = `
  select revisions[1]::int as revision, positions[1]::int as position from es.append(
    array[$1], '{1}', '{-2}', array[$2::int], array_fill(1, array[$2::int]), array(select generate_series(0, $2::int - 1)), $3::uuid[],
    array_fill($4::text, array[$2::int]), array_fill(1, array[$2::int]), array_fill(now(), array[$2::int]),
    array_fill('{}'::json, array[$2::int]), array_fill($5::json, array[$2::int]), false)`;

/**
 * A connection outside the store, whose appends are part of longer transactions.
 * It is opened when needed, and again after it was terminated.
 */
export const createTransactions = (url: string) => {
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
    /** Begins a transaction; it ends with its connection. */
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

export type Writer = {
  random: Random;
  stores: readonly EventStore[];
  streams: readonly string[];
  /** The revision last seen of each stream. */
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

/** Repeats appends whose outcome is unknown, as any caller would; the repeat is acknowledged. */
const askAgain = async ({ random, stores, ledger, judge }: Writer, appends: readonly Append[]): Promise<void> => {
  for (const append of appends) ledger.acknowledge(append, await random.pick(stores).append(append.stream, 'any', append.events));
  judge.did('asked again after a lost connection');
};

/**
 * One longer transaction: it may write elsewhere, appends once or twice, waits, and commits, rolls back or is
 * terminated.
 */
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

export const write = async (writer: Writer, writing: () => boolean): Promise<void> => {
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
