import { createRequire } from 'node:module';
import { type AppendStreamState, type BasicCredentials, ErrorType, type EventData, KurrentDBClient } from '@kurrent/kurrentdb-client';
import pTimeout from 'p-timeout';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { type Backoff, backoffMs, pause } from '#events/store/retry.ts';

/** The connection string as the client takes it, and the user name and password in it. */
type Address = { url: string; credentials?: { username: string; password: string } };

// scheme, user and password, hosts, options
const connectionString = /^(?:kurrentdb|kurrent|kdb|esdb)(?:\+discover)?:\/\/(?:([^:@/?]+):([^@/?]+)@)?[^@/?\s]+\/?(?:\?(.+))?$/;

const options = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
];
const normalised = (name: string) => name.toLowerCase().replace(/[_-]/g, '');

/** The client waits this long before it connects for reading; half a second by its own default. */
const DISCOVERY_MS = 50;

/**
 * Reads a connection string of KurrentDB or EventStoreDB: one host, several, or `+discover`; TLS unless `tls=false`.
 * Throws an Error that never quotes the string. Refuses unknown options, because the client prints the whole string
 * with the password when it meets one.
 */
export const readAddress = (text: string): Address => {
  const [whole, username, password, query = ''] = connectionString.exec(text.trim()) ?? [];
  if (whole === undefined) throw new Error('EVENTSTORE_URL: expected kurrentdb://user:password@host:2113?option=value');
  const given = new Map(query.split('&').map((pair) => [normalised(pair.split('=')[0] ?? ''), pair.split('=')[1]]));
  const unknown = [...given.keys()].filter((name) => name !== '' && !options.some((option) => normalised(option) === name));
  if (unknown.length > 0) throw new Error(`EVENTSTORE_URL: there is no option ${unknown.join(', ')}; there are ${options.join(', ')}`);
  const url = given.has(normalised('discoveryInterval')) ? whole : `${whole}${query ? '&' : '?'}discoveryInterval=${DISCOVERY_MS}`;
  if (username === undefined || password === undefined) {
    if (given.get('tls') !== 'false') throw new Error('EVENTSTORE_URL: over TLS, user:password@ must stand before the host');
    return { url };
  }
  try {
    return { url, credentials: { username: decodeURIComponent(username), password: decodeURIComponent(password) } };
  } catch {
    throw new Error('EVENTSTORE_URL: user and password are percent-encoded');
  }
};

/** Keeps the client's debug output off, whatever DEBUG says: it holds passwords. */
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

/** The client's own interval between its questions whether a connection lives, in milliseconds. */
const KEEP_ALIVE_MS = 10_000;
const keepAlive = /([?&]keep[_-]?alive[_-]?interval=)(\d+)/i;

/**
 * The string for the nth client of a process. Clients of one process share a connection to a server, also one that fell
 * silent, as long as their settings are the same: so each has an interval of its own, a millisecond longer than the last.
 */
const apart = (url: string, n: number): string =>
  keepAlive.test(url)
    ? url.replace(keepAlive, (_, name: string, ms: string) => `${name}${Number(ms) + n}`)
    : `${url}${url.includes('?') ? '&' : '?'}keepAliveInterval=${KEEP_ALIVE_MS + n}`;

const refusals: ReadonlySet<string> = new Set([
  ErrorType.ACCESS_DENIED,
  ErrorType.APPEND_RECORD_SIZE_EXCEEDED,
  ErrorType.INVALID_ARGUMENT,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.STREAM_DELETED,
  ErrorType.STREAM_TOMBSTONED,
  ErrorType.TRANSACTION_MAX_SIZE_EXCEEDED,
]);

/** Errors by which the server shows that it is there. */
const answers: ReadonlySet<string> = new Set([ErrorType.NOT_LEADER, ErrorType.WRONG_EXPECTED_VERSION]);

const PERMISSION_DENIED = 7;

/** Code of a client's error: its message and details may hold stored values and are never repeated. */
export const codeOf = (error: unknown): string => {
  const { type, code, name } = error as { type?: string; code?: unknown; name: string };
  return code === PERMISSION_DENIED ? ErrorType.ACCESS_DENIED : (type ?? name);
};

