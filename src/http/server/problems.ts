import { z } from 'zod';
import { IdempotencyKeyReused, RevisionMismatch } from '#commands/handling/errors.ts';
import { Rejection, type RejectionCode, rejections } from '#domain/rejections.ts';
import { RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';
import { PersonalDataErased } from '#events/store/personalData.ts';

type Kind = { status: number; title: string; advice?: string };

/** Problems that are not rules of the domain; together with the rejections they are every `type` this API answers with. */
const general = {
  'input-invalid': {
    status: 400,
    title: 'The request does not have the form that is asked for',
    advice: 'Every place is named in `errors`; `pointer` is a JSON pointer into the body, or the name of the parameter.',
  },
  'json-malformed': { status: 400, title: 'The body is not JSON' },
  'cursor-malformed': {
    status: 400,
    title: 'The cursor was not given by this list',
    advice: 'A cursor belongs to one list and its filters. Begin again without it.',
  },
  unauthenticated: { status: 401, title: 'A valid access token is needed', advice: 'Send `Authorization: Bearer <token>`.' },
  forbidden: { status: 403, title: 'The access token does not permit this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The resource does not know this method', advice: 'See the header `Allow`.' },
  'stream-busy': {
    status: 409,
    title: 'Others were writing at the same time',
    advice: 'Nothing was recorded. Repeat the request with the same Idempotency-Key.',
  },
  'cursor-expired': {
    status: 410,
    title: 'The cursor belongs to an earlier history of the log',
    advice: 'The log was restored. Begin again without a cursor and compare with what was received before.',
  },
  'revision-mismatch': {
    status: 412,
    title: 'The stream stands at another revision',
    advice: '`actual` is the revision it stands at. Read again, decide again.',
  },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'media-type-unsupported': { status: 415, title: 'The body must be application/json' },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    advice: 'Use a new key for every new command, the same key only to repeat one.',
  },
  'rate-limited': { status: 429, title: 'Too many requests', advice: 'Wait as long as `Retry-After` says.' },
  'request-invalid': { status: 400, title: 'The request cannot be served' },
  'internal-error': { status: 500, title: 'Something went wrong here', advice: 'Report the `traceId`.' },
  'store-unavailable': {
    status: 503,
    title: 'The log cannot be reached',
    advice: 'Whether the command happened is unknown. Repeat it with the same Idempotency-Key.',
  },
  unavailable: { status: 503, title: 'A part that is needed cannot be reached' },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof general | RejectionCode;
export const problemKinds: Readonly<Record<ProblemCode, Kind>> = { ...rejections, ...general };

/** One fault of the input. */
export type Fault = { in: 'body' | 'query' | 'path' | 'header'; pointer: string; detail: string };

/** What is answered instead of a result. `detail` and `extra` reach the caller and must not hold personal data. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly status: number;
  constructor(
    code: ProblemCode,
    detail?: string,
    more: { extra?: Record<string, unknown>; headers?: Record<string, string>; status?: number } = {},
  ) {
    super(detail ?? '');
    this.code = code;
    this.extra = more.extra ?? {};
    this.headers = more.headers ?? {};
    this.status = more.status ?? problemKinds[code].status;
  }
}

/** Input that does not have the form asked for, fault by fault. */
export const inputProblem = (errors: readonly Fault[]): Problem => new Problem('input-invalid', undefined, { extra: { errors } });

/** Faults named in one answer. */
const NAMED = 50;
const nameOfField = /^[A-Za-z][\w-]{0,63}$/;
type Issue = { path: readonly PropertyKey[]; message: string; keys?: readonly string[] };

const escapePointer = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
/** Messages of zod never repeat a value, but they do repeat unknown names: only what can be meant for one is named. */
const detailOf = ({ message, keys }: Pick<Issue, 'message' | 'keys'>): string => {
  if (keys === undefined) return message;
  const names = keys.filter((key) => nameOfField.test(key)).slice(0, 10);
  return `Unknown fields: ${[...names, ...(names.length < keys.length ? ['others'] : [])].join(', ')}.`;
};
/** zod's issues as faults, the first of them. */
export const faultsOf = (issues: readonly Issue[], where: Fault['in']): Fault[] =>
  issues.slice(0, NAMED).map((issue) => ({
    in: where,
    pointer: issue.path.map((part) => `/${escapePointer(part)}`).join(''),
    detail: detailOf(issue),
  }));

/** RFC 9457. */
export const ProblemDetails = z
  .looseObject({
    type: z.string().describe('`/problems/<code>`: stable, and a page that explains it.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
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

/** Body of the answer. A 5xx never carries a detail. */
export const problemDetails = (problem: Problem, instance: string | undefined, traceId: string): z.infer<typeof ProblemDetails> => ({
  type: `/problems/${problem.code}`,
  title: problemKinds[problem.code].title,
  status: problem.status,
  ...(problem.message && problem.status < 500 ? { detail: problem.message } : {}),
  ...(instance === undefined ? {} : { instance }),
  traceId,
  ...problem.extra,
});

type Thrown = {
  code?: string;
  statusCode?: number;
  validation?: { instancePath: string; message: string; params?: { keys?: readonly string[] } }[];
  validationContext?: string;
};
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
  if (error instanceof z.ZodError) return inputProblem(faultsOf(error.issues, 'body'));
  if (error instanceof RevisionMismatch)
    return new Problem('revision-mismatch', undefined, {
      extra: { actual: error.actual },
      headers: error.actual >= 0 ? { etag: `"${error.actual}"` } : {},
    });
  if (error instanceof IdempotencyKeyReused) return new Problem('idempotency-key-reused');
  if (error instanceof StoreUnavailable) return new Problem('store-unavailable', undefined, { headers: { 'retry-after': '2' } });
  if (error instanceof RevisionConflict) return new Problem('stream-busy');
  if (error instanceof PersonalDataErased) return new Problem('personal-data-erased');
  if (!(error instanceof Error)) return new Problem('internal-error');
  const { code, statusCode, validation, validationContext } = error as Thrown;
  if (validation) {
    const where = places[validationContext ?? 'body'] ?? 'body';
    return inputProblem(
      validation.slice(0, NAMED).map(({ instancePath, message, params }) => ({
        in: where,
        pointer: instancePath === '/' ? '' : instancePath,
        detail: detailOf({ message, ...(params?.keys && { keys: params.keys }) }),
      })),
    );
  }
  const known = code === undefined ? undefined : byFastifyCode[code];
  if (known) return new Problem(known);
  // the parser's message quotes the body
  if (error instanceof SyntaxError && statusCode === 400) return new Problem('json-malformed');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('request-invalid', undefined, { status: statusCode });
  return new Problem('internal-error');
};

/**
 * What may be logged of an unexpected error. Messages of the database and of parsers quote values, so of those only the code and the place remain.
 */
export const loggable = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as Thrown;
  const quotesValues = 'severity' in error || error instanceof SyntaxError || error instanceof z.ZodError;
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(quotesValues ? {} : { message: error.message }),
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause) }),
  };
};

/** Problem responses of a route for OpenAPI, by status. */
export const problemResponses = (...statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: Object.entries(general)
          .filter(([, kind]) => kind.status === status)
          .map(([code]) => code)
          .concat(status === 409 || status === 404 ? ['or the code of a rule, see /problems'] : [])
          .join(', '),
        content: { 'application/problem+json': { schema: ProblemDetails } },
      },
    ]),
  );
