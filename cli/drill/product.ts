import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createEmbeddedIssuer } from '#http/server/issuers.ts';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const READY_MS = 60_000;

/** Starts a program of this project in a process of its own, which knows no environment but this one. */
const spawned = (args: readonly string[], env: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  return { child, said, ended };
};

/** Runs a command-line program as an operator would; answers what it printed. Throws what it said where it fails. */
export const runCommand = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const { said, ended } = spawned(args, env);
  const code = await ended;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}:\n${said.stderr}${said.stdout}`);
  return said.stdout;
};

/** Asks again and again until there is an answer. Throws, with what was waited for, after a minute. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  for (const deadline = Date.now() + READY_MS; ; await pause(100)) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited a minute for ${what}.`);
  }
};

/** Starts the product with all its roles on these stores. */
export const startProduct = async (env: NodeJS.ProcessEnv, privateJwk: Record<string, unknown>) => {
  const { child, said, ended } = spawned(['src/main.ts'], { ...env, PORT: '0', LOG_LEVEL: 'info' });
  let over = false;
  void ended.then(() => (over = true));
  const url = await until('Motcua to start', async () => {
    if (over) throw new Error(`Motcua did not start:\n${said.stderr}${said.stdout}`);
    const line = /^\{.*"msg":"started"\}$/m.exec(said.stdout)?.[0];
    return line === undefined ? undefined : (JSON.parse(line).url as string);
  });
  const issuer = await createEmbeddedIssuer({ privateJwk });
  const token = await issuer.issue({ roles: ['administrator', 'auditor', 'supervisor'], units: ['*'], sub: 'restore-drill' });

  const ask = async (route: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${route}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      signal: AbortSignal.timeout(30_000),
    });
    // `any`: answers of several routes
    return { status: response.status, headers: response.headers, json: (await response.json().catch(() => undefined)) as any };
  };
  return {
    ask,
    /** Ids of all events of the feed, in order, and a cursor behind the last. */
    feed: async () => {
      const ids: string[] = [];
      for (let cursor = ''; ; ) {
        const { status, headers, json } = await ask(`/v1/events?limit=1000${cursor && `&cursor=${cursor}`}`);
        if (status !== 200) throw new Error(`The feed answered with ${status}.`);
        for (const { id } of json) ids.push(id);
        cursor = headers.get('motcua-next-cursor') ?? '';
        if (headers.get('motcua-caught-up') === 'true') return { ids, cursor };
      }
    },
    /** Waits until every projection and process has handled all of the log, but for those that wait by design. */
    caughtUp: () =>
      until('the projections to catch up', async () => {
        const { status, json } = await ask('/health/projections');
        type Line = { state: string; serving: boolean; lagPositions: number; delaySeconds?: number };
        const lines: Line[] = status === 200 ? json.projections : [];
        const done = ({ lagPositions, delaySeconds }: Line) => lagPositions === 0 || delaySeconds !== undefined;
        return lines.length > 0 && lines.every((line) => line.state === 'running' && line.serving && done(line)) ? lines.length : undefined;
      }),
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      if (code !== 0) throw new Error(`Motcua ended with code ${code}:\n${said.stderr}`);
    },
    [Symbol.asyncDispose]: async () => {
      if (!over) child.kill('SIGKILL');
      await ended;
    },
  };
};
