import { z } from 'zod';
import type { Obstacle } from '#domain/rejections.ts';
import type { Language } from './languages.ts';
import { generalProblems, type ProblemCode, problemKinds } from './problemKinds.ts';
import { problemText, sentenceIn } from './texts/problemTexts.ts';

/** One fault of the input. */
export type Fault = { in: 'body' | 'query' | 'path' | 'header'; pointer: string; detail: string };

/** What is answered instead of a result. `detail` and `extra` reach the caller and must not hold personal data. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly status: number;
  /** Why, for the log of the server alone: codes and names, no personal data, never a token. */
  readonly reason: string | undefined;
  constructor(
    code: ProblemCode,
    detail?: string,
    more: { extra?: Record<string, unknown>; headers?: Record<string, string>; status?: number; reason?: string } = {},
  ) {
    super(detail ?? '');
    this.code = code;
    this.extra = more.extra ?? {};
    this.headers = more.headers ?? {};
    this.status = more.status ?? problemKinds[code].status;
    this.reason = more.reason;
  }
}

/** Input that does not have the form asked for, fault by fault. */
export const inputProblem = (errors: readonly Fault[]): Problem => new Problem('input-invalid', undefined, { extra: { errors } });

/** RFC 9457. */
export const ProblemDetails = z
  .looseObject({
    type: z.string().describe('`/problems/<code>`: stable, and a page that explains it.'),
    title: z.string().describe('In the language of `Content-Language`, as the texts below.'),
    status: z.int(),
    detail: z.string().optional(),
    advice: z.string().describe('What to do.'),
    instance: z.string().optional(),
    traceId: z.string().describe('Correlation id of the request, as in X-Correlation-Id.'),
    errors: z
      .array(z.object({ in: z.enum(['body', 'query', 'path', 'header']), pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('Every fault of the input.'),
    missing: z
      .array(z.object({ code: z.string(), detail: z.string(), line: z.int().optional().describe('Of the file that was sent.') }))
      .optional()
      .describe('Everything that stands in the way, not only the first thing.'),
    actual: z
      .union([z.int(), z.literal('none')])
      .optional()
      .describe('Revision at which the stream stands.'),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

/** Body of the answer, in a language. A 5xx never carries a detail. */
export const problemDetails = (
  problem: Problem,
  { instance, traceId, language }: { instance?: string; traceId: string; language: Language },
): z.infer<typeof ProblemDetails> => {
  const { title, advice } = problemText(problem.code, language);
  const told = <T extends { detail: string }>(one: T): T => ({ ...one, detail: sentenceIn(language, one.detail) });
  const { errors, missing, ...extra } = problem.extra as { errors?: Fault[]; missing?: Obstacle[] };
  return {
    type: `/problems/${problem.code}`,
    title,
    status: problem.status,
    ...(problem.message && problem.status < 500 ? { detail: sentenceIn(language, problem.message) } : {}),
    advice,
    ...(instance === undefined ? {} : { instance }),
    traceId,
    ...(errors && { errors: errors.map(told) }),
    ...(missing && { missing: missing.map(told) }),
    ...extra,
  };
};

/** Problem responses of a route for OpenAPI, by status. */
export const problemResponses = (...statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: Object.entries(generalProblems)
          .filter(([, kind]) => kind.status === status)
          .map(([code]) => code)
          .concat(status === 409 || status === 404 ? ['or the code of a rule, see /problems'] : [])
          .join(', '),
        content: { 'application/problem+json': { schema: ProblemDetails } },
      },
    ]),
  );
