import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, ensureDatabase, migrate, rolesOf } from '#cli/migrate.ts';

const at = (url: string, database: string, role?: string) => {
  const result = new URL(url);
  result.pathname = `/${database}`;
  if (role) [result.username, result.password] = [role, 'test'];
  return result.href;
};

/** Fresh, migrated databases of the shared test server, and URLs of the owner and of each application role. */
export const createTestDatabases = async (server: string = inject('postgres')) => {
  const suffix = randomBytes(6).toString('hex');
  const name = (database: Database) => `${database}_${suffix}`;
  const kinds: Database[] = ['log', 'read', 'keys'];
  for (const kind of kinds) {
    await ensureDatabase(server, name(kind));
    await migrate(at(server, name(kind)), kind, Object.fromEntries(rolesOf[kind].map((role) => [role, 'test'])));
  }
  return {
    log: { ownerUrl: at(server, name('log')), appUrl: at(server, name('log'), 'motcua_log') },
    read: {
      ownerUrl: at(server, name('read')),
      projectorUrl: at(server, name('read'), 'motcua_projector'),
      readerUrl: at(server, name('read'), 'motcua_reader'),
    },
    keys: { ownerUrl: at(server, name('keys')), appUrl: at(server, name('keys'), 'motcua_keys') },
    drop: async () => {
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      for (const kind of kinds) await client.query(`drop database if exists ${name(kind)} with (force)`);
      await client.end();
    },
  };
};
