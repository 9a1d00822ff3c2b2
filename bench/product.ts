import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { type App, startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import { loadReference } from '#cli/reference.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { createEmbeddedIssuer, type Grant } from '#http/server/issuers.ts';
import { processes } from '#processes/all.ts';
import { runActs } from '#simulator/runActs.ts';
import { cityOn, setUpPlan } from '#simulator/simulate.ts';
import type { City } from '#simulator/story.ts';
import { cpuSeconds } from './cpu.ts';
import type { BenchServer } from './server.ts';

/** `src/main.ts` in a process of its own. */
export type Running = AsyncDisposable & {
  url: string;
  pid: number;
  cpuSeconds: () => number;
  /** Ends it, and answers its exit code; `null` after a violent end. */
  kill: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  /** Stops it where it stands, and lets it go on; nothing when it has ended. */
  freeze: () => void;
  thaw: () => void;
};

/** Processes that let time pass on purpose. */
const delayed = new Set(processes.flatMap(({ name, delayMs }) => (delayMs ? [name] : [])));

const starting = async (child: ChildProcess, logFile: string): Promise<string | undefined> => {
  for (;;) {
    const said = readFileSync(logFile, 'utf8');
    const started = said.split('\n').find((line) => line.includes('"msg":"started"'));
    if (started) return (JSON.parse(started) as { url?: string }).url;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`src/main.ts did not start:\n${said}`);
    await pause(50);
  }
};

/** Starts `src/main.ts` of a checkout with this environment, its log in a file as usual. */
export const startService = async (folder: string, env: NodeJS.ProcessEnv, logFile: string): Promise<Running> => {
  const output = openSync(logFile, 'w');
  const child = spawn(process.execPath, [...process.execArgv, 'src/main.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => {
    process.off('exit', abandon);
    return code ?? null;
  });
  const url = (await starting(child, logFile)) ?? '';
  const kill = (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    return ended;
  };
  return {
    url: url.replace('localhost', '127.0.0.1'),
    pid: child.pid ?? 0,
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => void (await kill('SIGTERM')),
  };
};

/** The product as it runs in production, on databases of its own, or on a log and read models that there are. */
export const createProduct = async (server: BenchServer, name: string, given: { log?: string; read?: string } = {}) => {
  const keys = await server.database(`bench_${name}_keys`, 'keys', 'motcua_keys');
  const read = given.read ?? (await server.database(`bench_${name}_read`, 'read', 'motcua_projector')).app;
  const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const issuer = await createEmbeddedIssuer({ privateJwk });
  const env = {
    EVENTSTORE_URL: given.log ?? (await server.database(`bench_${name}_log`, 'log', 'motcua_log')).app,
    DATABASE_URL: read,
    DATABASE_READER_URL: read.replace('motcua_projector', 'motcua_reader'),
    KEYS_DATABASE_URL: keys.app,
    MASTER_KEY: newMasterKey('bench'),
    ISSUER_PRIVATE_JWK: JSON.stringify(privateJwk),
    PORT: '0',
    // a few callers stand for thousands
    RATE_LIMIT_PER_MINUTE: '1000000',
  };
  const tokens = new Map<string, Promise<string>>();
  let started = 0;

  return {
    env,
    /** An access token, the same for the same grant. */
    token: (grant: Grant): Promise<string> => {
      const key = JSON.stringify(grant);
      const token = tokens.get(key) ?? issuer.issue(grant);
      tokens.set(key, token);
      return token;
    },
    /** Starts `src/main.ts` with these roles, its log in a file as usual; `more` stands before the product's own environment. */
    run: (roles: string, more: NodeJS.ProcessEnv = {}): Promise<Running> => {
      const logFile = path.join(server.dataDir, `${name}-${roles}-${(started += 1)}.log`);
      return startService(process.cwd(), { ...env, ...more, ROLES: roles }, logFile);
    },
    /**
     * Loads reference data, opens the simulated city's 168 Centers, then runs `more`: all through the commands, in this
     * process.
     * Waits for the processes' reactions, so that no measurement shares the machine with them.
     */
    setUp: async <T>(more: (app: App, city: City) => Promise<T>): Promise<T> => {
      const config = parseConfig({ ...env, ROLES: 'projections,processes' });
      await using app = await startApp(config, pino({ level: 'error' }, pino.destination(2)));
      await loadReference({ execute: app.execute });
      const city = cityOn(app.settings, new Date().toISOString().slice(0, 10));
      const { unexpected } = await runActs({ execute: app.execute, acts: setUpPlan(city, app.settings) });
      if (Object.keys(unexpected).length > 0) throw new Error(`The Centers could not be set up: ${JSON.stringify(unexpected)}`);
      const done = await more(app, city);
      while ((await app.status()).some(({ name, lagPositions }) => lagPositions > 0 && !delayed.has(name))) await pause(100);
      return done;
    },
  };
};
export type Product = Awaited<ReturnType<typeof createProduct>>;
