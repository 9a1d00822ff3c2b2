import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, ensureDatabase, migrate } from '#cli/migrate.ts';
import { runProgram } from '#test/support/motcua.ts';

/** The migrations of the builds before they were squashed to one file a database. */
const olderMigrations = 'test/cli/olderMigrations';
const suffix = randomBytes(6).toString('hex');
const urlOf = (database: string, role?: string): string => {
  const url = new URL(inject('postgres'));
  url.pathname = `/${database}_${suffix}`;
  if (role) [url.username, url.password] = [role, 'test'];
  return url.href;
};
const environment = () => ({
  EVENTSTORE_ADMIN_URL: urlOf('log'),
  DATABASE_ADMIN_URL: urlOf('read'),
  KEYS_ADMIN_URL: urlOf('keys'),
  SEAL_ADMIN_URL: urlOf('seal'),
  EVENTSTORE_URL: urlOf('log', 'motcua_log'),
  DATABASE_URL: urlOf('read', 'motcua_projector'),
  DATABASE_READER_URL: urlOf('read', 'motcua_reader'),
  KEYS_DATABASE_URL: urlOf('keys', 'motcua_keys'),
  SEAL_DATABASE_URL: urlOf('seal', 'motcua_seal'),
  SEAL_DATABASE_READER_URL: urlOf('seal', 'motcua_seal_reader'),
});

beforeAll(async () => {
  for (const database of ['log', 'read', 'keys', 'seal']) await ensureDatabase(inject('postgres'), `${database}_${suffix}`);
});
afterAll(async () => {
  const client = new pg.Client({ connectionString: inject('postgres') });
  await client.connect();
  for (const database of ['log', 'read', 'keys', 'seal', 'older_log', 'older_read', 'partial_log', 'plain_read'])
    await client.query(`drop database if exists ${database}_${suffix} with (force)`);
  await client.end();
});

describe('migrating stores of one’s own', () => {
  it('makes tables and roles, which then may log in with the passwords of the application’s URLs', async () => {
    const program = runProgram(['cli/migrate.ts'], environment());
    expect(await program.ended, program.logs()).toMatchObject({ code: 0 });
    expect(program.output.stdout).toContain('log: 001-schema.sql');
    const client = new pg.Client({ connectionString: urlOf('log', 'motcua_log') });
    await client.connect();
    expect((await client.query('select count(*)::int as events from es.events')).rows).toEqual([{ events: 0 }]);
    await client.end();
  });

  it('changes nothing the second time', async () => {
    const program = runProgram(['cli/migrate.ts'], environment());
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.output.stdout).toBe('log: up to date\nread: up to date\nkeys: up to date\nseal: up to date\n');
  });

  it('leaves a log unsealed whose seal has no database', async () => {
    const { SEAL_ADMIN_URL: _admin, SEAL_DATABASE_URL: _app, ...others } = environment();
    const program = runProgram(['cli/migrate.ts'], others);
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.output.stdout).toContain('seal: SEAL_ADMIN_URL is not set, the log is not sealed');
  });

  it('leaves a log alone that has another home', async () => {
    const { EVENTSTORE_ADMIN_URL: _, ...others } = environment();
    const program = runProgram(['cli/migrate.ts'], { ...others, EVENTSTORE_URL: 'kurrentdb://motcua:test@localhost:2113?tls=true' });
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.output.stdout).toBe('log: not in PostgreSQL, nothing to do\nread: up to date\nkeys: up to date\nseal: up to date\n');
  });

  it('says what is missing on a server that cannot order names in Vietnamese', async () => {
    await ensureDatabase(inject('postgres'), `plain_read_${suffix}`);
    const client = new pg.Client({ connectionString: urlOf('plain_read') });
    await client.connect();
    await client.query('drop collation pg_catalog."vi-x-icu"');
    await client.end();
    await expect(migrate(urlOf('plain_read'), 'read', { motcua_projector: 'test', motcua_reader: 'test' })).rejects.toThrow(
      'built with ICU',
    );
  });

  it('says which owner is missing, and never a password', async () => {
    const { DATABASE_ADMIN_URL: _, ...incomplete } = environment();
    const program = runProgram(['cli/migrate.ts'], incomplete);
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.output.stderr).toContain('DATABASE_ADMIN_URL');
    expect(program.logs()).not.toContain('test@');
  });
});

