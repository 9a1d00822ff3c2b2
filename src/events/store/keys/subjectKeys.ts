import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { askedTogether } from '#events/store/together.ts';
import type { KeysDatabase } from './database.ts';
import { type MasterKeys, unwrapKey, wrapKey } from './masterKeys.ts';

/** The key of a stream's personal data, or that it was deleted. */
type SubjectKey = KeyObject | 'erased';
type Lookup = { kind: string; value: string };
type PendingTake = { stream: string; lookups: readonly Lookup[]; resolve: (key: SubjectKey) => void; reject: (error: unknown) => void };
type KeyRow = { stream: string; wrapped: Buffer | null; master: string | null };

/** Most calls served by one statement; calls during it wait for the next. */
const GROUP = 500;

/** Unwrapped keys of streams, cached for reading: an erasure by another process is noticed `rememberMs` later. */
export const subjectKeysOn = (
  db: KeysDatabase,
  masterKeys: MasterKeys,
  lookupKey: KeyObject,
  { remembered, rememberMs }: { remembered: number; rememberMs: number },
) => {
  const cache = new LRUCache<string, { key: SubjectKey; wrapped: Buffer | undefined; until: number }>({ max: remembered });
  const remember = (stream: string, key: SubjectKey, wrapped?: Buffer) => {
    // A row read before an erasure may arrive after it.
    if (cache.get(stream)?.key === 'erased') return;
    cache.set(stream, { key, wrapped, until: key === 'erased' ? Number.POSITIVE_INFINITY : performance.now() + rememberMs });
  };
  const recall = (stream: string): SubjectKey | undefined => {
    const entry = cache.get(stream);
    return entry && entry.until > performance.now() ? entry.key : undefined;
  };
  /** The key of a row, cached for reading. What was unwrapped before is not unwrapped again. */
  const keyOf = ({ stream, wrapped, master }: KeyRow): SubjectKey => {
    if (!wrapped || !master) {
      remember(stream, 'erased');
      return 'erased';
    }
    const known = cache.get(stream);
    const same = known?.wrapped?.equals(wrapped) === true;
    const key = same ? known.key : createSecretKey(unwrapKey(masterKeys, stream, { wrapped, master }));
    remember(stream, key, wrapped);
    return key;
  };
  const hash = ({ kind, value }: Lookup) =>
    createHmac('sha256', lookupKey)
      .update(JSON.stringify([kind, value]))
      .digest();

  const rowsOf = (streams: readonly string[]): Promise<KeyRow[]> =>
    db.query('keys-load', 'select stream, wrapped, master from keys.subject_keys where stream = any ($1)', [streams]);

  const waiting: PendingTake[] = [];
  let taking = false;

  const takeGroup = async (group: readonly PendingTake[]) => {
    const streams = [...new Set(group.map(({ stream }) => stream))];
    const proposed = streams.map((stream) => (recall(stream) ? null : wrapKey(masterKeys, stream, randomBytes(32)).wrapped));
    const lookups = group.flatMap(({ stream, lookups }) => lookups.map((lookup) => ({ stream, kind: lookup.kind, hash: hash(lookup) })));
    const rows = await db.query<KeyRow>('keys-take', 'select * from keys.take($1, $2, $3, $4, $5, $6)', [
      streams,
      proposed,
      masterKeys.current,
      lookups.map(({ kind }) => kind),
      lookups.map(({ hash }) => hash),
      lookups.map(({ stream }) => stream),
    ]);
    const found = new Map(rows.map((row) => [row.stream, row]));
    for (const { stream, resolve, reject } of group) {
      try {
        const row = found.get(stream);
        if (!row) throw new Error(`the key of ${stream} vanished`);
        resolve(keyOf(row));
      } catch (error) {
        reject(error);
      }
    }
  };

  const takeWaiting = async () => {
    taking = true;
    // All calls of this turn of the event loop join the group.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting.splice(0, GROUP);
      await takeGroup(group).catch((error) => {
        for (const { reject } of group) reject(error);
      });
    }
    taking = false;
  };

  const askRow = askedTogether(async (streams: readonly string[]): Promise<(KeyRow | undefined)[]> => {
    const rows = new Map((await rowsOf(streams)).map((row) => [row.stream, row]));
    return streams.map((stream) => rows.get(stream));
  });

  return {
    /** The stream's key as it stands in the database now; undefined where none was ever made. Concurrent calls share one query. */
    async ask(stream: string): Promise<SubjectKey | undefined> {
      const row = await askRow(stream);
      return row && keyOf(row);
    },
    /** Keyed hash under which a value is kept. */
    hash,
    /** The stream's key, made where there was none, stored with the lookups. Concurrent calls share one statement. */
    take(stream: string, lookups: readonly Lookup[]): Promise<SubjectKey> {
      const { promise, resolve, reject } = Promise.withResolvers<SubjectKey>();
      waiting.push({ stream, lookups, resolve, reject });
      if (!taking) void takeWaiting();
      return promise;
    },
    /** The keys of these streams; absent where none was ever made. */
    async load(streams: readonly string[]): Promise<Map<string, SubjectKey>> {
      const keys = new Map<string, SubjectKey>();
      const unknown = [];
      for (const stream of new Set(streams)) {
        const key = recall(stream);
        if (key) keys.set(stream, key);
        else unknown.push(stream);
      }
      if (unknown.length > 0) {
        for (const row of await rowsOf(unknown)) {
          keys.set(row.stream, keyOf(row));
        }
      }
      return keys;
    },
    /** Deletes the key; true when there was one. */
    async erase(stream: string): Promise<boolean> {
      const [row] = await db.query<{ erase: boolean }>('keys-erase', 'select keys.erase($1)', [stream]);
      remember(stream, 'erased');
      return row?.erase === true;
    },
  };
};
