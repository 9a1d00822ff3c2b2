import { pino } from 'pino';
import { loadSettings } from '#app/settings.ts';
import { commands } from '#commands/all.ts';
import { access } from '#http/access.ts';
import { allQueries } from '#http/all.ts';
import { assignmentFileRoute } from '#http/assignmentBatches/upload.ts';
import { feedRoutes } from '#http/feeds/routes.ts';
import { createServer } from '#http/server/createServer.ts';
import { createMetrics } from '#http/server/metrics.ts';
import { openApiDocument as documentOf } from '#http/server/openApi.ts';
import type { ServerOptions } from '#http/server/options.ts';

/** The OpenAPI document of all commands and queries, from a server that never listens and has no stores behind it. */
export const openApiDocument = async (): Promise<string> => {
  const described: Pick<
    ServerOptions,
    'log' | 'access' | 'commands' | 'queries' | 'settings' | 'metrics' | 'issuer' | 'clock' | 'feeds' | 'files'
  > = {
    log: pino({ level: 'silent' }),
    access,
    commands,
    queries: allQueries,
    settings: loadSettings(),
    metrics: createMetrics(async () => []),
    issuer: { verify: () => Promise.reject(new Error('nobody calls this server')) },
    feeds: feedRoutes,
    files: assignmentFileRoute,
    clock: () => new Date().toISOString(),
  };
  const server = await createServer(described as ServerOptions);
  try {
    return documentOf(server);
  } finally {
    await server.close();
  }
};
