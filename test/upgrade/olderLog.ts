import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { pino } from 'pino';
import { startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import { pause } from '#events/store/retry.ts';
import type { Grant } from '#http/server/issuers.ts';
import { allProjections } from '#projections/all.ts';
import { callerOf } from '#test/support/caller.ts';
import { createTestDatabases } from '#test/support/database.ts';

// The older log was written by commit 5bd9ec1: of its simulated history, and of acts done by hand on top of it, the
// streams that together show every type of event, every field and every turn of a dossier that were there. Not there
// were notices that failed, superseded reviews, failed batches and skipped events: only their samples are read. The keys are
// those of that data folder, which is no more; all people are invented. `answers.json.gz` is what that build answered
// when `ask` (questions.ts) was run on it.

/** The text of a gzipped fixture beside this file. */
export const read = (file: string): string => gunzipSync(readFileSync(path.join(import.meta.dirname, file))).toString();

/** A row of the older log as its column texts; `data` and `meta` are the JSON as it was written. */
export type StoredRow = {
  stream: string;
  revision: number;
  id: string;
  type: string;
  schemaVersion: number;
  occurredAt: string;
  recordedAt: string;
  data: string;
  meta: string;
};
export const rows: StoredRow[] = read('log.jsonl.gz')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

type Wrapped = { wrapped: string | null; master: string | null };
const keys: {
  masterKey: string;
  lookupKey: Wrapped;
  subjectKeys: (Wrapped & { stream: string; erasedAt: string | null })[];
  lookups: { kind: string; hash: string; stream: string }[];
} = JSON.parse(read('keys.json.gz'));

const inDatabase = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Appends the rows as they were stored: same ids, revisions, times, bytes. */
const takeOver = (client: pg.Client) =>
  client.query('select es.take_over(0, $1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    ...(['stream', 'revision', 'id', 'type', 'schemaVersion', 'occurredAt', 'recordedAt'] as const).map((column) =>
      rows.map((row) => row[column]),
    ),
    rows.map(({ data }) => data),
    rows.map(({ meta }) => meta),
  ]);

const putKeys = async (client: pg.Client) => {
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'));
  for (const { stream, wrapped, master, erasedAt } of keys.subjectKeys)
    await client.query('insert into keys.subject_keys (stream, wrapped, master, erased_at) values ($1, $2, $3, $4)', [
      stream,
      bytes(wrapped),
      master,
      erasedAt,
    ]);
  await client.query('insert into keys.lookup_key (wrapped, master) values ($1, $2)', [
    bytes(keys.lookupKey.wrapped),
    keys.lookupKey.master,
  ]);
  for (const { kind, hash, stream } of keys.lookups)
    await client.query('insert into keys.lookups (kind, hash, stream) values ($1, $2, $3)', [kind, bytes(hash), stream]);
};

/** The program of today on the older log: its keys are there, its read models are built by today's folds. */
export const startOnOlderLog = async (server?: string) => {
  const databases = await createTestDatabases(server);
  await inDatabase(databases.log.ownerUrl, takeOver);
  await inDatabase(databases.keys.ownerUrl, putKeys);
  const privateJwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
  const config = parseConfig({
    EVENTSTORE_URL: databases.log.appUrl,
    DATABASE_URL: databases.read.projectorUrl,
    DATABASE_READER_URL: databases.read.readerUrl,
    KEYS_DATABASE_URL: databases.keys.appUrl,
    MASTER_KEY: keys.masterKey,
    ISSUER_PRIVATE_JWK: JSON.stringify(privateJwk),
    ROLES: 'http,projections',
    PORT: '0',
  });
  const app = await startApp(config, pino({ level: 'silent' }));
  const built = async () => (await app.status()).filter(({ serving, position }) => serving && position >= rows.length).length;
  while ((await built()) < allProjections.length) await pause(50);
  return {
    as: (grant: Grant) => callerOf(app.url ?? '', privateJwk, grant),
    stop: async () => {
      await app[Symbol.asyncDispose]();
      await databases.drop();
    },
  };
};
export type OnOlderLog = Awaited<ReturnType<typeof startOnOlderLog>>;
