import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseConfig } from '#app/config.ts';
import { openQueriesPool } from '#app/readModels.ts';
import { categories } from '#events/all.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { openKurrentdbCopyTarget } from '#events/store/kurrentdb/copyTarget.ts';
import { connectKurrentdbStore } from '#events/store/kurrentdb/store.ts';
import { type CopyTarget, copyLog, type Step } from '#events/store/logCopy.ts';
import { openPostgresCopyTarget } from '#events/store/postgres/copyTarget.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { csv } from '#http/server/csv.ts';
import { connectSealDatabase } from '#seal/database.ts';
import { verifySealedLog } from '#seal/verification.ts';
import { keysAlone } from '#verifier/policy.js';
import { parseSigningKey } from '#verifier/signing.js';
import { exitCodes } from '#verifier/verify.js';
import { prepareEnvironment } from './environment.ts';
import { helpIfAsked } from './help.ts';
import { lostEvents } from './lostEvents.ts';
import { progressOn } from './progress.ts';

const codes = Object.entries(exitCodes)
  .map(([verdict, code]) => `${code} ${verdict}`)
  .join(', ');
const usage = `npm run log -- copy --from <url> --to <url>
npm run log -- lost
npm run log -- verify [--checkpoint <file>] [--key <verifier key> …] [--json]

copy
Copies a log event by event into another home and compares both from the first event to the last. Broken off, it goes on when it is run again.
--from: a log as the application knows it (EVENTSTORE_URL). --to: an empty log, or one that holds a part of the same history;
a PostgreSQL must be migrated, and its URL is the owner's (EVENTSTORE_ADMIN_URL).

lost
After a restore, before the read models are built anew: lists as CSV the events that they have seen and the log no longer holds.

verify
Reads the whole log and compares it with what was sealed, and with a checkpoint that was kept elsewhere. The keys are those of
SEAL_SIGNING_KEY and SEAL_SIGNING_KEYS_PREVIOUS unless others are named. Ends with ${codes}.`;

