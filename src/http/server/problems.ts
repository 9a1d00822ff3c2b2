import { z } from 'zod';
import { type RejectionCode, rejections } from '#domain/rejections.ts';

type Kind = { status: number; title: string; advice?: string };

/** Problems that are not rejections by a rule; both together are every `type` this API answers with. */
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
  'form-not-due': {
    status: 404,
    title: 'There is no such paper of this dossier',
    advice: 'A paper tells of an act. `detail` says which act is not on record at the moment asked about.',
  },
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
  'media-type-unsupported': { status: 415, title: 'The body is of a media type that is not taken here' },
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

/** Codes of rejections that say that something named is not there. */
const nothingThere = /-(not-found|unknown|not-taken)$/;
/** 404 where nothing is there, 409 where a rule forbids it. */
const refusals = Object.fromEntries(
  Object.entries(rejections).map(([code, title]) => [code, { status: nothingThere.test(code) ? 404 : 409, title }]),
) as Record<RejectionCode, Kind>;

export type ProblemCode = keyof typeof general | RejectionCode;
/** Status and title of every problem, by its code. */
export const problemKinds: Readonly<Record<ProblemCode, Kind>> = { ...refusals, ...general };

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
/** The message of an issue. zod repeats no values but unknown names: only those like field names are shown. */
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
