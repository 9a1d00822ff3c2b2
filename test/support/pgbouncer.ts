import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { freePort } from '#cli/embedded.ts';

/** `pgbouncer` on this machine: on the PATH, where Debian puts it, or where `PGBOUNCER` says; undefined where there is none. */
export const pgbouncer: { command: string; version: string } | undefined = [process.env.PGBOUNCER, 'pgbouncer', '/usr/sbin/pgbouncer']
  .flatMap((command) => {
    const said = command ? spawnSync(command, ['--version'], { encoding: 'utf8' }) : undefined;
    const [, version] = /PgBouncer (\S+)/.exec(said?.stdout ?? '') ?? [];
    return command && version ? [{ command, version }] : [];
  })
  .at(0);

const living = new Set<ChildProcess>();
process.on('exit', () => living.forEach((child) => void child.kill('SIGKILL')));

/** An unprivileged user: PgBouncer refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * A real PgBouncer in front of a server, in a pool mode and with further settings; it lets the given users in with the
 * password `test`, which is also theirs at the server.
 */
export const startPgbouncer = async (
  server: string,
  mode: 'session' | 'transaction',
  settings: Record<string, string> = {},
  users: readonly string[] = ['motcua_log', 'motcua_projector', 'motcua_reader', 'motcua_keys', 'postgres'],
) => {
  const dir = mkdtempSync(path.join(tmpdir(), 'motcua-pgbouncer-'));
  const { hostname, port: serverPort } = new URL(server);
  const port = await freePort();
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    pool_mode: mode,
    auth_type: 'scram-sha-256',
    auth_file: path.join(dir, 'users.txt'),
    max_client_conn: '300',
    ...settings,
  };
  writeFileSync(path.join(dir, 'users.txt'), users.map((user) => `"${user}" "test"\n`).join(''));
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const ini = path.join(dir, 'pgbouncer.ini');
  writeFileSync(ini, `[databases]\n* = host=${hostname} port=${serverPort}\n[pgbouncer]\n${lines.join('\n')}\n`);
  chmodSync(dir, 0o755);
  const child = spawn(pgbouncer?.command ?? 'pgbouncer', [ini], { stdio: ['ignore', 'ignore', 'pipe'], ...nobody });
  living.add(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  await vi.waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${log}`);
      if (!/process up/.test(log)) throw new Error(`pgbouncer is not up: ${log}`);
    },
    { timeout: 10_000, interval: 20 },
  );
  return {
    /** The same database, by way of PgBouncer. */
    through: (url: string): string => {
      const by = new URL(url);
      by.port = String(port);
      return by.href;
    },
    log: () => log,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      living.delete(child);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
