import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { loadSecrets } from '#cli/secrets.ts';
import type { Grant } from '#http/server/issuers.ts';
import { callerOf } from './caller.ts';

const root = path.join(import.meta.dirname, '..', '..');
const living = new Set<ChildProcess>();
// a test run that is broken off leaves no program behind
process.on('exit', () => living.forEach((child) => void child.kill('SIGKILL')));

export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** A program of this project in a process of its own, in this checkout and as this user unless said otherwise. It knows no environment but the one given. */
export const runProgram = (args: readonly string[], env: NodeJS.ProcessEnv, place: { cwd?: string; uid?: number; gid?: number } = {}) => {
  const child = spawn(process.execPath, args, {
    cwd: root,
    ...place,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<Ending>((resolve) =>
    // `close`: everything it said has been read
    child.once('close', (code, signal) => {
      living.delete(child);
      resolve({ code, signal });
    }),
  );
  const logs = () => output.stdout + output.stderr;

  return {
    output,
    /** Everything it has said so far. */
    logs,
    ended,
    kill: (signal: NodeJS.Signals): Promise<Ending> => {
      child.kill(signal);
      return ended;
    },
    /** What it says and fits, as soon as it does; fails when it ends without, or does not say it in two minutes. */
    said: (pattern: RegExp): Promise<RegExpExecArray> =>
      new Promise((resolve, reject) => {
        const give = (settle: () => void) => {
          clearTimeout(deadline);
          listeners.delete(look);
          settle();
        };
        const missing = (why: string) => give(() => reject(new Error(`${args.join(' ')} ${why} without saying ${pattern}:\n${logs()}`)));
        const look = () => {
          const found = pattern.exec(logs());
          if (found) give(() => resolve(found));
        };
        const deadline = setTimeout(() => missing('went on for two minutes'), 120_000);
        listeners.add(look);
        void ended.then(() => missing('ended'));
        look();
      }),
  };
};
export type Program = ReturnType<typeof runProgram>;

/** A folder for data that does not exist yet, in a new folder of its own. */
export const newDataDir = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'motcua-e2e-')), 'data');

/** Command line of every process, on Linux with its working directory and environment. */
const processTable = (): { pid: number; text: string }[] => {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), text: line }));
  }
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const said = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
      return [{ pid: Number(pid), text: [...said, readlinkSync(`/proc/${pid}/cwd`)].join('\n') }];
    } catch {
      // not a process, one that ended meanwhile, or somebody else's
      return [];
    }
  });
};

/** Processes at work on a data folder, whoever started them; PostgreSQL's own children are seen on Linux only, and end with their parent. */
export const processesOn = (dataDir: string): number[] =>
  processTable()
    .filter(({ pid, text }) => pid > 0 && pid !== process.pid && text.includes(dataDir))
    .map(({ pid }) => pid);

const tryKill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // it was faster
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Kills, without warning, whatever is at work on a data folder at this moment. */
export const killNow = (dataDir: string): void => processesOn(dataDir).forEach(tryKill);

/** Kills, without warning, everything at work on a data folder, and waits until it is gone. */
export const killAllOn = async (dataDir: string): Promise<void> => {
  await vi.waitFor(
    () => {
      const left = processesOn(dataDir);
      for (const pid of left) tryKill(pid);
      if (left.length > 0) throw new Error(`still at work: ${left.join(', ')}`);
    },
    { timeout: 20_000, interval: 50 },
  );
};

/** Removes a data folder and whatever a killed program left at work on it. */
export const discard = async (dataDir: string): Promise<void> => {
  await killAllOn(dataDir);
  rmSync(path.dirname(dataDir), { recursive: true, force: true });
};

/** What the first start put into a data folder. */
export const secretsOf = (dataDir: string) => {
  const secrets = loadSecrets(dataDir);
  if (secrets === undefined) throw new Error(`Nothing was started on ${dataDir}.`);
  return secrets;
};

/** Superuser's address of one of the three databases while the embedded server runs. */
export const databaseUrl = (dataDir: string, database: 'log' | 'read' | 'keys'): string => {
  const port = readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://postgres:${secretsOf(dataDir).passwords.postgres}@127.0.0.1:${port}/motcua_${database}`;
};

/** Waits until a program says that it is ready: probes answer within two seconds, and a busy machine may take longer. */
export const ready = (url: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const { status } = await fetch(`${url}/readyz`);
      if (status !== 200) throw new Error(`/readyz answered with ${status}`);
    },
    { timeout: 30_000, interval: 100 },
  );

/** `npm start -- --empty` on a data folder, ready: with the city's units, procedures and calendars. */
export const startMotcua = async (dataDir: string, env: NodeJS.ProcessEnv = {}) => {
  const program = runProgram(['cli/start.ts', '--empty'], { DATA_DIR: dataDir, PORT: '0', ...env });
  const [, url = ''] = await program.said(/API reference\s+(\S+)\/docs[\s\S]*Ctrl-C stops it/);
  await ready(url);
  return { ...program, url, as: (grant: Grant) => callerOf(url, secretsOf(dataDir).issuerPrivateJwk, grant) };
};
export type Motcua = Awaited<ReturnType<typeof startMotcua>>;

/** Whether the embedded server's own record says that it runs. */
export const postgresRuns = (dataDir: string): boolean => existsSync(path.join(dataDir, 'pg/postmaster.pid'));
