import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { api } from '#app/api.ts';
import { loadSettings } from '#app/settings.ts';
import { createServer } from '#http/server/createServer.ts';
import { createMetrics } from '#http/server/metrics.ts';
import { openApiDocument as documentOf } from '#http/server/openApi.ts';
import type { Api, ServerOptions } from '#http/server/options.ts';
import { asyncApiDocument } from './asyncApi.ts';
import { eventsDocument } from './events.ts';

// Documents made from the schemas: `npm run generate` writes them, `--check` fails when one is not what the code says.

/** The OpenAPI document of all commands and queries, from a server that never listens and has no stores behind it. */
const openApiDocument = async (): Promise<string> => {
  const described: Api & Pick<ServerOptions, 'log' | 'settings' | 'metrics' | 'issuer' | 'clock'> = {
    ...api,
    log: pino({ level: 'silent' }),
    settings: loadSettings(),
    metrics: createMetrics(async () => []),
    issuer: { verify: () => Promise.reject(new Error('nobody calls this server')) },
    clock: () => new Date().toISOString(),
  };
  const server = await createServer(described as ServerOptions);
  try {
    return documentOf(server);
  } finally {
    await server.close();
  }
};

const documents: Record<string, () => string | Promise<string>> = {
  'docs/events.md': eventsDocument,
  'docs/asyncapi.json': asyncApiDocument,
  'docs/openapi.json': openApiDocument,
};

const check = process.argv.includes('--check');
for (const [file, make] of Object.entries(documents)) {
  const wanted = await make();
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  if (check) {
    console.error(`${file} is not what the code says; run: npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, wanted);
    console.log(`wrote ${file}`);
  }
}
