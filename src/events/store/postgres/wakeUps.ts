import pg from 'pg';
import { backoffMs } from '#events/store/retry.ts';
import { codeOf, connectionSettings, type StoreLog } from './connections.ts';

const channel = 'motcua_log';
/** At most one notification per this time, however many commits: each takes a lock that all of the server's notifying commits queue at. */
const notifyEveryMs = 10;
/** Waits before a lost connection is opened again. */
const reconnectMs = { first: 100, most: 5000 };

/**
 * Tells those who wait at the end of the log that it has grown: at once within this process, and by a notification to others, on a connection of its own.
 * A notification can be lost; whoever waits also looks again by himself.
 */
export const createWakeUps = ({ url, timeoutMs, log }: { url: string; timeoutMs: number; log: StoreLog | undefined }) => {
  const waiting = new Set<() => void>();
  let count = 0;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let due = false;
  let closed = false;

  const wake = () => {
    count++;
    for (const resume of waiting) resume();
  };

  const connect = async (failures = 1): Promise<void> => {
    const connecting = new pg.Client(connectionSettings(url, 'wake-ups', timeoutMs));
    let lost = false;
    const reconnect = (error: unknown) => {
      if (lost) return;
      lost = true;
      client = undefined;
      void connecting.end().catch(() => {});
      if (closed) return;
      log?.warn({ code: codeOf(error) }, 'the connection for wake-ups was lost');
      retry = setTimeout(() => void connect(failures + 1), backoffMs(failures, reconnectMs));
    };
    connecting.on('error', reconnect);
    connecting.on('end', () => reconnect(new Error('ended')));
    connecting.on('notification', wake);
    try {
      await connecting.connect();
      await connecting.query(`listen ${channel}`);
    } catch (error) {
      reconnect(error);
      return;
    }
    if (closed || lost) return void connecting.end().catch(() => {});
    client = connecting;
    wake();
  };

  const notify = async () => {
    if (!due) {
      timer = undefined;
      return;
    }
    due = false;
    // Lost with its connection, it is not missed: others look again by themselves.
    await client?.query(`notify ${channel}`).catch(() => {});
    if (!closed) timer = setTimeout(() => void notify(), notifyEveryMs);
  };

  return {
    /** Starts listening; the first attempt has ended when this resolves. */
    start: () => connect(),
    wake,
    /** To be called after a commit. */
    committed: () => {
      wake();
      due = true;
      timer ??= setTimeout(() => void notify(), 0);
    },
    /** How often there was a wake-up; taken before looking, so that none is missed between looking and waiting. */
    get count() {
      return count;
    },
    /** Until there has been a wake-up after `seen`, or `ms` have passed, or the signal aborts. */
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
      wake();
      await client?.end().catch(() => {});
    },
  };
};