/** Everything that defines a schema, but for the numbers PostgreSQL gives to objects. */
const catalogOf = async (url: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const within = `nspname in ('es', 'daemon', 'read')`;
  const questions = {
    schemas: `select nspname, acl::text from pg_namespace left join lateral aclexplode(nspacl) acl on true where ${within}`,
    relations: `select nspname, relname, relkind, relpersistence, reloptions, acl.grantee::regrole::text, acl.privilege_type
      from pg_class c join pg_namespace n on n.oid = relnamespace left join lateral aclexplode(relacl) acl on true where ${within}`,
    columns: `select nspname, relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attcollation::regcollation::text,
        attgenerated, attidentity, pg_get_expr(adbin, adrelid), attacl::text
      from pg_attribute a join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
      left join pg_attrdef d on (adrelid, adnum) = (attrelid, attnum) where ${within} and attnum > 0 and not attisdropped`,
    indexes: `select schemaname, tablename, indexname, indexdef from pg_indexes where schemaname in ('es', 'daemon', 'read')`,
    constraints: `select nspname, conrelid::regclass::text, conname, pg_get_constraintdef(c.oid)
      from pg_constraint c join pg_namespace n on n.oid = connamespace where ${within}`,
    triggers: `select tgname, pg_get_triggerdef(t.oid) from pg_trigger t
      join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace where ${within} and not tgisinternal`,
    functions: `select pg_get_functiondef(p.oid), acl.grantee::regrole::text, acl.privilege_type
      from pg_proc p join pg_namespace n on n.oid = pronamespace left join lateral aclexplode(proacl) acl on true where ${within}`,
    views: `select schemaname, viewname, definition from pg_views where schemaname in ('es', 'daemon', 'read')`,
    sequences: `select schemaname, sequencename, start_value, increment_by, cache_size, cycle, last_value from pg_sequences`,
    database: `select acl.grantee::regrole::text, acl.privilege_type from pg_database cross join lateral aclexplode(datacl) acl
      where datname = current_database()`,
  };
  const catalog: Record<string, string[]> = {};
  for (const [what, question] of Object.entries(questions)) {
    const { rows } = await client.query({ text: question, rowMode: 'array' });
    catalog[what] = rows.map((row) => JSON.stringify(row)).sort();
  }
  await client.end();
  return catalog;
};

describe('a database of a build before the migrations were squashed', () => {
  const passwords = { motcua_log: 'test', motcua_projector: 'test', motcua_reader: 'test' };
  const createOlder = async (database: Database) => {
    await ensureDatabase(inject('postgres'), `older_${database}_${suffix}`);
    return { url: urlOf(`older_${database}`), ran: await migrate(urlOf(`older_${database}`), database, passwords, olderMigrations) };
  };

  it.each([
    ['log', ['002-gaps-seen-by-the-log.sql']],
    ['read', []],
  ] as const)('is recognised (%s): only what came later is run, and its schema is that of a fresh one', async (database, later) => {
    const { url, ran } = await createOlder(database);
    expect(ran.length).toBeGreaterThan(1);
    expect(await migrate(url, database, passwords)).toEqual(later);
    const fresh = await catalogOf(urlOf(database));
    expect(fresh.relations?.length).toBeGreaterThan(4);
    expect(await catalogOf(url)).toEqual(fresh);
  });

  it('is refused when it is older than the last of them', async () => {
    const url = urlOf('partial_log');
    await ensureDatabase(inject('postgres'), `partial_log_${suffix}`);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`create table public.migrations (name text primary key, applied_at timestamptz not null default now());
      insert into public.migrations values ('001-log.sql'), ('002-taking-over.sql')`);
    await client.end();
    await expect(migrate(url, 'log', passwords)).rejects.toThrow('lacks 003-prepared-transactions.sql, 004-streams-without-rows.sql');
  });
});
