import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Expected } from './log.ts';

export type Refusal = Pick<ServiceError, 'name' | 'message' | 'code' | 'details' | 'metadata'>;
type Said = { code: status; details: string; metadata?: Record<string, string> };

const failure = ({ code, details, metadata = {} }: Said): Refusal => {
  const trailers = new Metadata();
  for (const [key, value] of Object.entries(metadata)) trailers.set(key, value);
  return { name: 'Error', message: details, code, details, metadata: trailers };
};

/** Errors as the server states them: a status, and in the trailers what the client makes an error of its own of. */
export const errors = {
  failure,
  accessDenied: () => failure({ code: status.PERMISSION_DENIED, details: 'Access Denied', metadata: { exception: 'access-denied' } }),
  unauthenticated: () => failure({ code: status.UNAUTHENTICATED, details: 'Unauthenticated' }),
  /** What a client makes of a call that ended well without the one answer it owed. */
  noAnswer: () => failure({ code: status.INTERNAL, details: 'The call ended without an answer' }),
  timeout: () => failure({ code: status.ABORTED, details: 'Operation timed out: Prepare phase timeout.' }),
  invalidArgument: (details: string) => failure({ code: status.INVALID_ARGUMENT, details }),
  unknown: (details: string) => failure({ code: status.UNKNOWN, details }),
  invalidPosition: () => failure({ code: status.INVALID_ARGUMENT, details: 'Trying to read from an invalid position.' }),
  streamDeleted: (stream: string) =>
    failure({
      code: status.FAILED_PRECONDITION,
      details: `Event stream '${stream}' is deleted.`,
      metadata: { exception: 'stream-deleted', 'stream-name': stream },
    }),
  wrongExpectedVersion: (stream: string, expected: Expected, current: number) => {
    const version = typeof expected === 'number' ? expected : { none: -1, any: -2, exists: -4 }[expected];
    return failure({
      code: status.FAILED_PRECONDITION,
      details: `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${version}, Actual version: ${current}`,
      metadata: {
        exception: 'wrong-expected-version',
        'stream-name': stream,
        'expected-version': String(version),
        'actual-version': String(current),
      },
    });
  },
  tooLarge: (most: number) =>
    failure({
      code: status.INVALID_ARGUMENT,
      details: `Maximum Append Size of ${most} Exceeded.`,
      metadata: { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(most) },
    }),
};
