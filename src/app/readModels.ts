import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { openPool, type PoolOptions } from '#events/store/postgres/pool.ts';
import { examinePoolerOf, PoolerUnfit } from '#events/store/postgres/pooler.ts';
import { canonicalTypes } from '#projections/daemon/statements.ts';

type Own = Partial<Pick<PoolOptions, 'max' | 'onLost' | 'settings'>>;
// Plans are kept while tables grow: whatever is small now is looked up by its indexes already.
const planned = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' };
const common = { max: 10, idleMs: 10_000, types: canonicalTypes };

const workers = { timeoutMs: 5_000, patient: true, settings: planned };
const queries = { timeoutMs: 9_500 };

/**
 * Connections of workers to the read models, role motcua_projector. Their statements may rightly take long, and many
 * lines share few connections.
 */
export const openWorkersPool = (url: string, { settings, ...own }: Own = {}): pg.Pool =>
  openPool({
    ...common,
    url,
    ...workers,
    name: 'projections',
    turnMs: 60_000,
    ...own,
    settings: { ...workers.settings, ...settings },
  });

/** Connections of queries to the read models, role motcua_reader: an answer comes within ten seconds or not at all. */
export const openQueriesPool = (url: string, own: Own = {}): pg.Pool =>
  openPool({ ...common, url, ...queries, name: 'queries', connectMs: 5_000, turnMs: 5_000, ...own });

/** Statements of which a process knows whether they come again, and those that a connection may keep prepared. */
const KNOWN = 1_000;
const PREPARED = 200;
/** A statement with more values than this has a list in it, and comes in as many forms as that has lengths. */
const MOST_VALUES = 40;
/** SQLSTATE of a prepared statement whose table has other columns now: a new version of a read model serves. */
const RESULT_CHANGED = '0A000';

/**
 * Names statements that come again, so that a connection prepares them once: planning a page of dossiers takes
 * PostgreSQL three times as long as finding it.
 */
const statementNames = () => {
  const known = new LRUCache<string, { name: string | undefined }>({ max: KNOWN });
  let given = 0;
  return {
    nameOf: (text: string, values: readonly unknown[]): string | undefined => {
      if (values.length > MOST_VALUES) return undefined;
      const seen = known.get(text);
      if (seen === undefined) known.set(text, { name: undefined });
      else seen.name ??= `query-${(given += 1)}`;
      return seen?.name;
    },
    /** The statement gets another name when it comes again. */
    forget: (text: string): void => void known.delete(text),
  };
};

/** What queries ask: the views of schema `read`, through this pool, by statements that are prepared. */
export const queriesOn = (pool: pg.Pool): Kysely<any> => {
  const names = statementNames();
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const preparing = (client: pg.PoolClient): PostgresPoolClient => {
    const prepared = new Set<string>();
    const query = async (text: string, values: readonly unknown[]) => {
      const name = names.nameOf(text, values);
      if (name === undefined || (prepared.size >= PREPARED && !prepared.has(name))) return client.query(text, [...values]);
      prepared.add(name);
      try {
        return await client.query({ name, text, values: [...values] });
      } catch (error) {
        if ((error as { code?: unknown }).code !== RESULT_CHANGED) throw error;
        names.forget(text);
        return client.query(text, [...values]);
      }
    };
    return { query: query as unknown as PostgresPoolClient['query'], release: (broken?: boolean) => client.release(broken) };
  };
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect();
    const known = clients.get(client) ?? preparing(client);
    clients.set(client, known);
    return known;
  };
  const prepared: PostgresPool = { connect, end: () => pool.end(), options: {} };
  // `any`: each queries.ts states its own tables
  return new Kysely<any>({ dialect: new PostgresDialect({ pool: prepared }) }).withSchema('read');
};

/**
 * Looks at what stands before the read models on both ways to them; answers the limits that it leaves out, in words.
 * Throws `PoolerUnfit`. Read models that are away are not waited for: processes start without them.
 */
export const examineReadModels = async (writing: pg.Pool, reading: pg.Pool, readerVariable: string): Promise<string[]> => {
  const ways = [
    { pool: writing, part: 'the read models (DATABASE_URL)', options: workers },
    { pool: reading, part: `the read models (${readerVariable})`, options: queries },
  ];
  const found = await Promise.all(
    ways.map(({ pool, part, options }) =>
      examinePoolerOf(pool, { part, session: false, options }).catch((error: unknown) => {
        if (error instanceof PoolerUnfit) throw error;
        return undefined;
      }),
    ),
  );
  return found.filter((sentence) => sentence !== undefined);
};
