import { pino } from 'pino';
import { type App, startApp } from '#app/app.ts';
import { type Config, parseConfig } from '#app/config.ts';
import { stopSignal } from '#app/stopping.ts';
import { prepareEnvironment } from './environment.ts';

/**
 * Runs a command-line program, which listens nowhere, on the stores that the environment names, else on the embedded
 * default, alone or beside a running Motcua.
 * Ctrl-C aborts `signal`. The result of `work` is the exit code; an error is printed as one sentence on stderr.
 */
export const withApp = async (
  roles: readonly Exclude<Config['ROLES'][number], 'http'>[],
  work: (app: App, signal: AbortSignal) => Promise<number>,
): Promise<void> => {
  const stop = stopSignal();
  try {
    await using prepared = await prepareEnvironment(process.env, { share: true });
    const config = parseConfig({ ...prepared.env, ROLES: 'projections' });
    await using app = await startApp(
      { ...config, ROLES: roles, PORT: undefined },
      pino({ level: process.env.LOG_LEVEL || 'error' }, pino.destination(2)),
    );
    process.exitCode = await work(app, stop);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
};
