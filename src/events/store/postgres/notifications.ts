import type pg from 'pg';
import type { StoreLog } from '#events/store/eventStore.ts';
import { backoffMs } from '#events/store/retry.ts';
import { codeOf, durableConnection } from './connections.ts';
import { openConnection } from './pool.ts';

const channel = 'motcua_log';
/** Shortest time between two notifications: each takes a lock that all notifying commits of the server wait for. */
const notifyEveryMs = 10;
/** Interval at which the connection is asked whether it lives: one that fell silent looks like a log at rest. */
const heartbeatMs = 5_000;
/** Waits before a lost connection is opened again. */
const reconnectMs = { first: 100, most: 5000 };

/**
 * Tells subscriptions at the end of the log that it has grown: those of this process at once, those of others by
 * PostgreSQL's notifications, on a connection of its own. As one can be lost, subscriptions also look by themselves.
 */
export const createNotifications = ({ url, timeoutMs, log }: { url: string; timeoutMs: number; log: StoreLog | undefined }) => {
  const waiting = new Set<() => void>();
  let count = 0;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let due = false;
  let closed = false;

  const received = () => {
    count++;
    for (const resume of waiting) resume();
  };

  const connect = async (failures = 1): Promise<void> => {
    let opened: pg.Client | undefined;
    let lost = false;
    const reconnect = (error: unknown) => {
      if (lost) return;
      lost = true;
      client = undefined;
      void opened?.end().catch(() => {});
      if (closed) return;
      log?.warn({ code: codeOf(error) }, 'the connection for notifications was lost');
      retry = setTimeout(() => void connect(failures + 1), backoffMs(failures, reconnectMs));
    };
    try {
      opened = await openConnection(durableConnection(url, 'notifications', timeoutMs));
      opened.on('error', reconnect);
      opened.on('end', () => reconnect(new Error('ended')));
      opened.on('notification', received);
      await opened.query(`listen ${channel}`);
    } catch (error) {
      reconnect(error);
      return;
    }
    if (closed || lost) return void opened.end().catch(() => {});
    client = opened;
    received();
  };

  // A silent connection is destroyed, and `reconnect` hears of it.
  const heartbeat = setInterval(() => void client?.query('select').catch(() => {}), heartbeatMs).unref();

  const notify = async () => {
    if (!due) {
      timer = undefined;
      return;
    }
    due = false;
    // When it fails, others notice the commit by looking themselves.
    await client?.query(`notify ${channel}`).catch(() => {});
    if (!closed) timer = setTimeout(() => void notify(), notifyEveryMs);
  };

  return {
    /** Starts listening; the first attempt has ended when this resolves. */
    start: () => connect(),
    /** To be called after a commit. */
    committed: () => {
      received();
      due = true;
      timer ??= setTimeout(() => void notify(), 0);
    },
    /** Number of notifications so far; read before looking at the log, so that none after it is missed. */
    get count() {
      return count;
    },
    /** Waits until there are more notifications than `seen`, for `ms` milliseconds, or until the signal aborts. */
    wait: (seen: number, ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (count !== seen || signal.aborted) return resolve();
        const resume = () => {
          clearTimeout(timeout);
          waiting.delete(resume);
          signal.removeEventListener('abort', resume);
          resolve();
        };
        const timeout = setTimeout(resume, ms);
        waiting.add(resume);
        signal.addEventListener('abort', resume);
      }),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(retry);
      clearInterval(heartbeat);
      received();
      await client?.end().catch(() => {});
    },
  };
};
