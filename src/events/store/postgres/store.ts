import pTimeout from 'p-timeout';
import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import { type EventStore, type Gap, type Page, type StoreLog, StoreUnavailable } from '#events/store/eventStore.ts';
import { backoffMs } from '#events/store/retry.ts';
import { createCommitter, lanes } from './committer.ts';
import { codeOf, durableConnection, retryTransient, type StoreWatch } from './connections.ts';
import { createHighWaterMark } from './highWaterMark.ts';
import { createNotifications } from './notifications.ts';
import { openPool } from './pool.ts';
import { examinePoolerOf } from './pooler.ts';
import { createStreamReader, type EventRow, eventColumns, eventTypes, toEvent } from './reader.ts';

export type PostgresStoreOptions = {
  /** URL of a migrated database, as a role that may call the functions of schema `es` (`motcua_log`). */
  url: string;
  /** How long an append, or a read, is tried before `StoreUnavailable`; 10 000 ms by default. */
  appendTimeoutMs?: number;
  log?: StoreLog;
  /** Told of groups of appends and of connections. */
  watch?: StoreWatch;
};

const ofLog = `select ${eventColumns} from es.events where position > $1 and position <= $2 order by position limit $3`;

// The gap that a position lies in begins before it.
const gapsFrom = `
  select g."from"::float8, g."to"::float8, evidence,
    to_char(first_seen, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "firstSeenAt", to_char(proved_dead_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "provedAt"
  from es.gaps g
  where g."from" >= coalesce((select max(e."from") from es.gaps e where e."from" <= $1), 0) and g."to" >= $1
  order by g."from" limit $2`;

/** Time after which a subscription looks by itself at the end of the log, or at a hole (`blocked`). */
const pollMs = { first: 50, most: 1000, blocked: 5 };

/**
 * Opens the log in PostgreSQL. Throws `StoreUnavailable` after the time-out, `PoolerUnfit` behind a pooler that loses
 * sessions, the driver's error when it is refused.
 */
export const connectPostgresStore = async ({ url, appendTimeoutMs = 10_000, log, watch }: PostgresStoreOptions): Promise<EventStore> => {
  // Half, so that a silent connection leaves time for another attempt.
  const attemptMs = Math.ceil(appendTimeoutMs / 2);
  const writers = openPool({ ...durableConnection(url, 'appends', attemptMs), max: lanes });
  const readers = openPool({ ...durableConnection(url, 'reads', attemptMs), max: 4 });
  const notifications = createNotifications({ url, timeoutMs: attemptMs, log });
  watch?.watchPool('log-appends', writers);
  watch?.watchPool('log-reads', readers);
  const committed = (appends: number) => {
    notifications.committed();
    watch?.groupCommitted(appends);
  };
  const committer = createCommitter(writers, appendTimeoutMs, committed);
  const highWaterMark = createHighWaterMark({ pool: readers, timeoutMs: appendTimeoutMs, log });
  let closed = false;

  const epoch = async (): Promise<string> => {
    const { rows } = await retryTransient(readers, appendTimeoutMs, () =>
      readers.query<{ epoch: string }>(`select store_id || '.' || epoch as epoch from es.store`),
    );
    return rows[0]?.epoch ?? '';
  };

  const readAll = async ({ after, limit = 1000 }: { after: Position; limit?: number }): Promise<Page> => {
    const from = Math.max(after, 0);
    if (from >= highWaterMark.position) await highWaterMark.advance();
    // Read before the rows: every event up to it is visible to later snapshots.
    const { position } = highWaterMark;
    if (from >= position) return { events: [], next: after };
    const { rows } = await retryTransient(readers, appendTimeoutMs, () =>
      readers.query<EventRow>({ name: 'readAll', text: ofLog, values: [from, position, limit], rowMode: 'array', types: eventTypes }),
    );
    const events = rows.map(toEvent);
    return { events, next: events.length === limit ? (events.at(-1) as RecordedEvent).position : position };
  };

  async function* subscribe({ after, limit = 1000, signal }: Parameters<EventStore['subscribe']>[0]): AsyncGenerator<Page> {
    let next = after;
    let idleLooks = 1;
    while (!signal.aborted) {
      if (closed) throw new StoreUnavailable('the store is closed');
      const seen = notifications.count;
      // An abort ends the wait for the page at once.
      const page = await pTimeout(readAll({ after: next, limit }), { milliseconds: Number.POSITIVE_INFINITY, signal }).catch((error) => {
        if (!signal.aborted) log?.warn({ code: codeOf(error), after: next }, 'a subscription could not read and tries again');
        return undefined;
      });
      if (signal.aborted) return;
      if (page && page.next > next) {
        next = page.next;
        idleLooks = 1;
        yield page;
        continue;
      }
      await notifications.wait(seen, highWaterMark.blocked ? pollMs.blocked : backoffMs(idleLooks, pollMs), signal);
      idleLooks = notifications.count === seen ? idleLooks + 1 : 1;
    }
  }

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await committer.close();
    await highWaterMark.save();
    await Promise.all([notifications.close(), writers.end(), readers.end()]);
  };

  const head = async (): Promise<Position> => {
    await highWaterMark.advance();
    return highWaterMark.position === 0 ? START : highWaterMark.position;
  };

  const store: EventStore = {
    home: 'postgres',
    epoch,
    append: committer.append,
    readStream: createStreamReader({ pool: readers, timeoutMs: appendTimeoutMs }),
    readAll,
    subscribe,
    head,
    end: head,
    gaps: async ({ from = 1, limit = 1000 } = {}) => {
      const { rows } = await retryTransient(readers, appendTimeoutMs, () => readers.query<Gap>(gapsFrom, [from, limit]));
      return rows;
    },
    close,
  };
  try {
    const behind = { part: 'the log (EVENTSTORE_URL)', session: true, options: durableConnection(url, 'reads', attemptMs) };
    const limits = await retryTransient(readers, appendTimeoutMs, () => examinePoolerOf(readers, behind));
    if (limits) log?.warn({}, limits);
    await epoch();
    await notifications.start();
    return store;
  } catch (error) {
    await close();
    throw error;
  }
};
