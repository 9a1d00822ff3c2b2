import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type App, startApp } from '#app/app.ts';
import { type Config, checkValues, parseConfig } from '#app/config.ts';
import { aborted, stopSignal } from '#app/stopping.ts';
import { requestProjectionRebuild, resumeProjection } from '#commands/projectionControl/projection.ts';
import { START } from '#events/store/event.ts';
import { createEmbeddedIssuer } from '#http/server/issuers.ts';
import { firstHistory, simulateHistory } from '#simulator/simulate.ts';
import { prepareEnvironment } from './environment.ts';
import { helpIfAsked } from './help.ts';
import { type Progress, progressOn } from './progress.ts';
import type { PutBack } from './putBack.ts';
import { loadReference } from './reference.ts';
import { describe } from './simulate.ts';

// `npm start`: from a fresh clone to a running system with the city's real units, procedures and calendars, and a short
// simulated history.

const usage = `npm start -- [--empty] [--put-back]

  --empty     no simulated history: only units, procedures and calendars
  --put-back  the data were put back by a snapshot of the disk: begins a new epoch of the log
              (data that were copied back are noticed without it)

PORT (8080), HOST (127.0.0.1) and DATA_DIR (./data) move it; docs/configuration.md lists all settings.`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Fails with a sentence when the port is taken, before anything was started. */
const portIsFree = async (host: string, port: number): Promise<void> => {
  const probe = createServer();
  probe.listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Error(`Port ${port} is taken by another program. Stop it, or choose another port: PORT=8081 npm start`);
    if (code === 'EACCES') throw new Error(`Port ${port} may not be used by this user. Choose another one: PORT=8081 npm start`);
    throw error;
  }
  probe.close();
  await once(probe, 'close');
};

/**
 * Loads the reference data on every start (a repeat changes nothing) and the first history once; an interrupted one
 * goes on where it stopped.
 */
const load = async (app: App, { empty, dataDir, signal }: { empty: boolean; dataDir: string; signal: AbortSignal }): Promise<void> => {
  const marker = path.join(dataDir, 'history.json');
  const unfinished = existsSync(marker) && JSON.parse(readFileSync(marker, 'utf8')).finished === false;
  const fresh = (await app.store.head()) === START;
  /** Progress, until it is stopped. */
  const shown = (title: string): Progress => {
    const progress = progressOn(process.stderr, title);
    return (...step) => signal.aborted || progress(...step);
  };
  const { added } = await loadReference({
    execute: app.execute,
    store: app.store,
    units: app.settings.units.map(({ code }) => code),
    progress: shown('reference data'),
    signal,
  });
  if (added > 0 && !signal.aborted)
    say(
      `Reference data: ${app.settings.units.length} units; ${added} acts of cataloguing procedures, publishing calendars and issuing directives.`,
    );
  if (empty || signal.aborted) return;
  if (!fresh && !existsSync(marker))
    say(
      'No simulated history is added: these data began with --empty. Another DATA_DIR begins with one; `npm run simulate` adds dossiers here.',
    );
  if (!(fresh || unfinished)) return;

  writeFileSync(marker, JSON.stringify({ seed: firstHistory.seed, finished: false }));
  const began = performance.now();
  const summary = await simulateHistory(
    {
      execute: app.execute,
      settings: app.settings,
      watchTools: app.watchTools,
      progress: shown('simulated history'),
      signal,
    },
    { ...firstHistory, until: Date.now() },
  );
  if (signal.aborted) return;
  writeFileSync(marker, JSON.stringify({ seed: firstHistory.seed, finished: true }));
  say('A simulated history, June and July 2025 (every act is marked simulated):');
  for (const line of describe(summary, (performance.now() - began) / 1000)) say(`  ${line}`);
};

/** Has what saw more than the log holds begin anew, on record. */
const buildAnew = async (execute: App['execute'], { ahead }: PutBack): Promise<void> => {
  const as = { actor: { id: 'command-line', role: 'administrator' }, permit: () => {} } as const;
  for (const { name: projection, kind } of ahead)
    if (kind === 'projection') await execute(requestProjectionRebuild, { projection, reason: 'the data folder was put back' }, as);
    else await execute(resumeProjection, { projection }, as);
};

const show = async (url: string, config: Config, dataDir: string): Promise<void> => {
  say(`
Motcua is ready.

  API reference   ${url}/docs
  Health          ${url}/health/projections
  Metrics         ${url}/metrics
  Data            ${dataDir}
  To begin with   ${existsSync(path.join(dataDir, 'history.json')) ? '"Five minutes" in README.md' : 'docs/tour.md, which sets up a first Center'}`);
  if (!config.ISSUER_PRIVATE_JWK) return;
  const issuer = await createEmbeddedIssuer({ privateJwk: config.ISSUER_PRIVATE_JWK });
  // what is no terminal may be the file of a supervisor, in which no token should lie
  const token = process.stdout.isTTY
    ? await issuer.issue({ roles: ['supervisor', 'auditor'], units: ['*'], sub: 'first-look' })
    : `$(npm run -s token -- --role supervisor --role auditor --unit '*')`;
  say(`
  A token that may read everything for 12 hours (npm run -s token -- --role officer --unit 25747 makes others):

export TOKEN=${token}

  Three requests to paste:

curl -s -H "Authorization: Bearer $TOKEN" "${url}/v1/centers?limit=3"
curl -s -H "Authorization: Bearer $TOKEN" "${url}/v1/dossiers?unit=25747&limit=3"
curl -sN -H "Authorization: Bearer $TOKEN" "${url}/v1/events/stream?type=DossierReceived"

Ctrl-C stops it.
`);
};

const stop = stopSignal();

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { empty: { type: 'boolean', default: false }, 'put-back': { type: 'boolean', default: false } },
  });
  checkValues(process.env);

  await portIsFree(process.env.HOST || '127.0.0.1', Number(process.env.PORT || 8080));
  await using prepared = await prepareEnvironment(process.env, { putBack: values['put-back'] });
  if (prepared.putBack) say(prepared.putBack.sentence);
  if (stop.aborted) return;
  const config = parseConfig({ ...prepared.env, LOG_LEVEL: prepared.env.LOG_LEVEL || 'warn' });
  {
    const log = pino({ level: config.LOG_LEVEL });
    stop.addEventListener('abort', () => {
      say('\nStopping …');
      // what fails from now on fails because it is stopped
      log.level = 'silent';
    });
    await using app = await startApp(config, log);
    if (prepared.putBack) await buildAnew(app.execute, prepared.putBack);
    await load(app, { empty: values.empty, dataDir: prepared.dataDir, signal: stop });
    app.watch();
    if (!stop.aborted) await show(app.url ?? '', config, prepared.dataDir);
    await aborted(stop);
  }
};

helpIfAsked(usage);
try {
  await main();
  process.exit(0);
} catch (error) {
  // a stop in the middle of starting makes things fail, which nobody has to be told
  if (stop.aborted) process.exit(0);
  process.stderr.write(`\n${(error as Error).message}\n`);
  process.exit(1);
}
