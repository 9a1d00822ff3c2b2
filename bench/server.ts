import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '#infra/embedded.ts';
import { type Database, ensureDatabase, migrate, rolesOf } from '#infra/migrate.ts';

const password = 'bench';

/** A server of its own for one run of the bench, durable as in production (fsync on), on the disk of the checkout. */
export const startBenchServer = async () => {
  const dataDir = mkdtempSync(path.join(process.cwd(), 'bench', 'tmp-'));
  const server = await startEmbeddedPostgres({ dataDir, password });
  const urlOf = (name: string, role?: string) =>
    role ? `postgres://${role}:${password}@127.0.0.1:${server.port}/${name}` : server.url(name);
  return {
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
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
export type BenchServer = Awaited<ReturnType<typeof startBenchServer>>;
