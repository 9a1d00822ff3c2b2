import pMap from 'p-map';
import type { Pool, PoolClient } from 'pg';
import { LeaseLost } from './failure.ts';
import type { FoldedTable } from './fold.ts';
import { fenceOf, type Held, inTransaction } from './leases.ts';
import { createIndexes, createTable, quoted } from './statements.ts';

const schemaOf = (name: string, version: number, generation: number): string => `${name.replaceAll('-', '_')}_v${version}_g${generation}`;

/** Within a transaction: nobody else adds generations of this name meanwhile. */
export const oneAtATime = async (client: PoolClient, name: string): Promise<void> => {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 168))', [name]);
};

/** Puts a projection or process on record, once; nothing happens when it, or a newer version of it, is there already. */
export const register = async (db: Pool, kind: 'projection' | 'process', name: string, version: number, epoch: string): Promise<void> => {
  await inTransaction(db, async (client) => {
    await oneAtATime(client, name);
    const { rows } = await client.query<{ newest: number; generation: number }>(
      'select max(version) as newest, coalesce(max(generation), 0) as generation from daemon.projections where name = $1',
      [name],
    );
    const { newest, generation } = rows[0] ?? { newest: null, generation: 0 };
    if (newest === null || newest < version) await addGeneration(client, kind, name, version, generation + 1, epoch);
  });
};

/** Puts a generation on record, to be built from the beginning of the log by whoever claims it. */
export const addGeneration = async (
  client: PoolClient,
  kind: 'projection' | 'process',
  name: string,
  version: number,
  generation: number,
  epoch: string,
): Promise<void> => {
  await client.query(
    `insert into daemon.projections (name, version, generation, kind, schema_name, serving, state, epoch) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      name,
      version,
      generation,
      kind,
      schemaOf(name, version, generation),
      kind === 'process',
      kind === 'process' ? 'running' : 'building',
      epoch,
    ],
  );
};

const lockOwn = async (client: PoolClient, held: Held): Promise<void> => {
  const { rowCount } = await client.query(
    'select 1 from daemon.projections where name = $1 and version = $2 and generation = $3 and fence = $4 for update',
    [held.name, held.version, held.generation, held.fence],
  );
  if (rowCount !== 1) throw new LeaseLost(`${fenceOf(held)} is no longer held here`);
};

const pointViews = async (client: PoolClient, schema: string, tables: readonly FoldedTable[]): Promise<void> => {
  for (const { name } of tables) {
    const view = `read.${quoted(name)}`;
    // Dropped, not replaced: a new version may have other columns.
    await client.query(`drop view if exists ${view}`);
    await client.query(`create view ${view} as select * from ${quoted(schema)}.${quoted(name)}`);
    await client.query(`grant select on ${view} to motcua_reader`);
  }
};

/** Makes the tables of a generation when it is first held; where nothing serves yet, it serves from now on, while it is still being built. */
export const prepare = async (db: Pool, held: Held, tables: readonly FoldedTable[]): Promise<Held> =>
  inTransaction(db, async (client) => {
    await lockOwn(client, held);
    const { rowCount: exists } = await client.query('select 1 from pg_namespace where nspname = $1', [held.schema]);
    if (!exists) {
      await client.query(`create schema ${quoted(held.schema)}`);
      for (const table of tables) await client.query(createTable(held.schema, table));
    }
    if (held.serving) return held;
    const { rowCount: served } = await client.query('select 1 from daemon.projections where name = $1 and serving', [held.name]);
    if (served) return held;
    await client.query('update daemon.projections set serving = true where name = $1 and version = $2 and generation = $3', [
      held.name,
      held.version,
      held.generation,
    ]);
    await pointViews(client, held.schema, tables);
    return { ...held, serving: true };
  });

/** Makes the further indexes, two at a time; they cost less once the rows are there. */
export const buildIndexes = async (db: Pool, held: Held, tables: readonly FoldedTable[]): Promise<void> => {
  const statements = tables.flatMap((table) => createIndexes(held.schema, table));
  await pMap(statements, (statement) => db.query(statement), { concurrency: 2 });
};

/**
 * Ends the building of a generation that has caught up: it takes the place of the one in service in one transaction, and all others are struck off.
 * Undefined while the one in service is ahead of it in the same history of the log, because answers must not go back in time.
 */
export const takeOver = async (db: Pool, held: Held, tables: readonly FoldedTable[]): Promise<Held | undefined> =>
  inTransaction(db, async (client) => {
    // Queries wait behind the exchange of views, and the exchange behind queries under way: better to try again than to keep them waiting.
    await client.query(`set local lock_timeout = '500ms'`);
    await lockOwn(client, held);
    const { rows } = await client.query<{ position: string }>(
      `select other.position from daemon.projections other
       join daemon.projections own on own.name = other.name and own.version = $2 and own.generation = $3 and own.epoch = other.epoch
       where other.name = $1 and other.serving and not (other.version = $2 and other.generation = $3) for update of other`,
      [held.name, held.version, held.generation],
    );
    if (rows.some((row) => Number(row.position) > held.position)) return undefined;
    if (!held.serving) {
      await client.query('delete from daemon.projections where name = $1 and not (version = $2 and generation = $3)', [
        held.name,
        held.version,
        held.generation,
      ]);
      await pointViews(client, held.schema, tables);
    }
    await client.query(
      `update daemon.projections set serving = true, state = 'running', caught_up_at = clock_timestamp(), updated_at = clock_timestamp()
       where name = $1 and version = $2 and generation = $3`,
      [held.name, held.version, held.generation],
    );
    return { ...held, serving: true, building: false };
  });

/** Drops the schemas of generations that were struck off; what a running query still uses is left for the next time. */
export const dropStruckOff = async (db: Pool, name: string): Promise<void> => {
  const { rows } = await db.query<{ schema: string }>(
    `select nspname as schema from pg_namespace
     where nspname ~ $1 and not exists (select from daemon.projections where schema_name = nspname)`,
    [`^${name.replaceAll('-', '_')}_v[0-9]+_g[0-9]+$`],
  );
  for (const { schema } of rows) await inTransaction(db, (client) => client.query(`drop schema ${quoted(schema)} cascade`));
};