/** The error to throw where repeating cannot help: a refusal by the server, or a mistake of this program. */
export const permanentError = (error: unknown, what: string): Error | undefined => {
  if (refusals.has(codeOf(error))) return new Error(`the log refused ${what} (${codeOf(error)})`);
  return error instanceof RangeError || error instanceof TypeError || error instanceof ReferenceError ? error : undefined;
};

/** Limits a call to `ms` milliseconds (`StoreUnavailable`): the client may leave one pending for ever. */
const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  pTimeout(promise, {
    milliseconds: ms,
    fallback: () => {
      throw new StoreUnavailable(`the log did not answer within ${ms} ms`);
    },
  });

/** How long calls under way may take to end when the connection is closed. */
const FAREWELL_MS = 1_000;
/** Waits between attempts at the same read. */
const RETRY_MS: Backoff = { first: 10, most: 500 };

/** Prepares a connection, which the first request opens. Throws when the connection string is wrong. */
export const openConnection = (url: string, timeoutMs: number) => {
  silenceClient();
  const address = readAddress(url);
  const asUser: { credentials?: BasicCredentials } = address.credentials ? { credentials: address.credentials } : {};
  const closing = new AbortController();
  let opened = 0;
  const open = (): KurrentDBClient => openClient(apart(address.url, opened));
  let client = open();
  let reader = open();
  /** What made one connection silent, or broke it, took the other with it: both are opened anew. */
  const replace = (used: KurrentDBClient): void => {
    if (closing.signal.aborted || (used !== client && used !== reader)) return;
    opened += 1;
    client = open();
    reader = open();
  };

  // Half, so that a silent connection leaves time for another attempt.
  const attemptMs = (deadline: number) => Math.max(1, Math.min(Math.ceil(timeoutMs / 2), deadline - Date.now()));

  const read = async <T>(attempt: (client: KurrentDBClient, ms: number) => Promise<T>, deadline = Date.now() + timeoutMs): Promise<T> => {
    for (let failures = 1; ; failures++) {
      const waitMs = backoffMs(failures, RETRY_MS);
      if (closing.signal.aborted) throw new StoreUnavailable('the store is closed');
      const used = reader;
      const ms = attemptMs(deadline);
      try {
        return await within(ms, attempt(used, ms));
      } catch (error) {
        const refusal = permanentError(error, 'to be read');
        if (refusal) throw refusal;
        // A client that could not connect for reading never tries again.
        if (codeOf(error) !== ErrorType.NOT_LEADER) replace(used);
        if (Date.now() + waitMs >= deadline) throw new StoreUnavailable(`the log did not answer within ${timeoutMs} ms (${codeOf(error)})`);
      }
      await pause(waitMs);
    }
  };

  // With credentials, the client makes one call per append, with a deadline; without, it shares a batch that never
  // settles when the server falls silent. Without TLS it does not send them.
  const { credentials = { username: 'nobody', password: 'none' } } = address;
  const append = async (stream: string, events: readonly EventData[], streamState: AppendStreamState, ms: number): Promise<unknown> => {
    const used = client;
    try {
      return await within(ms, used.appendToStream(stream, [...events], { streamState, credentials, deadline: ms }));
    } catch (error) {
      const answered = permanentError(error, 'an append') ?? answers.has(codeOf(error));
      if (!answered) replace(used);
      throw error;
    }
  };

  return {
    /** How long a request is tried before `StoreUnavailable`. */
    timeoutMs,
    /** How long one attempt of it may take. */
    attemptMs,
    /** Credentials of every read and subscription: for these the client does not decode the connection string's. */
    asUser,
    /** For subscriptions: the connection that is in use now. */
    get client() {
      return client;
    },
    /** Opens others instead of this connection, which fell silent. */
    replace,
    /** Appends once. When it rejects, the outcome is unknown, except for conflicts and refusals. */
    append,
    /** Repeats a read until it succeeds, is refused (Error), or is out of time or closed (`StoreUnavailable`). */
    read,
    /** Aborts when the store is closed. */
    closing: closing.signal,
    close: async () => {
      closing.abort();
      // of a connection that fell silent the client waits for an end that never comes
      await pTimeout(client.dispose(), { milliseconds: FAREWELL_MS, fallback: () => {} });
    },
  };
};
export type Connection = ReturnType<typeof openConnection>;
