import { type ChildProcess, execFileSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { backoffMs, pause } from '#events/store/retry.ts';
import { EmbeddedPostgresError, ended, type Launcher, launch, launcherFor, programsDir } from './postgresPrograms.ts';

/** A running PostgreSQL server of our own. */
export type EmbeddedPostgres = AsyncDisposable & {
  port: number;
  /** Superuser URL of one of its databases. */
  url: (database: string) => string;
  /** Stops the server (fast shutdown) and waits for its end. */
  stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  /** Where the cluster lives: `<dataDir>/pg`. */
  dataDir: string;
  password: string;
  /** Further server settings, for example `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
  /** Attach to a server another Motcua runs on this folder instead of refusing; `stop` then leaves it running. */
  share?: boolean;
};

const lockKey = 168_2025;
/** Waits before a lost server is started again. */
const RESTART_MS = { first: 50, most: 5_000 };

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const lastLines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');

/** Makes the cluster in a folder beside `pgDir` and renames it when it is whole: a crash leaves no partial cluster. */
const initialise = async (launcher: Launcher, programs: string, pgDir: string, password: string): Promise<void> => {
  const parent = path.dirname(pgDir);
  for (const left of readdirSync(parent)) if (left.startsWith('pg.new-')) rmSync(path.join(parent, left), { recursive: true, force: true });
  const draft = path.join(parent, `pg.new-${process.pid}`);
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = path.join(draft, '..', `pg.new-${process.pid}.pw`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (launcher.uid !== undefined && launcher.gid !== undefined) {
    chownSync(draft, launcher.uid, launcher.gid);
    chownSync(passwordFile, launcher.uid, launcher.gid);
  }
  const logFile = path.join(parent, 'initdb.log');
  const log = openSync(logFile, 'w', 0o600);
  try {
    const code = await ended(
      launch(
        launcher,
        path.join(programs, 'initdb'),
        ['-D', draft, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--data-checksums'],
        log,
        true,
      ),
    );
    if (code !== 0) throw new EmbeddedPostgresError(`initdb failed:\n${lastLines(logFile)}`);
    renameSync(draft, pgDir);
  } finally {
    closeSync(log);
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
};

const commandOf = (pid: number): string => {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
};

const exists = (pid: number): boolean => {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
/** A pid beyond the range of every system. */
const noProcess = 2_147_483_647;

/** The server that already runs on this folder, if any: of another Motcua, or left by a killed one. */
const runningServer = (pgDir: string): { pid: number; port: number } | undefined => {
  const file = path.join(pgDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const command = pid > 0 ? commandOf(pid) : '';
  if (command.includes(pgDir)) return { pid, port: Number(lines[3]) };
  // The file of a killed server stays: PostgreSQL learns from it whether a process of that server still writes.
  // Only a pid that now belongs to another program, or to a zombie, would mislead it, and is replaced.
  if (exists(pid)) writeFileSync(file, [noProcess, ...lines.slice(1)].join('\n'));
  return undefined;
};

const connectWhenReady = async (url: string, failed: () => string | undefined): Promise<pg.Client> => {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: 'motcua embedded', connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const reason = failed();
      if (reason) throw new EmbeddedPostgresError(`The embedded PostgreSQL did not start:\n${reason}`);
      if (Date.now() > deadline) throw new EmbeddedPostgresError(`The embedded PostgreSQL does not answer: ${(error as Error).message}`);
      await pause(50);
    }
  }
};

/**
 * Starts PostgreSQL on `<dataDir>/pg` and makes the cluster on the first start.
 * Runs as root and as an ordinary user, also under a folder that only its owner may read.
 * Takes over a server that a killed Motcua left running. Refuses one that a living Motcua uses, or shares it (`share`).
 * Restarts a server that ends unasked (killed, disk full) on its port, with growing pauses, until it runs.
 * Throws `EmbeddedPostgresError`, whose message says what to do.
 */
export const startEmbeddedPostgres = async ({
  dataDir,
  password,
  settings = {},
  share = false,
}: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const pgDir = path.join(path.resolve(dataDir), 'pg');
  mkdirSync(path.dirname(pgDir), { recursive: true });
  const programs = programsDir();
  const logFile = path.join(path.dirname(pgDir), 'postgres.log');
  const urlAt = (port: number) => (database: string) => `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

  let server: ChildProcess | undefined;
  let pid = 0;
  const launchOn = (port: number): void => {
    const options: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      max_connections: '200',
      shared_buffers: '256MB',
      max_wal_size: '2GB',
      timezone: 'UTC',
      // The server's log must not hold values: no statements, no details of violated keys.
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
      ...settings,
    };
    const log = openSync(logFile, 'a', 0o600);
    server = launch(
      launcherFor(programs, pgDir),
      path.join(programs, 'postgres'),
      ['-D', pgDir, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      log,
      true,
    );
    closeSync(log);
    server.unref();
    pid = server.pid ?? 0;
  };
  const failed = () => (server && (server.exitCode !== null || server.signalCode !== null) ? lastLines(logFile) : undefined);
  const alive = () => commandOf(pid).includes(pgDir);

  const running = existsSync(pgDir) ? runningServer(pgDir) : undefined;
  const port = running?.port ?? (await freePort());
  const url = urlAt(port);
  if (running) pid = running.pid;
  else {
    if (!existsSync(path.join(pgDir, 'PG_VERSION'))) await initialise(launcherFor(programs, pgDir), programs, pgDir, password);
    launchOn(port);
  }

  /** Connects and tries the advisory lock that marks the server as used by a Motcua; `mine`: this process has it. */
  const tryLock = async (): Promise<{ guard: pg.Client; mine: boolean }> => {
    const guard = await connectWhenReady(url('postgres'), failed);
    const { rows } = await guard.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lockKey]);
    return { guard, mine: rows[0]?.mine === true };
  };
  let { guard, mine } = await tryLock();
  if (!mine && !share) {
    await guard.end();
    throw new EmbeddedPostgresError(`Another Motcua is running on ${path.dirname(pgDir)}. Stop it, or set DATA_DIR to another folder.`);
  }

  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  /** Restarts the server until this process holds its lock again. One that lost only a backend recovers by itself. */
  const restart = async (): Promise<void> => {
    console.error('The embedded PostgreSQL was lost; it is started again.');
    for (let failures = 1; !stopping; failures++) {
      try {
        if (!alive() && !runningServer(pgDir)) launchOn(port);
        const next = await tryLock();
        if (next.mine) {
          guard = next.guard;
          watch();
          console.error('The embedded PostgreSQL runs again.');
          return;
        }
        await next.guard.end();
      } catch (error) {
        if (failures === 6) console.error((error as Error).message);
      }
      await pause(backoffMs(failures, RESTART_MS));
    }
  };
  const watch = () =>
    guard.once('end', () => {
      if (!stopping) restarting = restart();
    });
  if (mine) watch();

  const stop = async () => {
    stopping = true;
    await restarting;
    await guard.end().catch(() => {});
    if (!mine || !alive()) return;
    // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, everything committed is safe.
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + 30_000;
    while (alive()) {
      if (Date.now() > deadline) throw new EmbeddedPostgresError(`The embedded PostgreSQL (process ${pid}) does not stop.`);
      await pause(20);
    }
  };
  return { port, url, stop, [Symbol.asyncDispose]: stop };
};
