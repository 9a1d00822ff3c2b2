import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import type { NewEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { median, medianLatency, type Row, throughput } from './measure.ts';
import type { BenchServer } from './server.ts';

const writers = 64;
const hotStreams = 16;

/** An event of the size our own have: about 300 bytes of body, 250 of metadata. */
const event = (): NewEvent => ({
  id: randomUUID(),
  type: 'DossierHandedOver',
  schemaVersion: 1,
  data: {
    dossierId: randomUUID(),
    from: { unit: '25747', official: 'official-0001' },
    to: { unit: '25747', official: 'official-0002' },
    step: 1,
    stepName: 'Thẩm tra hồ sơ, kiểm tra tính hợp lệ của giấy tờ và đối chiếu cơ sở dữ liệu',
    note: 'Chuyển bước theo quy trình nội bộ đã được phê duyệt.',
  },
  occurredAt: new Date().toISOString(),
  actor: { id: 'officer-25747', role: 'officer', unit: '25747', official: 'official-0001' },
  correlationId: randomUUID(),
  causationId: randomUUID(),
  unit: '25747',
  command: { name: 'HandOverDossier', hash: 'q1w2e3r4t5y6u7i8o9p0' },
});

/** The floor: the same columns and unique keys, one INSERT per commit, no order promised. */
const rawInsert = async (url: string) => {
  const pool = new pg.Pool({ connectionString: url, max: writers });
  await pool.query(`create table events (position bigint generated always as identity primary key, stream text not null, revision int not null, id uuid not null unique,
    type text not null, schema_version smallint not null, data json not null, meta json not null, occurred_at timestamptz not null, recorded_at timestamptz not null default clock_timestamp(), unique (stream, revision))`);
  const insert = async (stream: string, revision: number) => {
    const { id, type, schemaVersion, data, occurredAt, ...meta } = event();
    await pool.query({
      name: 'insert',
      text: 'insert into events (stream, revision, id, type, schema_version, data, meta, occurred_at) values ($1, $2, $3, $4, $5, $6, $7, $8) returning position',
      values: [stream, revision, id, type, schemaVersion, JSON.stringify(data), JSON.stringify(meta), occurredAt],
    });
  };
  return { insert, [Symbol.asyncDispose]: () => pool.end() };
};

const emmett = async (url: string) => {
  const pool = new pg.Pool({ connectionString: url, max: writers });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  const once = (stream: string) => {
    const { type, data, occurredAt, actor, correlationId } = event();
    return store.appendToStream(stream, [
      { type, data: data as Record<string, unknown>, metadata: { occurredAt, actor, correlationId } },
    ] as never);
  };
  // It answers a conflict when two writers meet on a stream, even without an expected version; a caller has to try again.
  const append = async (stream: string): Promise<unknown> => {
    for (;;) {
      try {
        return await once(stream);
      } catch (error) {
        if ((error as { errorCode?: number }).errorCode !== 412) throw error;
      }
    }
  };
  return {
    append,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await pool.end().catch(() => {});
    },
  };
};

const ours = async (url: string): Promise<{ store: EventStore; [Symbol.asyncDispose]: () => Promise<void> }> => {
  const store = await connectPostgresStore({ url });
  return { store, [Symbol.asyncDispose]: () => store.close() };
};

/** Append by 64 concurrent writers, half to streams of their own and half to hot ones, three rounds of each in turn; medians. */
export const appendRows = async (server: BenchServer, seconds: number, say: (text: string) => void): Promise<Row[]> => {
  const logDatabase = await server.database('bench_log', 'log', 'motcua_log');
  await using mine = await ours(logDatabase.app);
  await using raw = await rawInsert(await server.emptyDatabase('bench_raw'));
  await using peer = await emmett(await server.emptyDatabase('bench_emmett'));

  const run = randomUUID().slice(0, 8);
  // Half of the appends go to a stream of the writer's own, half to one of the hot streams that all share.
  const target = (worker: number, turn: number) =>
    turn % 2 === 0 ? `dossier-${run}-${worker}-${turn >> 5}` : `dossier-hot-${run}-${(worker + turn) % hotStreams}`;
  const rounds = { ours: [] as number[], raw: [] as number[], emmett: [] as number[] };
  let serial = 0;
  for (let round = 0; round < 3; round += 1) {
    rounds.ours.push(await throughput(writers, seconds, (worker, turn) => mine.store.append(target(worker, turn), 'any', [event()])));
    rounds.raw.push(await throughput(writers, seconds, (worker) => raw.insert(`dossier-${run}-${worker}`, serial++)));
    rounds.emmett.push(await throughput(writers, seconds, (worker, turn) => peer.append(target(worker, turn))));
    say(
      `append round ${round + 1}: ours ${Math.round(rounds.ours.at(-1) ?? 0)}/s, raw ${Math.round(rounds.raw.at(-1) ?? 0)}/s, emmett ${Math.round(rounds.emmett.at(-1) ?? 0)}/s`,
    );
  }
  const [a, b, c] = [median(rounds.ours), median(rounds.raw), median(rounds.emmett)];

  const single = await medianLatency(300, (turn) => mine.store.append(`dossier-single-${run}-${turn >> 5}`, 'any', [event()]));
  const singleRaw = await medianLatency(300, () => raw.insert(`dossier-single-${run}`, serial++));
  return [
    {
      id: 'append-vs-raw-insert',
      what: `appends/s, ${writers} writers, fsync on, against one raw INSERT per commit`,
      ours: a,
      against: b,
      ratio: a / b,
      target: '>= 4',
      met: a / b >= 4,
    },
    {
      id: 'append-vs-emmett',
      what: `appends/s, ${writers} writers, fsync on, against @event-driven-io/emmett-postgresql`,
      ours: a,
      against: c,
      ratio: a / c,
      target: '>= 15',
      met: a / c >= 15,
    },
    {
      id: 'append-latency',
      what: 'median ms of one writer, against one raw INSERT per commit',
      ours: single,
      against: singleRaw,
      ratio: single / singleRaw,
      target: '<= 1.5',
      met: single / singleRaw <= 1.5,
    },
  ];
};
