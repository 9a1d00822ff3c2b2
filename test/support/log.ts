import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { ensureDatabase, migrate } from '#cli/migrate.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';

/** A fresh, migrated log in a database of its own: as the application sees it, and as its owner does. */
export const createTestLog = async (server: string = inject('postgres')) => {
  const name = `log_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const ownerUrl = url.href;
  [url.username, url.password] = ['motcua_log', 'test'];
  const appUrl = url.href;
  await ensureDatabase(server, name);
  await migrate(ownerUrl, 'log', { motcua_log: 'test' });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const store = await connectPostgresStore({ url: appUrl });
  return {
    owner,
    ownerUrl,
    store,
    appUrl,
    drop: async () => {
      await Promise.all([owner.end(), store.close()]);
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    },
  };
};
export type TestLog = Awaited<ReturnType<typeof createTestLog>>;
