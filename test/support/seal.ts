import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { ensureDatabase, migrate } from '#cli/migrate.ts';
import { connectSealDatabase } from '#seal/database.ts';

/** A fresh, migrated database of the seal: as whoever seals sees it, as readers do, and as its owner does. */
export const createTestSeal = async (server: string = inject('postgres')) => {
  const name = `seal_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const ownerUrl = url.href;
  const urlOf = (role: string): string => {
    [url.username, url.password] = [role, 'test'];
    return url.href;
  };
  await ensureDatabase(server, name);
  await migrate(ownerUrl, 'seal', { motcua_seal: 'test', motcua_seal_reader: 'test' });
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const appUrl = urlOf('motcua_seal');
  const readerUrl = urlOf('motcua_seal_reader');
  const seal = connectSealDatabase(appUrl);
  const reading = connectSealDatabase(readerUrl);
  return {
    seal,
    reading,
    owner,
    appUrl,
    readerUrl,
    drop: async () => {
      await Promise.all([owner.end(), seal.close(), reading.close()]);
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    },
  };
};
export type TestSeal = Awaited<ReturnType<typeof createTestSeal>>;
