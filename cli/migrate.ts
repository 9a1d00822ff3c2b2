import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { VIETNAMESE_COLLATION } from '#domain/text/order.ts';
import { openConnection } from '#events/store/postgres/pool.ts';
import { examinePooler, lendingOf } from '#events/store/postgres/pooler.ts';
import { helpIfAsked } from './help.ts';

/** The databases: the log, the read models, the keys of personal data, the seal of the log. */
export type Database = 'log' | 'read' | 'keys' | 'seal';

/** Login roles of the application, by database: each may do what its part needs and no more. */
export const rolesOf: Record<Database, readonly string[]> = {
  log: ['motcua_log'],
  read: ['motcua_projector', 'motcua_reader'],
  keys: ['motcua_keys'],
  seal: ['motcua_seal', 'motcua_seal_reader'],
};

const migrations = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'infra', 'migrations');

/** Names of the older files that a file stands for, as its line `-- Replaces: …` lists them. */
const replacedBy = (sql: string): string[] => /^-- Replaces: (.+)$/m.exec(sql)?.[1]?.split(', ') ?? [];

/**
 * A migration may take long, and waits for one that is under way. The lock it waits for is a session's: left behind in a
 * pool, it would keep every later migration waiting, so it is not taken there.
 */
const connect = async (url: string, database: string): Promise<pg.Client> => {
  const options = { url, name: 'migrate', timeoutMs: 10_000, patient: true, settings: { lock_timeout: '0' } };
  await examinePooler(() => lendingOf(options), { part: `the ${database} database as its owner`, session: true, options });
  return openConnection(options);
};

/**
 * Runs every file of `<folder>/<database>` that was not yet run, in order of name, each in a transaction.
 * A file whose replaced files were all run counts as run. Returns the names of the files that were run.
 * `url` is the owner's. Missing roles are created with the given passwords. Safe to run from several places at once.
 * Throws when only some of the replaced files were run: no newer build can migrate such a schema.
 */
export const migrate = async (
  url: string,
  database: Database,
  passwords: Record<string, string>,
  folder: string = migrations,
): Promise<string[]> => {
  const client = await connect(url, database);
  const done: string[] = [];
  try {
    await client.query('select pg_advisory_lock(168, 1)');
    for (const role of rolesOf[database]) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      const password = passwords[role];
      if (!rowCount && !password) throw new Error(`Role ${role} does not exist and no password for it was given.`);
      if (!rowCount) {
        // Roles belong to the server: the migration of another database may create the same one meanwhile.
        await client
          .query(`create role ${role} login password ${client.escapeLiteral(password ?? '')}`)
          .catch((error: { code?: string }) => {
            if (error.code !== '42710' && error.code !== '23505') throw error;
          });
      }
      await client.query(`grant connect on database ${client.escapeIdentifier(client.database ?? '')} to ${role}`);
    }
    await client.query(
      'create table if not exists public.migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    if (database === 'read') await requireCollation(client);
    const { rows } = await client.query<{ name: string }>('select name from public.migrations');
    const applied = new Set(rows.map((row) => row.name));
    for (const name of readdirSync(path.join(folder, database))
      .filter((file) => file.endsWith('.sql'))
      .sort()) {
      if (applied.has(name)) continue;
      const sql = readFileSync(path.join(folder, database, name), 'utf8');
      const replaced = replacedBy(sql);
      const missing = replaced.filter((older) => !applied.has(older));
      if (replaced.length > 0 && missing.length === 0) continue;
      if (missing.length < replaced.length)
        throw new Error(
          `The ${database} database lacks ${missing.join(', ')}: bring it up to date with the build that made it, then try again.`,
        );
      await client.query('begin');
      await client.query(sql);
      await client.query('insert into public.migrations (name) values ($1)', [name]);
      await client.query('commit');
      done.push(name);
    }
    await client.query(`revoke create on schema public from public`);
    return done;
  } finally {
    await client.end();
  }
};

/** Throws where names could not be ordered in Vietnamese: the server was built without ICU. */
const requireCollation = async (client: pg.Client): Promise<void> => {
  const { rowCount } = await client.query('select from pg_collation where collname = $1', [VIETNAMESE_COLLATION]);
  if (!rowCount) throw new Error(`The server of the read database has no collation ${VIETNAMESE_COLLATION}: it must be built with ICU.`);
};

/** Creates a database when it is not there; `url` is a superuser's, of any database of the server. */
export const ensureDatabase = async (url: string, name: string): Promise<void> => {
  const client = await openConnection({ url, name: 'migrate', timeoutMs: 10_000, patient: true });
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
    await client.query(`revoke connect on database ${client.escapeIdentifier(name)} from public`);
  } finally {
    await client.end();
  }
};

const adminUrls: Record<Database, { admin: string; roles: Record<string, string> }> = {
  log: { admin: 'EVENTSTORE_ADMIN_URL', roles: { motcua_log: 'EVENTSTORE_URL' } },
  read: { admin: 'DATABASE_ADMIN_URL', roles: { motcua_projector: 'DATABASE_URL', motcua_reader: 'DATABASE_READER_URL' } },
  keys: { admin: 'KEYS_ADMIN_URL', roles: { motcua_keys: 'KEYS_DATABASE_URL' } },
  seal: { admin: 'SEAL_ADMIN_URL', roles: { motcua_seal: 'SEAL_DATABASE_URL', motcua_seal_reader: 'SEAL_DATABASE_READER_URL' } },
};

/**
 * `npm run migrate`: migrates the databases that the environment names; roles get the passwords of the application's
 * URLs.
 */
const main = async (env: NodeJS.ProcessEnv): Promise<void> => {
  for (const [database, { admin, roles }] of Object.entries(adminUrls) as [Database, (typeof adminUrls)[Database]][]) {
    const url = env[admin];
    if (database === 'log' && env.EVENTSTORE_URL && !/^postgres(ql)?:/.test(env.EVENTSTORE_URL)) {
      console.log('log: not in PostgreSQL, nothing to do');
      continue;
    }
    if (database === 'seal' && !url && !env.SEAL_DATABASE_URL) {
      console.log('seal: SEAL_ADMIN_URL is not set, the log is not sealed');
      continue;
    }
    if (!url) throw new Error(`Set ${admin} to the URL of the owner of the ${database} database.`);
    const passwords = Object.fromEntries(
      Object.entries(roles).map(([role, name]) => [role, decodeURIComponent(env[name] ? new URL(env[name]).password : '')]),
    );
    const done = await migrate(url, database, passwords);
    console.log(`${database}: ${done.length > 0 ? done.join(', ') : 'up to date'}`);
  }
};

const usage = `npm run migrate

Brings the databases of log, read models, keys and seal up to date, as their owners: EVENTSTORE_ADMIN_URL, DATABASE_ADMIN_URL, KEYS_ADMIN_URL, SEAL_ADMIN_URL. Roles that are missing are made with the passwords of EVENTSTORE_URL, DATABASE_URL, DATABASE_READER_URL, KEYS_DATABASE_URL, SEAL_DATABASE_URL and SEAL_DATABASE_READER_URL. A repeat changes nothing.`;

if (import.meta.main) {
  helpIfAsked(usage);
  try {
    await main(process.env);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
