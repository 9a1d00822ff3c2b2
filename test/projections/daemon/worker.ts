import { writeSync } from 'node:fs';
import pg from 'pg';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { startDaemon } from '#projections/daemon/daemon.ts';
import { accounts } from './accounts.ts';
import { decode } from './decode.ts';

// A daemon in a process of its own, to be killed: it stands still, transaction open, when it folds the amount STOP_AT for the first time.
const { LOG_URL, READ_URL, NAME, STOP_AT, LEASE_MS } = process.env;
let stopped = false;
const stopOnce = (dong: number) => {
  if (stopped || dong !== Number(STOP_AT)) return;
  stopped = true;
  writeSync(1, 'in the middle of a batch\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000);
};

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const store = await connectPostgresStore({ url: LOG_URL ?? '' });
const db = new pg.Pool({ connectionString: READ_URL });
db.on('error', () => {});
await startDaemon({
  db,
  store,
  decode,
  projections: [accounts({ name: NAME ?? '', beforeFold: stopOnce })],
  processes: [],
  processTools: { execute: () => Promise.reject(), read: () => Promise.reject(), eraseKey: () => Promise.reject() },
  log: silent,
  clock: () => new Date().toISOString(),
  leaseMs: Number(LEASE_MS),
  ...(Number(STOP_AT) > 0 && { batchSize: 100 }),
});
