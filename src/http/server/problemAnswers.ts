import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { IdempotencyKeyReused, RevisionMismatch } from '#commands/handling/errors.ts';
import { Rejection } from '#domain/rejections.ts';
import { RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';
import { PersonalDataErased } from '#events/store/personalData.ts';
import { isTransient } from '#events/store/retry.ts';
import { faultsOf } from './faults.ts';
import { languageOf, languages } from './languages.ts';
import { type ProblemCode, problemKinds } from './problemKinds.ts';
import { type Fault, inputProblem, Problem, problemDetails } from './problems.ts';
import { problemText } from './texts/problemTexts.ts';

type Thrown = {
  code?: string;
  statusCode?: number;
  validationContext?: string;
};
/** No view or column of that name: a read model that was never built, or not yet in the version that is asked for. */
const isReadModelAbsent = (error: Error & Thrown): boolean => error.code === '42P01' || error.code === '42703';
const retryAfter = { 'retry-after': '2' };
const places: Record<string, Fault['in']> = { body: 'body', querystring: 'query', params: 'path', headers: 'header' };
const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_INVALID_JSON_BODY: 'json-malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'json-malformed',
};

/** Whatever was thrown, as the problem to answer with; what nobody expected becomes `internal-error`. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof Rejection) return new Problem(error.code, error.message, { extra: error.missing ? { missing: error.missing } : {} });
  if (error instanceof z.ZodError)
    return inputProblem(faultsOf(error.issues, places[(error as Thrown).validationContext ?? 'body'] ?? 'body'));
  if (error instanceof RevisionMismatch)
    return new Problem('revision-mismatch', undefined, {
      extra: { actual: error.actual },
      headers: error.actual >= 0 ? { etag: `"${error.actual}"` } : {},
    });
  if (error instanceof IdempotencyKeyReused) return new Problem('idempotency-key-reused');
  if (error instanceof StoreUnavailable) return new Problem('store-unavailable', undefined, { headers: retryAfter });
  if (error instanceof RevisionConflict) return new Problem('stream-busy');
  if (error instanceof PersonalDataErased) return new Problem('personal-data-erased');
  if (!(error instanceof Error)) return new Problem('internal-error');
  if (isTransient(error) || isReadModelAbsent(error)) return new Problem('unavailable', undefined, { headers: retryAfter });
  const { code, statusCode } = error as Thrown;
  const known = code === undefined ? undefined : byFastifyCode[code];
  if (known === 'media-type-unsupported') return new Problem(known, 'The body must be application/json.');
  if (known) return new Problem(known);
  // the parser's message quotes the body
  if (error instanceof SyntaxError && statusCode === 400) return new Problem('json-malformed');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('request-invalid', undefined, { status: statusCode });
  return new Problem('internal-error');
};

/** What may be logged of an unexpected error: no message of the database or of a parser, because those quote values. */
export const loggable = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as Thrown;
  const quotesValues = 'severity' in error || error instanceof SyntaxError || error instanceof z.core.$ZodError;
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(quotesValues ? {} : { message: error.message }),
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause) }),
  };
};

const pathOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** Sends a problem in the language asked for, and has the log line of the request say which. */
export const answer = (request: FastifyRequest, reply: FastifyReply, problem: Problem) => {
  request.noted = { ...request.noted, problem: problem.code, ...(problem.reason !== undefined && { reason: problem.reason }) };
  const language = languageOf(request.headers['accept-language']);
  return reply
    .code(problem.status)
    .headers({ ...problem.headers, 'content-language': language, vary: 'Accept-Language' })
    .type('application/problem+json')
    .send(problemDetails(problem, { instance: pathOf(request.url), traceId: request.id, language }));
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
    const failure = () => ({ route: request.routeOptions.url, error: loggable(error) });
    if (problem.code === 'internal-error') request.log.error(failure(), 'a request failed');
    else if (problem.code === 'unavailable' && problem !== error) request.log.warn(failure(), 'a request found a database away');
    return answer(request, reply, problem);
  });

  // a path that is not there costs the caller as much as any other, where requests are limited
  let limit: ReturnType<FastifyInstance['rateLimit']> | undefined;
  const preHandler: ReturnType<FastifyInstance['rateLimit']> = (request, reply) => {
    if (!server.hasDecorator('rateLimit')) return Promise.resolve();
    limit ??= server.rateLimit();
    return limit.call(server, request, reply);
  };
  server.setNotFoundHandler({ preHandler }, (request, reply) => {
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

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** A page in both languages, each part marked with its own. */
const page = (title: string, body: string): string =>
  `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>${escape(title)}</title></head><body>${body}</body></html>\n`;
const titleIn = (code: ProblemCode): string =>
  languages.map((language) => `<span lang="${language}">${escape(problemText(code, language).title)}</span>`).join(' · ');
const labels = { en: { all: 'All problems', advice: 'What to do' }, vi: { all: 'Tất cả các lỗi', advice: 'Cách xử lý' } };

/** `/problems` and `/problems/<code>`: where the `type` of every problem leads. */
export const problemPages = (server: FastifyInstance): void => {
  const codes = Object.keys(problemKinds) as ProblemCode[];
  server.get('/problems', { schema: { hide: true } }, (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .send(
        page(
          'Problems',
          `<h1>${labels.en.all} · ${labels.vi.all}</h1><ul>${codes
            .map((code) => `<li>${problemKinds[code].status} <a href="/problems/${code}">${code}</a>: ${titleIn(code)}</li>`)
            .join('')}</ul>`,
        ),
      ),
  );
  server.get<{ Params: { code: string } }>('/problems/:code', { schema: { hide: true } }, (request, reply) => {
    const code = codes.find((one) => one === request.params.code);
    if (code === undefined) throw new Problem('not-found');
    const sections = languages.map((language) => {
      const { title, advice } = problemText(code, language);
      return `<section lang="${language}"><h1>${escape(title)}</h1><p>${labels[language].advice}: ${escape(advice)}</p></section>`;
    });
    const links = `<p>Code <code>${code}</code>, status ${problemKinds[code].status}. <a href="/problems">${labels.en.all}</a></p>`;
    return reply.type('text/html; charset=utf-8').send(page(problemText(code, 'en').title, `${sections.join('')}${links}`));
  });
};
