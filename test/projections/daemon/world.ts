import pg from 'pg';
import { expect, vi } from 'vitest';
import { openQueriesPool, openWorkersPool } from '#app/readModels.ts';
import type { Appended } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { type Daemon, type DaemonOptions, startDaemon } from '#projections/daemon/daemon.ts';
import { foldBatch, foldedTables } from '#projections/daemon/fold.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import type { Row } from '#projections/daemon/rows.ts';
import { canonicalTypes } from '#projections/daemon/statements.ts';
import { projectionStatus } from '#projections/daemon/status.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { type Program, runProgram } from '#test/support/motcua.ts';
import { type Act, dossierId, eventOf } from './accounts.ts';
import { decode } from './decode.ts';

/** Remembers what was logged instead of printing it. */
export const logBook = () => {
  const lines: { level: string; message: string; fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

const asOwner = async (url: string, sql: string): Promise<void> => {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query(sql);
  } finally {
    await owner.end();
  }
};

/** Real databases, a real log, and daemons on them. */
export const openWorld = async () => {
  const databases = await createTestDatabases();
  const store = await connectPostgresStore({ url: databases.log.appUrl });
  // A schema before pg_catalog, where tests put a clock of their own.
  const settings = { search_path: 'skewed,pg_catalog,public' };
  const db = openWorkersPool(databases.read.projectorUrl, { settings });
  const reader = openQueriesPool(databases.read.readerUrl, { settings });
  const log = logBook();
  const daemons: Daemon[] = [];
  const starting = (options: Partial<DaemonOptions<any>>): DaemonOptions => ({
    db,
    store,
    decode,
    projections: [],
    processes: [],
    processTools: {
      execute: () => Promise.reject(new Error('no commands in this test')),
      read: () => Promise.reject(new Error('no reading in this test')),
      eraseKey: () => Promise.reject(new Error('no keys in this test')),
    },
    log,
    leaseMs: 1_000,
    ...options,
  });

  const world = {
    databases,
    store,
    db,
    reader,
    log,
    start: async (options: Partial<DaemonOptions<any>>): Promise<Daemon> => {
      const daemon = await startDaemon(starting(options));
      daemons.push(daemon);
      return daemon;
    },
    /** Appends acts, each to its dossier's stream; answers where the last one stands. */
    record: async (acts: readonly Act[], together = 200): Promise<number> => {
      let last: Appended | undefined;
      for (let i = 0; i < acts.length; i += together) {
        const batch = acts.slice(i, i + together);
        const done = await Promise.all(batch.map((act) => store.append(`dossier-${dossierId(act.dossier)}`, 'any', [eventOf(act)])));
        last = done.reduce((a, b) => (a.position > b.position ? a : b));
      }
      return last?.position ?? -1;
    },
    /** Appends many acts in few calls, to a stream of their own. */
    recordInBulk: async (acts: readonly Act[], stream = 'dossier-bulk'): Promise<number> => {
      let position = -1;
      for (let i = 0; i < acts.length; i += 1_000) {
        position = (
          await store.append(
            `${stream}-${i}`,
            'none',
            acts.slice(i, i + 1_000).map((act) => eventOf(act)),
          )
        ).position;
      }
      return position;
    },
    operate: async (
      type: 'ProjectionPaused' | 'ProjectionResumed' | 'ProjectionRebuildRequested' | 'ProjectionEventSkipped',
      data: { projection: string; reason?: string; position?: number; eventId?: string },
    ) =>
      store.append(`projection-${data.projection}`, 'any', [{ ...eventOf({ dossier: 0, unit: 0, kind: 'FeePaid', dong: 0 }), type, data }]),
    /** From now on, the log's clock is this much ahead of the read database's, or behind it. */
    shiftRecording: async (interval: string) => {
      await asOwner(
        databases.log.ownerUrl,
        `alter table es.events alter recorded_at set default clock_timestamp() + interval '${interval}'`,
      );
    },
    /** From now on, the read database's clock is this much ahead of the true one, or behind it, for all who ask as the projector. */
    setReadClock: async (interval: string) => {
      await asOwner(
        databases.read.ownerUrl,
        `create schema if not exists skewed;
         create or replace function skewed.clock_timestamp() returns timestamptz language sql volatile
           as $$ select pg_catalog.clock_timestamp() + interval '${interval}' $$;
         grant usage on schema skewed to motcua_projector`,
      );
    },
    status: async (name: string, generation?: number) =>
      (await projectionStatus(db, store)).find(
        (line) => line.name === name && (generation === undefined ? line.serving : line.generation === generation),
      ),
    until: <T>(check: () => Promise<T> | T, timeout = 20_000): Promise<T> => vi.waitFor(check, { timeout, interval: 20 }),
    /** Waits until the generation in service has handled everything up to a position. */
    reached: (name: string, position: number) =>
      world.until(async () => {
        const line = await world.status(name);
        expect(line?.position ?? -1, `position of ${name}, ${line?.state}, ${line?.reason ?? ''}`).toBeGreaterThanOrEqual(position);
      }),
    /** All rows of a read model's tables, as its readers see them. */
    rows: async (name = 'test-accounts') => {
      const table = name.replaceAll('-', '_');
      const of = async (view: string) =>
        (await reader.query(`select to_json(t) as row from read.${view} t order by to_json(t)::text collate "C"`)).rows;
      return { rows: await of(table), byUnit: await of(`${table}_by_unit`) };
    },
    /** The same as its tables hold them, and as one fold of the log up to a position gives them: in memory, without daemon or database. */
    storedAndReplayed: async (projection: Projection, position: number) => {
      const events = (await store.readAll({ after: -1, limit: 100_000 })).events.filter((event) => event.position <= position).map(decode);
      const writes = await foldBatch(foldedTables(projection), events, () => Promise.resolve([]));
      const stored: Record<string, unknown[]> = {};
      const replayed: Record<string, unknown[]> = {};
      for (const { table, upserts } of writes) {
        const { rows } = await reader.query<Row>({ text: `select * from read.${table.name}`, types: canonicalTypes });
        const inOrder = (list: readonly Row[]) =>
          list.toSorted((a, b) => (String(Object.values(a)[0]) < String(Object.values(b)[0]) ? -1 : 1));
        stored[table.name] = inOrder(rows);
        replayed[table.name] = inOrder(upserts);
      }
      return { stored, replayed };
    },
    stopAll: async () => {
      for (const daemon of daemons.splice(0)) await daemon[Symbol.asyncDispose]();
    },
    close: async () => {
      await world.stopAll();
      await db.end();
      await reader.end();
      await store.close();
      await databases.drop();
    },
  };
  return world;
};
/** A worker in a process of its own, that feeds one read model of the tests and stops itself where `env` says (see worker.ts). */
export const startWorker = (world: World, name: string, env: NodeJS.ProcessEnv, flags: readonly string[] = []): Program =>
  runProgram([...flags, 'test/projections/daemon/worker.ts'], {
    LOG_URL: world.databases.log.appUrl,
    READ_URL: world.databases.read.projectorUrl,
    NAME: name,
    LEASE_MS: '1000',
    ...env,
  });

export type World = Awaited<ReturnType<typeof openWorld>>;
