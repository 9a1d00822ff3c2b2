import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { cpuSeconds, nodeMemory } from './cpu.ts';

const run = promisify(execFile);

/** CPU seconds of the service's process and of PostgreSQL's, and transactions committed in the log and in the read models. */
export type Taken = { service: number; database: number; log: number; read: number };

/** A whole system as `npm start -- --empty` makes it, of this checkout or of another one. */
export type Whole = AsyncDisposable & {
  url: string;
  token: (...given: string[]) => Promise<string>;
  taken: () => Promise<Taken>;
  /** MB in memory of its processes of Node. */
  memory: () => number;
  /** Its read models, for whoever asks them without it. */
  readModels: string;
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
};

const ready = async (child: ChildProcess, logFile: string): Promise<void> => {
  for (;;) {
    const said = readFileSync(logFile, 'utf8');
    if (said.includes('Motcua is ready')) return;
    if (child.exitCode !== null) throw new Error(`npm start failed:\n${said}`);
    await pause(100);
  }
};

/**
 * Starts the checkout in `directory` on data of its own, which go with it; `history`: with the first simulated history.
 * `kept`: a folder in which its data stay for the next time.
 */
export const startWhole = async (
  directory: string,
  { history = false, kept }: { history?: boolean; kept?: string } = {},
): Promise<Whole> => {
  const dataDir = kept ?? mkdtempSync(path.join(process.cwd(), 'bench', 'tmp-'));
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, RATE_LIMIT_PER_MINUTE: '100000000' };
  const logFile = path.join(dataDir, 'start.log');
  const output = openSync(logFile, 'w');
  const child = spawn('npm', history ? ['start'] : ['start', '--', '--empty'], {
    cwd: directory,
    env,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const stop = (signal: NodeJS.Signals) => child.exitCode === null && child.pid !== undefined && process.kill(-child.pid, signal);
  const abandon = () => stop('SIGKILL');
  process.once('exit', abandon);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  await ready(child, logFile);
  const [postmaster = '', , , databasePort] = readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n');
  const { passwords } = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as {
    passwords: { postgres: string; motcua_reader: string };
  };
  const client = new Client({ connectionString: `postgres://postgres:${passwords.postgres}@127.0.0.1:${databasePort}/postgres` });
  await client.connect();
  return {
    url: `http://127.0.0.1:${port}`,
    token: async (...given) => (await run('npm', ['run', '-s', 'token', '--', ...given], { cwd: directory, env })).stdout.trim(),
    memory: () => nodeMemory(child.pid ?? 0),
    readModels: `postgres://motcua_reader:${passwords.motcua_reader}@127.0.0.1:${databasePort}/motcua_read`,
    taken: async () => {
      const { rows } = await client.query<{ name: string; commits: number }>(
        'select datname as name, xact_commit::float8 as commits from pg_stat_database where datname is not null',
      );
      const commitsOf = (part: string) => rows.find(({ name }) => name.includes(part))?.commits ?? Number.NaN;
      const database = cpuSeconds(Number(postmaster));
      return { service: cpuSeconds(child.pid ?? 0) - database, database, log: commitsOf('log'), read: commitsOf('read') };
    },
    [Symbol.asyncDispose]: async () => {
      process.off('exit', abandon);
      await client.end();
      stop('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      if (kept === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
