import { forgotten } from '#events/store/personal.ts';
import { type PersonalData, PersonalDataErased } from '#events/store/personalData.ts';
import { isUnsealed, openValue, PersonalDataAltered, sealValue, unwrapUnsealed } from './cipher.ts';
import { connectKeysDatabase, loadLookupKey } from './database.ts';
import type { MasterKeys } from './masterKeys.ts';
import { subjectKeysOn } from './subjectKeys.ts';

export type PersonalDataOptions = {
  /** URL of the keys' database, as role `motcua_keys`. */
  url: string;
  masterKeys: MasterKeys;
  /** By what a value of a kind is found, a name by each of its words; a kind not named here by the whole value. */
  formsOf?: Readonly<Record<string, (value: string) => readonly string[]>>;
  /** Connections at most; 4 by default. */
  connections?: number;
  /** Milliseconds for which a statement is tried before `StoreUnavailable`; 10 000 by default. */
  timeoutMs?: number;
  /** Unwrapped keys kept in memory at most; 10 000 by default. */
  remembered?: number;
  /** Milliseconds for which an unwrapped key may be used for reading without a new query; 60 000 by default. */
  rememberMs?: number;
  /** Told what a pooler on the way leaves out. */
  warn?: (sentence: string) => void;
};

/** Streams with all hashes: those with the rarest, of which each is asked for the others. No hash finds nothing. */
const FIND = `
  with sought as materialized (
    select s.hash, (select count(*) from (select from keys.lookups l where l.kind = $1 and l.hash = s.hash limit $3) few) as bearers
    from unnest($2::bytea[]) as s (hash)
  )
  select l.stream from keys.lookups l
  where l.kind = $1 and l.hash = (select hash from sought order by bearers, hash limit 1)
    and not exists (
      select from sought s
      where not exists (select from keys.lookups o where o.kind = $1 and o.hash = s.hash and o.stream = l.stream)
    )
  order by l.stream limit $3`;

/**
 * Personal data with its keys in PostgreSQL. Sealing always queries the database, so nothing is sealed after an erasure
 * by any process; with `askKey`, while streams are read: who then appends where the stream stood comes before the event
 * that the erasure follows, or is refused. Opening may go on for `rememberMs` after an erasure by another process; in the erasing process it
 * ends at once. A lookup is recorded before its event is appended: `find` may name a stream whose append was refused.
 * Throws `StoreUnavailable` when the database cannot be reached, here and later, `PoolerUnfit` behind
 * a pooler that loses prepared statements, and `MasterKeyError` when the master
 * keys are not those of this database.
 */
export const connectPersonalData = async (options: PersonalDataOptions): Promise<PersonalData> => {
  const { url, masterKeys, formsOf = {}, connections = 4, timeoutMs = 10_000, remembered = 10_000, rememberMs = 60_000, warn } = options;
  const db = connectKeysDatabase(url, { connections, timeoutMs });
  const open = async () => {
    const limits = connections > 1 ? await db.examine() : undefined;
    if (limits) warn?.(limits);
    return loadLookupKey(db, masterKeys);
  };
  const lookupKey = await open().catch(async (error) => {
    await db.close();
    throw error;
  });
  const keys = subjectKeysOn(db, masterKeys, lookupKey, { remembered, rememberMs });

  const formsIn = (kind: string, value: string) => [...new Set(formsOf[kind]?.(value) ?? [value])].map((form) => ({ kind, value: form }));

  return {
    async seal(stream, values, lookups, asked) {
      const forms = lookups.flatMap(({ kind, value }) => formsIn(kind, value));
      const known = asked?.stream === stream && forms.length === 0 ? await asked.answer : undefined;
      const key = known ?? (await keys.take(stream, forms));
      if (key === 'erased') throw new PersonalDataErased(`the personal data of ${stream} was erased`);
      return values.map(({ eventId, field, value }) => sealValue(key, { stream, eventId, field }, value));
    },
    askKey(stream) {
      const answer = keys.ask(stream);
      // perhaps nothing is sealed: the command is refused before
      answer.catch(() => {});
      return { stream, answer };
    },
    async open(values) {
      const found = await keys.load(values.map(({ stream }) => stream));
      return values.map((value) => {
        const key = found.get(value.stream);
        if (key !== 'erased' && isUnsealed(value.sealed)) return unwrapUnsealed(value.sealed);
        // No key and no erasure: the value comes from another stream, or this is not the database its key is in.
        if (!key) throw new PersonalDataAltered(value);
        return key === 'erased' ? forgotten : openValue(key, value);
      });
    },
    async find(kind, value, most) {
      const rows = await db.query<{ stream: string }>('keys-find', FIND, [kind, formsIn(kind, value).map(keys.hash), most + 1]);
      return rows.map(({ stream }) => stream);
    },
    async replaceLookups(stream, kind, values) {
      const lookups = values.flatMap((value) => formsIn(kind, value));
      if ((await keys.take(stream, lookups)) === 'erased') return;
      const others = 'delete from keys.lookups where stream = $1 and kind = $2 and hash <> all ($3)';
      await db.query('keys-replace-lookups', others, [stream, kind, lookups.map(keys.hash)]);
    },
    erase: (stream) => keys.erase(stream),
    close: () => db.close(),
  };
};
