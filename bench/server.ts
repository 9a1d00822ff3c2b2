import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '#cli/embedded.ts';
import { type Database, ensureDatabase, migrate, rolesOf } from '#cli/migrate.ts';
import { cpuSeconds } from './cpu.ts';

const password = 'bench';

/** A server of its own for one run of the bench, durable as in production (fsync on), on the disk of the checkout. */
export const startBenchServer = async () => {
  const dataDir = mkdtempSync(path.join(process.cwd(), 'bench', 'tmp-'));
  const server = await startEmbeddedPostgres({ dataDir, password });
  const urlOf = (name: string, role?: string) =>
    role ? `postgres://${role}:${password}@127.0.0.1:${server.port}/${name}` : server.url(name);
  const asOwner = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  /** Ended pools leave before their connections do; stopping under them would look like a failure. */
  const everybodyLeft = () =>
    asOwner(async (client) => {
      const others = `select from pg_stat_activity where backend_type = 'client backend' and datname <> 'postgres'`;
      for (let tries = 0; tries < 100; tries += 1) {
        if ((await client.query(others)).rowCount === 0) return;
        await pause(50);
      }
    });
  const pid = Number(readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    /** A folder that goes with the server. */
    dataDir,
    /** CPU seconds that PostgreSQL has taken so far, all its processes together. */
    cpuSeconds: () => cpuSeconds(pid),
    /** Writes out what earlier measurements left behind, so that the next one does not pay for it. */
    settle: () => asOwner((client) => client.query('checkpoint')),
    /** Bytes that a database takes on disk, indexes included. */
    bytes: (name: string) =>
      asOwner(async (client) =>
        Number((await client.query<{ bytes: string }>('select pg_database_size($1) as bytes', [name])).rows[0]?.bytes),
      ),
    /** Ends so many connections, picked at random, to databases of this name. */
    terminate: (like: string, count: number) =>
      asOwner(async (client) => {
        await client.query(
          `select pg_terminate_backend(pid)
           from (select pid from pg_stat_activity where backend_type = 'client backend' and datname like $1 order by random() limit $2) as picked`,
          [like, count],
        );
      }),
    /** A fresh, migrated database of one kind; answers URLs of the owner and of one application role. */
    database: async (name: string, kind: Database, role: string) => {
      await ensureDatabase(server.url('postgres'), name);
      await migrate(server.url(name), kind, Object.fromEntries(rolesOf[kind].map((one) => [one, password])));
      return { owner: urlOf(name), app: urlOf(name, role) };
    },
    /** A fresh, empty database. */
    emptyDatabase: async (name: string) => {
      await ensureDatabase(server.url('postgres'), name);
      return urlOf(name);
    },
    [Symbol.asyncDispose]: async () => {
      await everybodyLeft();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
export type BenchServer = Awaited<ReturnType<typeof startBenchServer>>;
