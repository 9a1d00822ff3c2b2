import { createRequire } from 'node:module';
import { type AppendStreamState, type BasicCredentials, ErrorType, type EventData, KurrentDBClient } from '@kurrent/kurrentdb-client';
import pTimeout from 'p-timeout';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { type Backoff, backoffMs, pause } from '#events/store/retry.ts';
import { readAddress } from './address.ts';

/** What the home tells its operator; a pino logger fits. */
export type StoreLog = { warn: (fields: object, message: string) => void };

/** Asks once: with the client to ask, and how many milliseconds the answer may take. */
type Attempt<T> = (client: KurrentDBClient, ms: number) => Promise<T>;

export type Connection = {
  /** How long anything is tried before `StoreUnavailable`. */
  readonly timeoutMs: number;
  /** What every read and subscription is given: the client's reading half takes what is percent-encoded in the connection string as it stands. */
  readonly asUser: { credentials?: BasicCredentials };
  /** For subscriptions; it reconnects by itself. */
  readonly client: KurrentDBClient;
  /** Writes once: when it fails, nobody knows whether it happened, except for conflicts and refusals. */
  append: (stream: string, events: readonly EventData[], streamState: AppendStreamState, ms: number) => Promise<unknown>;
  /** Reads, again and again, until it works, is refused (Error), or the time is up or the home closed (`StoreUnavailable`). */
  read: <T>(attempt: Attempt<T>, deadline?: number) => Promise<T>;
  /** Aborts when the home is closed. */
  readonly closing: AbortSignal;
  close: () => Promise<void>;
};

/** The client's debug output holds the connection string and every append's credentials: it stays off, whatever DEBUG says. */
const silenceClient = (): void => {
  const debug = createRequire(createRequire(import.meta.url).resolve('@kurrent/kurrentdb-client'))('debug');
  debug.enable([debug.disable(), '-kdb', '-kdb:*'].filter(Boolean).join(','));
};

const openClient = (url: string): KurrentDBClient => {
  try {
    return KurrentDBClient.connectionString(url);
  } catch {
    // The client's own error carries the string.
    throw new Error('EVENTSTORE_URL: the connection string cannot be read, or a certificate file it names is missing');
  }
};

const refusals: ReadonlySet<string> = new Set([
  ErrorType.ACCESS_DENIED,
  ErrorType.APPEND_RECORD_SIZE_EXCEEDED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.STREAM_DELETED,
  ErrorType.STREAM_TOMBSTONED,
  ErrorType.TRANSACTION_MAX_SIZE_EXCEEDED,
]);

const PERMISSION_DENIED = 7;

/** What may be repeated of a client's error, whose details can hold stored values. */
export const codeOf = (error: unknown): string => {
  const { type, code, name } = error as { type?: string; code?: unknown; name: string };
  return code === PERMISSION_DENIED ? ErrorType.ACCESS_DENIED : (type ?? name);
};

/** What asking again cannot mend: a refusal by the server, told without its details, or a mistake of this program. */
export const lasting = (error: unknown, what: string): Error | undefined => {
  if (refusals.has(codeOf(error))) return new Error(`the log refused ${what} (${codeOf(error)})`);
  return error instanceof RangeError || error instanceof TypeError || error instanceof ReferenceError ? error : undefined;
};

/** The promise's outcome, or a rejection after `ms`: the client may leave a call pending for ever. */
const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  pTimeout(promise, {
    milliseconds: ms,
    fallback: () => {
      throw new StoreUnavailable(`the log did not answer within ${ms} ms`);
    },
  });

/** Waits between attempts at the same question. */
const RETRY_MS: Backoff = { first: 10, most: 500 };

/** Opens no connection yet: the first question does. Throws when the connection string is wrong. */
export const openConnection = (url: string, timeoutMs: number): Connection => {
  silenceClient();
  const address = readAddress(url);
  const asUser = address.credentials ? { credentials: address.credentials } : {};
  const client = openClient(address.url);
  let reader = openClient(address.url);
  const closing = new AbortController();

  // The client's reading half gives up for good when it cannot connect.
  const renew = (broken: KurrentDBClient) => {
    if (reader === broken) reader = openClient(address.url);
  };

  const read = async <T>(attempt: Attempt<T>, deadline = Date.now() + timeoutMs): Promise<T> => {
    for (let failures = 1; ; failures++) {
      const waitMs = backoffMs(failures, RETRY_MS);
      if (closing.signal.aborted) throw new StoreUnavailable('the store is closed');
      const asked = reader;
      // Half, so that a silent connection leaves time to ask again on another one.
      const ms = Math.max(1, Math.min(Math.ceil(timeoutMs / 2), deadline - Date.now()));
      try {
        return await within(ms, attempt(asked, ms));
      } catch (error) {
        const refusal = lasting(error, 'to be read');
        if (refusal) throw refusal;
        if (codeOf(error) !== ErrorType.NOT_LEADER) renew(asked);
        if (Date.now() + waitMs >= deadline) throw new StoreUnavailable(`the log did not answer within ${timeoutMs} ms (${codeOf(error)})`);
      }
      await pause(waitMs);
    }
  };

  // Given credentials, the client makes a call of each append, with a deadline; its shared batch would never settle when the server falls
  // silent. Without TLS it sends none.
  const { credentials = { username: 'nobody', password: 'none' } } = address;
  const append: Connection['append'] = (stream, events, streamState, ms) =>
    within(ms, client.appendToStream(stream, [...events], { streamState, credentials, deadline: ms }));

  return {
    timeoutMs,
    asUser,
    client,
    append,
    read,
    closing: closing.signal,
    close: async () => {
      closing.abort();
      await client.dispose();
    },
  };
};
