import { type FastifyInstance, fastify, LogController } from 'fastify';
import { sql } from 'kysely';
import pTimeout from 'p-timeout';
import type { OperationsOptions } from './options.ts';
import { answerProblems } from './problemAnswers.ts';
import { Problem } from './problems.ts';

/** Probes and operators get an answer within two seconds, whatever does not answer here. */
const WITHIN_MS = 1_200;
const hidden = { schema: { hide: true }, config: { rateLimit: false as const } };

const answers = (question: Promise<unknown>): Promise<boolean> =>
  pTimeout(
    question.then(
      () => true,
      () => false,
    ),
    { milliseconds: WITHIN_MS, fallback: () => false },
  );

/** Mounts `/livez`, `/readyz`, `/health/projections` and `/metrics`: no token, no personal data. */
export const operations = (server: FastifyInstance, { store, db, projectionStatus, rolesReady, metrics }: OperationsOptions): void => {
  server.get('/livez', hidden, () => ({ status: 'alive' }));

  server.get('/readyz', hidden, async (_, reply) => {
    const [log, readModels] = await Promise.all([answers(store.head()), answers(sql`select 1`.execute(db))]);
    const checks = { log, readModels, roles: rolesReady() };
    const ready = Object.values(checks).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', checks });
  });

  server.get('/health/projections', hidden, async () => {
    const asked = Promise.all([projectionStatus(), store.head()]);
    const silent = new Problem('unavailable', undefined, { headers: { 'retry-after': '2' } });
    const [projections, head] = await pTimeout(asked, { milliseconds: WITHIN_MS, message: silent });
    return { status: projections.some(({ state }) => state === 'paused') ? 'paused' : 'running', head, projections };
  });

  server.get('/metrics', hidden, async (_, reply) => reply.type(metrics.registry.contentType).send(await metrics.expose(WITHIN_MS)));
};

/** The same alone, for a process without the http role: ready but not listening. */
export const createOperationsServer = async (options: OperationsOptions): Promise<FastifyInstance> => {
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({ loggerInstance: options.log, logController }) as unknown as FastifyInstance;
  answerProblems(server);
  operations(server, options);
  await server.ready();
  return server;
};
