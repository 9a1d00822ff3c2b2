import { type RejectionCode, rejections } from '#domain/rejections.ts';

type Kind = { status: number; title: string };

/** Problems that are not rejections by a rule; both together are every `type` this API answers with. */
export const generalProblems = {
  'input-invalid': { status: 400, title: 'The request does not have the form that is asked for' },
  'json-malformed': { status: 400, title: 'The body is not JSON' },
  'cursor-malformed': { status: 400, title: 'The cursor was not given by this list' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  forbidden: { status: 403, title: 'The access token does not permit this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'form-not-due': { status: 404, title: 'There is no such paper of this dossier' },
  'method-not-allowed': { status: 405, title: 'The resource does not know this method' },
  'stream-busy': { status: 409, title: 'Others were writing at the same time' },
  'cursor-expired': { status: 410, title: 'The cursor belongs to an earlier history of the log' },
  'revision-mismatch': { status: 412, title: 'The stream stands at another revision' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'media-type-unsupported': { status: 415, title: 'The body is of a media type that is not taken here' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'request-invalid': { status: 400, title: 'The request cannot be served' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'store-unavailable': { status: 503, title: 'The log cannot be reached' },
  unavailable: { status: 503, title: 'A part that is needed cannot be reached' },
} as const satisfies Record<string, Kind>;

/** Codes of rejections that say that something named is not there. */
const nothingThere = /-(not-found|unknown|not-taken)$/;
/** 404 where nothing is there, 409 where a rule forbids it. */
const refusals = Object.fromEntries(
  Object.entries(rejections).map(([code, title]) => [code, { status: nothingThere.test(code) ? 404 : 409, title }]),
) as Record<RejectionCode, Kind>;

export type ProblemCode = keyof typeof generalProblems | RejectionCode;
/** Status and English title of every problem, by its code. */
export const problemKinds: Readonly<Record<ProblemCode, Kind>> = { ...refusals, ...generalProblems };