const isPostgres = (url: string): boolean => {
  if (/^postgres(ql)?:\/\//.test(url)) return true;
  if (/^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\//.test(url)) return false;
  throw new Error('A log is at postgres://… or kurrentdb://…');
};
const openStore = async (url: string): Promise<EventStore> =>
  isPostgres(url) ? connectPostgresStore({ url }) : connectKurrentdbStore({ url, categories: categories.map(({ category }) => category) });
const openTarget = async (url: string): Promise<CopyTarget> =>
  isPostgres(url) ? openPostgresCopyTarget(url) : openKurrentdbCopyTarget(url);

const showing = () => {
  const shown = new Map<Step['what'], ReturnType<typeof progressOn>>();
  return ({ what, events, position, until }: Step): void => {
    const progress = shown.get(what) ?? progressOn(process.stderr, what);
    shown.set(what, progress);
    progress(position, until, `${events} events`);
  };
};

const countAfter = async (log: EventStore, position: number): Promise<number> => {
  let count = 0;
  for (let after = position; ; ) {
    const { events, next } = await log.readAll({ after });
    count += events.length;
    if (next === after) return count;
    after = next;
  }
};

const copy = async (from: string, to: string): Promise<void> => {
  await using opened = new AsyncDisposableStack();
  const source = opened.adopt(await openStore(from), (store) => store.close());
  const target = opened.adopt(await openStore(to), (store) => store.close());
  const copyTarget = opened.adopt(await openTarget(to), (home) => home.close());
  const started = performance.now();
  const done = await copyLog(source, target, copyTarget, showing());
  const seconds = (performance.now() - started) / 1000;
  console.log(`${done.copied} events copied, ${done.target.events} compared, in ${seconds.toFixed(1)} s`);
  for (const [name, { events, hash }] of [['source', done.source] as const, ['target', done.target] as const])
    console.log(`${name}  ${events} events  sha256 ${hash}`);
  const later = await countAfter(source, done.until);
  if (later > 0) console.log(`The source has gone on meanwhile: ${later} events came later. Run this again to take them over.`);
};

/** Prints what a restore took away, of the stores that the environment names or of the embedded default. */
const lostColumns = ['position', 'recordedAt', 'type', 'stream', 'unit', 'actor', 'command', 'eventId'].map((field) => ({ field }));
const listLost = async (): Promise<void> => {
  await using opened = new AsyncDisposableStack();
  const { env } = opened.use(await prepareEnvironment(process.env, { share: true }));
  const { EVENTSTORE_URL, DATABASE_URL, DATABASE_READER_URL = DATABASE_URL } = parseConfig({ ...env, ROLES: 'projections' });
  const db = opened.adopt(openQueriesPool(DATABASE_READER_URL), (pool) => pool.end());
  const log = opened.adopt(await openStore(EVENTSTORE_URL), (store) => store.close());
  const lost = await lostEvents(db, log);
  console.error(
    lost.length === 0
      ? 'The log holds everything that the read models have seen.'
      : `${lost.length} events are in the read models and not in the log any more:`,
  );
  if (lost.length > 0) for await (const text of csv(lostColumns, [lost])) process.stdout.write(text);
};

/** Compares the log with its seal; answers the exit code. */
const verify = async ({ checkpoint, key, json }: { checkpoint?: string; key?: string[]; json: boolean }): Promise<number> => {
  await using opened = new AsyncDisposableStack();
  const { env } = opened.use(await prepareEnvironment(process.env, { share: true }));
  const { EVENTSTORE_URL, SEAL_DATABASE_URL, SEAL_DATABASE_READER_URL = SEAL_DATABASE_URL } = env;
  if (!EVENTSTORE_URL || !SEAL_DATABASE_READER_URL) throw new Error('Set EVENTSTORE_URL and SEAL_DATABASE_READER_URL.');
  const own = [env.SEAL_SIGNING_KEY, ...(env.SEAL_SIGNING_KEYS_PREVIOUS?.split(',') ?? [])].map((text) => text?.trim());
  const trusted = key ?? own.flatMap((text) => (text ? [parseSigningKey(text).verifier] : []));
  if (trusted.length === 0) throw new Error('Name the verifier key of the log: --key.');
  const seal = opened.adopt(connectSealDatabase(SEAL_DATABASE_READER_URL), (database) => database.close());
  const store = opened.adopt(await openStore(EVENTSTORE_URL), (log) => log.close());
  const until = (await seal.latest((await seal.origin()) ?? ''))?.size ?? 0;
  const shown = progressOn(process.stderr, 'verifying');
  const older = checkpoint === undefined ? undefined : readFileSync(checkpoint, 'utf8');
  const tell = (entries: number) => shown(entries, until, `${entries} entries`);
  const found = await verifySealedLog({ store, seal }, { policy: keysAlone(trusted), older, tell });
  if (found === undefined) {
    console.log('Nothing was sealed yet.');
    return exitCodes.unsealed;
  }
  if (json) console.log(JSON.stringify(found));
  else {
    console.log(`${found.verdict.toUpperCase()}: ${found.why}`);
    if (found.event)
      console.log(`There stands now: ${found.event.type} ${found.event.id}, ${found.event.stream} at revision ${found.event.revision}`);
    if (found.unsealed?.events) console.log(`Not sealed yet: ${found.unsealed.events} events, since ${found.unsealed.since}`);
  }
  return exitCodes[found.verdict];
};

helpIfAsked(usage);
try {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { from: text, to: text, checkpoint: text, key: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
  });
  if (positionals.join() === 'copy' && values.from && values.to) await copy(values.from, values.to);
  else if (positionals.join() === 'lost') await listLost();
  else if (positionals.join() === 'verify') process.exitCode = await verify(values);
  else {
    console.error(usage);
    process.exitCode = 2;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
