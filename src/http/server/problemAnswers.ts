import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { loggable, Problem, problemDetails, problemOf } from './problems.ts';

const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** Sends a problem, and has the log line of the request say which. */
export const answer = (request: FastifyRequest, reply: FastifyReply, problem: Problem) => {
  request.noted = { ...request.noted, problem: problem.code };
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(problemDetails(problem, pathOf(request.url), request.id));
};

/** Every failure leaves as a problem: thrown, not found, or the wrong method. Call before any route is registered. */
export const answerProblems = (server: FastifyInstance): void => {
  const routes: { method: string; pattern: RegExp }[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:\w+/g, '[^/]+')
        .replace('*', '.*')}$`,
    );
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });

  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'internal-error')
      request.log.error({ route: request.routeOptions.url, error: loggable(error) }, 'a request failed');
    return answer(request, reply, problem);
  });

  server.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    return answer(
      request,
      reply,
      allowed.size === 0
        ? new Problem('not-found')
        : new Problem('method-not-allowed', undefined, { headers: { allow: [...allowed].join(', ') } }),
    );
  });
};
