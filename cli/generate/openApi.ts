import { pino } from 'pino';
import { api } from '#app/api.ts';
import { loadSettings } from '#app/settings.ts';
import { createServer } from '#http/server/createServer.ts';
import { createMetrics } from '#http/server/metrics.ts';
import { openApiDocument as documentOf } from '#http/server/openApi.ts';
import type { Api, ServerOptions } from '#http/server/options.ts';

/** The OpenAPI document of all commands and queries, from a server that never listens and has no stores behind it. */
export const openApiDocument = async (): Promise<string> => {
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
