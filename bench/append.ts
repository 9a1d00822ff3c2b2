import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
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

/**
 * The limit: the same rows in groups of the same size, each copied into the same table and committed, on two connections
 * that wait for nothing else.
 */
const copyInGroups = async (url: string) => {
  const clients = await Promise.all(
    [1, 2].map(async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  const columns = 'stream, revision, id, type, schema_version, data, meta, occurred_at';
  let copied = 0;
  const line = (stream: string): string => {
    const { id, type, schemaVersion, data, occurredAt, ...meta } = event();
    const values = [stream, (copied += 1), id, type, schemaVersion, JSON.stringify(data), JSON.stringify(meta), occurredAt];
    return `${values.map((value) => String(value).replaceAll('\\', '\\\\')).join('\t')}\n`;
  };
  return {
    /** Rows a second. */
    rate: async (size: number, seconds: number): Promise<number> => {
      const stream = `dossier-${randomUUID()}`;
      const groups = await throughput(clients.length, seconds, async (place) => {
        const rows = Array.from({ length: size }, () => line(stream)).join('');
        await pipeline(Readable.from([rows]), (clients[place] as pg.Client).query(copyFrom(`copy events (${columns}) from stdin`)));
      });
      return groups * size;
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
};

/** The floor: the same columns and unique keys, one INSERT per commit, no order promised. */
export const rawInsert = async (url: string) => {
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
  // It reports a conflict when two writers meet on a stream, even without an expected version; the caller retries.
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

const ours = async (url: string) => {
  const groups = { count: 0, appends: 0 };
  const groupCommitted = (appends: number) => {
    groups.count += 1;
    groups.appends += appends;
  };
  const store: EventStore = await connectPostgresStore({ url, watch: { groupCommitted, watchPool: () => {} } });
  return { store, groups, [Symbol.asyncDispose]: () => store.close() };
};

/**
 * Appends by 64 concurrent writers, to streams of their own and to 16 shared ones.
 * Ours, COPY, the raw INSERT and the peer take turns, and a ratio is the median of the rounds' ratios: the machine's changing
 * speed affects all alike.
 */
export const appendRows = async (server: BenchServer, seconds: number, say: (text: string) => void): Promise<Row[]> => {
  const logDatabase = await server.database('bench_log', 'log', 'motcua_log');
  await using mine = await ours(logDatabase.app);
  const rawUrl = await server.emptyDatabase('bench_raw');
  await using raw = await rawInsert(rawUrl);
  await using copying = await copyInGroups(rawUrl);
  await using peer = await emmett(await server.emptyDatabase('bench_emmett'));

  const run = randomUUID().slice(0, 8);
  const targets = {
    distinct: (worker: number, turn: number) => `dossier-${run}-${worker}-${turn >> 4}`,
    hot: (worker: number, turn: number) => `dossier-hot-${run}-${(worker + turn) % hotStreams}`,
  };
  let serial = 0;
  const rows: Row[] = [];
  for (const [kind, target] of Object.entries(targets)) {
    const figures: { ours: number; copy: number; raw: number; peer: number }[] = [];
    for (let round = 1; round <= 3; round += 1) {
      Object.assign(mine.groups, { count: 0, appends: 0 });
      const figure = {
        ours: await throughput(writers, seconds, (worker, turn) => mine.store.append(target(worker, turn), 'any', [event()])),
        copy: await copying.rate(Math.round(mine.groups.appends / mine.groups.count), seconds),
        raw: await throughput(writers, seconds, (worker) => raw.insert(`dossier-${run}-${worker}`, serial++)),
        peer: await throughput(writers, seconds, (worker, turn) => peer.append(target(worker, turn))),
      };
      figures.push(figure);
      say(
        `append, ${kind} streams, round ${round}: ours ${Math.round(figure.ours)}/s, COPY in groups of ${Math.round(mine.groups.appends / mine.groups.count)} ${Math.round(figure.copy)}/s, raw ${Math.round(figure.raw)}/s, emmett ${Math.round(figure.peer)}/s`,
      );
    }
    const row = (against: 'copy' | 'raw' | 'peer', id: string, name: string, least?: number): Row => {
      const ratio = median(figures.map((figure) => figure.ours / figure[against]));
      const what = `appends/s, ${writers} writers, ${kind} streams, fsync on, against ${name}`;
      return {
        id,
        what,
        ours: median(figures.map((figure) => figure.ours)),
        against: median(figures.map((figure) => figure[against])),
        ratio,
        target: least === undefined ? 'printed' : `>= ${least}`,
        met: least === undefined || ratio >= least,
      };
    };
    rows.push(row('copy', `append-${kind}-vs-copy`, 'COPY of such rows in groups of the same size on two connections', 0.8));
    rows.push(row('raw', `append-${kind}-vs-raw-insert`, 'one raw INSERT per commit'));
    rows.push(row('peer', `append-${kind}-vs-emmett`, '@event-driven-io/emmett-postgresql'));
  }

  const single = await medianLatency(300, (turn) => mine.store.append(`dossier-single-${run}-${turn >> 4}`, 'any', [event()]));
  const singleRaw = await medianLatency(300, () => raw.insert(`dossier-single-${run}`, serial++));
  const ratio = single / singleRaw;
  rows.push({
    id: 'append-latency',
    what: 'median ms of one writer, fsync on, against one raw INSERT per commit',
    ours: single,
    against: singleRaw,
    ratio,
    target: '<= 1.5',
    met: ratio <= 1.5,
  });
  return rows;
};
