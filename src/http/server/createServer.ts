import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, fastify, LogController } from 'fastify';
import type { z } from 'zod';
import { authenticate } from './authentication.ts';
import { commandRoutes } from './commandRoutes.ts';
import { checked } from './faults.ts';
import { readInput, refuseMalformed } from './input.ts';
import { withInstantsInUtc } from './instants.ts';
import { describeApi, referencePage } from './openApi.ts';
import { operations } from './operations.ts';
import { defaultLimits, type ServerOptions } from './options.ts';
import { answer, answerProblems, problemOf, problemPages } from './problemAnswers.ts';
import { Problem } from './problems.ts';
import { queryRoutes } from './queryRoutes.ts';
import { headEveryAnswer } from './securityHeaders.ts';
import { endStalledAnswers } from './stalledReaders.ts';
import { tellAnswers } from './texts/tellAnswers.ts';

/**
 * Writes answers as their queries gave them: tests hold them against their schemas, which would take longer than the
 * answer itself. What is still sealed should have been opened or masked: 500.
 */
const withoutSealed = (write: (answer: unknown) => string) => (answer: unknown) => {
  const text = write(answer);
  if (text.includes('{"sealed":')) throw new Error('An answer holds a personal value that is neither opened nor masked.');
  return text;
};

const correlation = /^[\w.:-]{1,128}$/;

/** The HTTP side of Motcua, ready but not listening. Closing it ends open event streams first. */
export const createServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const limits = { ...defaultLimits, ...options.limits };
  const server = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    // a request without a host gets its problem from a hook
    http: { connectionsCheckingInterval: limits.requestMs, requireHostHeader: false },
    clientErrorHandler: refuseMalformed,
    trustProxy: options.trustProxy ?? false,
    requestIdHeader: false,
    // its own answer is no problem document
    return503OnClosing: false,
    genReqId: ({ headers: { 'x-correlation-id': given } }) => (typeof given === 'string' && correlation.test(given) ? given : randomUUID()),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    // before any hook runs: an address that cannot be decoded
    frameworkErrors: (error, request, reply) => {
      void answer(request, reply.header('x-correlation-id', request.id), problemOf(error));
    },
  }) as unknown as FastifyInstance;
  server.setValidatorCompiler<z.ZodType>(({ schema }) => (input) => {
    const { data, error } = checked(schema, withInstantsInUtc(schema, input));
    return error ? { error } : { value: data };
  });
  server.setSerializerCompiler<z.ZodType>(({ schema }) => withoutSealed(options.writeAnswer?.(schema) ?? JSON.stringify));

  headEveryAnswer(server);
  answerProblems(server);
  readInput(server);
  tellAnswers(server);
  logRequests(server, options);
  endStalledAnswers(server, limits, options.metrics);
  refuseWhenClosing(server);
  authenticate(server, options);
  await server.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: ({ caller, ip }) => (caller === undefined || caller instanceof Problem ? `ip ${ip}` : `sub ${caller.id}`),
    errorResponseBuilder: () => new Problem('rate-limited'),
  });
  await describeApi(server);

  problemPages(server);
  operations(server, options);
  issuerRoutes(server, options);
  commandRoutes(server, options);
  queryRoutes(server, options);
  for (const mount of options.others) mount(server, { ...options, limits });
  await referencePage(server);
  await server.ready();
  return server;
};

/** One log line and one measurement per request: the route's pattern and ids; never a query string, body or name. */
const logRequests = (server: FastifyInstance, { metrics }: ServerOptions): void => {
  server.addHook('onResponse', (request, reply, done) => {
    const { method, caller } = request;
    const route = request.routeOptions.url ?? 'unmatched';
    const status = reply.statusCode;
    metrics.requests.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000);
    const known = caller === undefined || caller instanceof Problem ? undefined : caller;
    // who connects an issuer sees what of its tokens has arrived
    const actor = known && { actor: known.id, ...(status === 403 && { roles: known.roles, units: known.units }) };
    request.log.info({ route, method, status, ms: Math.round(reply.elapsedTime), ...actor, ...request.noted }, 'answered');
    done();
  });
};

/** A client whose connection was open when the service began to stop is sent away, to come back on a new one. */
const refuseWhenClosing = (server: FastifyInstance): void => {
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
  });
  server.addHook('onRequest', (_request, _reply, done) =>
    done(closing ? new Problem('unavailable', undefined, { headers: { connection: 'close', 'retry-after': '2' } }) : undefined),
  );
};

/** What the embedded issuer publishes; a real one publishes it itself. */
const issuerRoutes = (server: FastifyInstance, { issuer }: ServerOptions): void => {
  const { published } = issuer;
  if (published === undefined) return;
  server.get('/.well-known/jwks.json', { schema: { hide: true } }, () => published.jwks);
  server.get('/.well-known/openid-configuration', { schema: { hide: true } }, (request) => ({
    issuer: published.issuer,
    jwks_uri: `${request.protocol}://${request.host}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['ES256'],
    subject_types_supported: ['public'],
    response_types_supported: [],
  }));
};
