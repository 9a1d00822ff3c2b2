import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#cli/embedded.ts';
import { createTestDatabases } from './database.ts';
import { killNow } from './motcua.ts';

/** A PostgreSQL of a test's own, as durable as in production, with migrated databases. It may be killed: it is started again by itself, on the same port. */
export const startOwnServer = async (settings: Record<string, string> = {}, dataDir = mkdtempSync(path.join(tmpdir(), 'motcua-own-'))) => {
  const server = await startEmbeddedPostgres({ dataDir, password: 'test', settings: { shared_buffers: '32MB', ...settings } });
  return {
    dataDir,
    databases: await createTestDatabases(server.url('postgres')),
    /** Kills every process of the server at this moment, without warning. */
    kill: () => killNow(path.join(dataDir, 'pg')),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
