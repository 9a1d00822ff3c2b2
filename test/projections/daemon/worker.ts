import { writeSync } from 'node:fs';
import process from 'node:process';
import pg from 'pg';
import { openWorkersPool } from '#app/readModels.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import { accounts } from './accounts.ts';
import { decode } from './decode.ts';

// A daemon in a process of its own, to be killed, or to fall silent and wake up again: it stops itself at the point that the environment names.
const { LOG_URL, READ_URL, NAME, LEASE_MS, BATCH_SIZE, STOP_AT, STOP_BEFORE, STOP_AFTER, STOP_IN_COPY, ONCE_DONE } = process.env;

let stopped = false;
const stopOnce = () => {
  if (stopped) return;
  stopped = true;
  writeSync(1, 'stops here\n');
  process.kill(process.pid, 'SIGSTOP');
};

const pattern = (text: string | undefined) => (text === undefined ? undefined : new RegExp(text, 's'));

/**
 * Stops before a statement is sent, or when its answer has come, as soon as the answer to `ONCE_DONE` has come. A connection's last statement
 * stands before this one, with `⏎` between them. With `STOP_IN_COPY`, it stops when the database waits for the rows of a COPY.
 * What it asked when it woke up again was answered, well or ill, when it says so.
 */
const watchStatements = () => {
  const [before, after, once] = [STOP_BEFORE, STOP_AFTER, ONCE_DONE].map(pattern);
  const last = new WeakMap<object, string>();
  const query: (...args: unknown[]) => unknown = Reflect.get(pg.Client.prototype, 'query');
  let armed = once === undefined;
  const watched = function (this: pg.Client, ...args: unknown[]): unknown {
    const [asked] = args;
    const sql = typeof asked === 'string' ? asked : ((asked as { text?: string }).text ?? '');
    const step = `${last.get(this) ?? ''}⏎${sql}`;
    last.set(this, sql);
    const stopsBefore = armed && !stopped && before?.test(step);
    const stopsAfter = armed && after?.test(step);
    if (stopsBefore) stopOnce();
    const done = () => {
      armed ||= once?.test(step) ?? true;
      if (stopsBefore) writeSync(1, 'was answered\n');
      if (stopsAfter) stopOnce();
    };
    const answer = args.at(-1);
    if (typeof answer !== 'function') {
      const asking = query.apply(this, args);
      if (STOP_IN_COPY && sql.startsWith('copy ')) {
        const copying = asking as { handleCopyInResponse: (connection: unknown) => void };
        const begin = copying.handleCopyInResponse.bind(copying);
        copying.handleCopyInResponse = (connection) => {
          stopOnce();
          begin(connection);
        };
      }
      return asking instanceof Promise ? asking.finally(done) : asking;
    }
    const answered = (...results: unknown[]) => {
      done();
      answer(...results);
    };
    return query.apply(this, [...args.slice(0, -1), answered]);
  };
  pg.Client.prototype.query = watched as typeof pg.Client.prototype.query;
};
watchStatements();

const say = (_: object, message: string) => void writeSync(1, `${message}\n`);
const store = await connectPostgresStore({ url: LOG_URL ?? '' });
const db = openWorkersPool(READ_URL ?? '');
await startDaemon({
  db,
  store,
  decode,
  projections: [accounts({ name: NAME ?? '', beforeFold: (dong) => dong === Number(STOP_AT) && stopOnce() })],
  processes: [],
  processTools: { execute: () => Promise.reject(), read: () => Promise.reject(), eraseKey: () => Promise.reject() },
  log: { debug: say, info: say, warn: say, error: say },
  leaseMs: Number(LEASE_MS),
  ...(BATCH_SIZE !== undefined && { batchSize: Number(BATCH_SIZE) }),
});
