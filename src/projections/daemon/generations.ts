import pMap from 'p-map';
import type { Pool, PoolClient } from 'pg';
import { LeaseLost } from './failure.ts';
import type { FoldedTable } from './fold.ts';
import { inTransaction, type Known, type Lease, leaseName } from './leases.ts';
import { createIndexes, createTable, quoted } from './statements.ts';

const schemaOf = (name: string, version: number, generation: number): string => `${name.replaceAll('-', '_')}_v${version}_g${generation}`;

/** Locks the generations of a name until the transaction ends: no other worker adds one. */
export const lockGenerations = async (client: PoolClient, name: string): Promise<void> => {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 168))', [name]);
};

/** Records a projection or process, unless this or a newer version of it is on record. */
export const register = async (db: Pool, known: Known, epoch: string): Promise<void> => {
  await inTransaction(db, async (client) => {
    await lockGenerations(client, known.name);
    const select = 'select max(version) as newest, coalesce(max(generation), 0) as generation from daemon.projections where name = $1';
    const { rows } = await client.query<{ newest: number; generation: number }>(select, [known.name]);
    const { newest, generation } = rows[0] ?? { newest: null, generation: 0 };
    if (newest === null || newest < known.version) await addGeneration(client, known, generation + 1, epoch);
  });
};

/** Records a generation; the worker that claims it builds it from the beginning of the log. */
export const addGeneration = async (client: PoolClient, { kind, name, version }: Known, generation: number, epoch: string) => {
  const isProcess = kind === 'process';
  await client.query(
    `insert into daemon.projections (name, version, generation, kind, schema_name, serving, state, epoch) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [name, version, generation, kind, schemaOf(name, version, generation), isProcess, isProcess ? 'running' : 'building', epoch],
  );
};

/** Parameters `$1` to `$3` of statements about one generation. */
const generationOf = ({ name, version, generation }: Lease) => [name, version, generation];

const lockLease = async (client: PoolClient, lease: Lease): Promise<void> => {
  const lock = 'select 1 from daemon.projections where name = $1 and version = $2 and generation = $3 and fence = $4 for update';
  const { rowCount } = await client.query(lock, [...generationOf(lease), lease.fence]);
  if (rowCount !== 1) throw new LeaseLost(`${leaseName(lease)} is no longer held here`);
};

const replaceViews = async (client: PoolClient, schema: string, tables: readonly FoldedTable[]): Promise<void> => {
  for (const { name } of tables) {
    const view = `read.${quoted(name)}`;
    // Dropped, not replaced: a new version may have other columns.
    await client.query(`drop view if exists ${view}`);
    await client.query(`create view ${view} as select * from ${quoted(schema)}.${quoted(name)}`);
    await client.query(`grant select on ${view} to motcua_reader`);
  }
};

/** Creates the tables of a generation when it is first leased, and puts it into service where none is. */
export const prepare = async (db: Pool, lease: Lease, tables: readonly FoldedTable[]): Promise<Lease> =>
  inTransaction(db, async (client) => {
    await lockLease(client, lease);
    const { rowCount: exists } = await client.query('select 1 from pg_namespace where nspname = $1', [lease.schema]);
    if (!exists) {
      await client.query(`create schema ${quoted(lease.schema)}`);
      for (const table of tables) await client.query(createTable(lease.schema, table));
    }
    if (lease.serving) return lease;
    const { rowCount: served } = await client.query('select 1 from daemon.projections where name = $1 and serving', [lease.name]);
    if (served) return lease;
    const serve = 'update daemon.projections set serving = true where name = $1 and version = $2 and generation = $3';
    await client.query(serve, generationOf(lease));
    await replaceViews(client, lease.schema, tables);
    return { ...lease, serving: true };
  });

/** Creates the secondary indexes, two at a time; they cost less once the rows exist. */
export const buildIndexes = async (db: Pool, lease: Lease, tables: readonly FoldedTable[]): Promise<void> => {
  const statements = tables.flatMap((table) => createIndexes(lease.schema, table));
  await pMap(statements, (statement) => db.query(statement), { concurrency: 2 });
};

/**
 * Puts a generation that has caught up into service, in one transaction, and retires all others of its projection.
 * Undefined while the one in service is ahead in the same history of the log: answers must not go back in time.
 */
export const promote = async (db: Pool, lease: Lease, tables: readonly FoldedTable[]): Promise<Lease | undefined> =>
  inTransaction(db, async (client) => {
    // New queries wait for the exchange of views, which waits for queries under way: after this time it gives up and is
    // repeated later.
    await client.query(`set local lock_timeout = '500ms'`);
    await lockLease(client, lease);
    const { rows } = await client.query<Pick<Lease, 'position'>>(
      `select other.position::float8 from daemon.projections other
       join daemon.projections own on own.name = other.name and own.version = $2 and own.generation = $3 and own.epoch = other.epoch
       where other.name = $1 and other.serving and not (other.version = $2 and other.generation = $3) for update of other`,
      generationOf(lease),
    );
    if (rows.some(({ position }) => position > lease.position)) return undefined;
    if (!lease.serving) {
      const retire = 'delete from daemon.projections where name = $1 and not (version = $2 and generation = $3)';
      await client.query(retire, generationOf(lease));
      await replaceViews(client, lease.schema, tables);
    }
    await client.query(
      `update daemon.projections set serving = true, state = 'running', caught_up_at = clock_timestamp(), updated_at = clock_timestamp()
       where name = $1 and version = $2 and generation = $3`,
      generationOf(lease),
    );
    return { ...lease, serving: true, building: false };
  });

/** Drops the schemas of retired generations, but for those that a running query uses: the next call drops them. */
export const dropRetired = async (db: Pool, name: string): Promise<void> => {
  const { rows } = await db.query<{ schema: string }>(
    `select nspname as schema from pg_namespace
     where nspname ~ $1 and not exists (select from daemon.projections where schema_name = nspname)`,
    [`^${name.replaceAll('-', '_')}_v[0-9]+_g[0-9]+$`],
  );
  for (const { schema } of rows) await inTransaction(db, (client) => client.query(`drop schema ${quoted(schema)} cascade`));
};
