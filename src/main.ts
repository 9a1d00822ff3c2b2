import process from 'node:process';
import { startApp } from './app/app.ts';
import { type Config, parseConfig, variables } from './app/config.ts';
import { createLog } from './app/log.ts';
import { aborted, stopSignal } from './app/stopping.ts';

if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
  const lines = variables.map(({ name, description }) => `  ${name.padEnd(23)} ${description}`.trimEnd());
  process.stdout.write(
    `npm run serve\n\nOne process of the roles in ROLES, by its environment (docs/configuration.md):\n\n${lines.join('\n')}\n`,
  );
  process.exit(0);
}
let config: Config;
try {
  config = parseConfig(process.env);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
const stop = stopSignal();
const log = createLog(config.LOG_LEVEL);
await using app = await startApp(config, log);
app.watch();
log.info({ url: app.url, roles: config.ROLES }, 'started');
await aborted(stop);
log.info('stopping');
