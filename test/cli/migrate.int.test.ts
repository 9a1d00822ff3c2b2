import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ensureDatabase } from '#cli/migrate.ts';
import { runProgram } from '#test/support/motcua.ts';

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
  EVENTSTORE_URL: urlOf('log', 'motcua_log'),
  DATABASE_URL: urlOf('read', 'motcua_projector'),
  DATABASE_READER_URL: urlOf('read', 'motcua_reader'),
  KEYS_DATABASE_URL: urlOf('keys', 'motcua_keys'),
});

beforeAll(async () => {
  for (const database of ['log', 'read', 'keys']) await ensureDatabase(inject('postgres'), `${database}_${suffix}`);
});
afterAll(async () => {
  const client = new pg.Client({ connectionString: inject('postgres') });
  await client.connect();
  for (const database of ['log', 'read', 'keys']) await client.query(`drop database ${database}_${suffix} with (force)`);
  await client.end();
});

describe('migrating stores of one’s own', () => {
  it('makes tables and roles, which then may log in with the passwords of the application’s URLs', async () => {
    const program = runProgram(['cli/migrate.ts'], environment());
    expect(await program.ended, program.logs()).toMatchObject({ code: 0 });
    expect(program.output.stdout).toContain('log: 001-log.sql');
    const client = new pg.Client({ connectionString: urlOf('log', 'motcua_log') });
    await client.connect();
    expect((await client.query('select count(*)::int as events from es.events')).rows).toEqual([{ events: 0 }]);
    await client.end();
  });

  it('changes nothing the second time', async () => {
    const program = runProgram(['cli/migrate.ts'], environment());
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.output.stdout).toBe('log: up to date\nread: up to date\nkeys: up to date\n');
  });

  it('leaves a log alone that has another home', async () => {
    const { EVENTSTORE_ADMIN_URL: _, ...others } = environment();
    const program = runProgram(['cli/migrate.ts'], { ...others, EVENTSTORE_URL: 'kurrentdb://motcua:test@localhost:2113?tls=true' });
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.output.stdout).toBe('log: not in PostgreSQL, nothing to do\nread: up to date\nkeys: up to date\n');
  });

  it('says which owner is missing, and never a password', async () => {
    const { DATABASE_ADMIN_URL: _, ...incomplete } = environment();
    const program = runProgram(['cli/migrate.ts'], incomplete);
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.output.stderr).toContain('DATABASE_ADMIN_URL');
    expect(program.logs()).not.toContain('test@');
  });
});
