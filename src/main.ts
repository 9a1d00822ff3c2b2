import process from 'node:process';
import { pino } from 'pino';
import { startApp } from './app/app.ts';
import { type Config, parseConfig } from './app/config.ts';
import { aborted, stopSignal } from './app/stopping.ts';

let config: Config;
try {
  config = parseConfig(process.env);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
const stop = stopSignal();
const log = pino({ level: config.LOG_LEVEL });
await using app = await startApp(config, log);
app.watch();
log.info({ url: app.url, roles: config.ROLES }, 'started');
await aborted(stop);
log.info('stopping');
