import type { Pool, PoolClient } from 'pg';
import type { Position } from '#events/store/event.ts';
import { LeaseLost } from './failure.ts';

/** One line of `daemon.projections`, held by this worker: a generation of a projection, or a process. */
export type Held = {
  name: string;
  version: number;
  generation: number;
  schema: string;
  fence: number;
  position: Position;
  serving: boolean;
  building: boolean;
  /** Id of the event a process handled last; null while there is none. */
  lastEventId: string | null;
};

const key = 'name = $1 and version = $2 and generation = $3 and fence = $4';
const keyOf = (held: Held) => [held.name, held.version, held.generation, held.fence];

/** How long a transaction may wait for a worker that says nothing. */
const SILENCE = '5s';

/**
 * A transaction on the read database, in which tables are read by their indexes: plans are kept, and tables grow under them. Rows and checkpoint are rebuilt from the log if ever lost, so that it need not wait for the disk.
 */
export const inTransaction = async <T>(db: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await db.connect();
  let broken = false;
  // A connection that breaks between two statements says so here; the next statement then fails.
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  try {
    await client.query(
      `begin; set local synchronous_commit = off; set local timezone = 'UTC'; set local datestyle = 'ISO'; set local idle_in_transaction_session_timeout = '${SILENCE}'; set local lock_timeout = '5s'; set local enable_seqscan = off`,
    );
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
};

/** A lease of so many milliseconds from now, by the database's clock: the only one that leases are judged by. */
const leaseOf = (parameter: string) =>
  `leased_at = clock_timestamp(), lease_until = clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/**
 * Takes every free line of these names and versions that stands in this history of the log: never held, given back, or its holder let the lease run out. A lease given in the future is one
 * that the clock was set back behind, and over as well. Paused ones stay where they are.
 */
export const claim = async (
  db: Pool,
  owner: string,
  leaseMs: number,
  known: readonly { name: string; version: number }[],
  epoch: string,
): Promise<Held[]> => {
  const { rows } = await db.query<Omit<Held, 'fence' | 'position'> & { fence: string; position: string }>(
    `with free as (
       select name, version, generation from daemon.projections
       where state <> 'paused' and epoch = $5 and (owner is null or lease_until < clock_timestamp() or leased_at > clock_timestamp())
         and (name, version) in (select * from unnest($3::text[], $4::integer[]))
       for update skip locked)
     update daemon.projections p
     set owner = $1, ${leaseOf('$2')}, fence = p.fence + 1
     from free where (p.name, p.version, p.generation) = (free.name, free.version, free.generation)
     returning p.name, p.version, p.generation, p.schema_name as schema, p.fence, p.position, p.serving, p.state = 'building' as building,
       p.last_event_id as "lastEventId"`,
    [owner, leaseMs, known.map(({ name }) => name), known.map(({ version }) => version), epoch],
  );
  return rows.map((row) => ({ ...row, fence: Number(row.fence), position: Number(row.position) }));
};

/**
 * Ends the transactions, named as `fenceOf` does, of holdings whose lease is long over and that still wait for their worker: PostgreSQL ends those that wait between
 * two statements by itself, but one that waits for the next rows of a COPY would lock its line for ever.
 */
export const endSilent = async (db: Pool): Promise<void> => {
  await db.query(
    `select pg_terminate_backend(a.pid)
     from daemon.projections p
     join pg_stat_activity a on a.application_name = left(format('%s v%s g%s f%s', p.name, p.version, p.generation, p.fence), 63)
     where p.lease_until < clock_timestamp() - interval '${SILENCE}' and a.xact_start < clock_timestamp() - interval '${SILENCE}'
       and a.datname = current_database() and a.usename = current_user and a.wait_event = 'ClientRead'`,
  );
};

/** Prolongs what this owner holds, and says which fences it still has. Lines locked by a batch under way are prolonged by that batch. */
export const renew = async (db: Pool, owner: string, leaseMs: number): Promise<Set<string>> => {
  const { rows } = await db.query<{ name: string; version: number; generation: number; fence: string }>(
    `with mine as (
       select name, version, generation from daemon.projections where owner = $1 for update skip locked),
     renewed as (
       update daemon.projections p set ${leaseOf('$2')}
       from mine where (p.name, p.version, p.generation) = (mine.name, mine.version, mine.generation))
     select name, version, generation, fence from daemon.projections where owner = $1`,
    [owner, leaseMs],
  );
  return new Set(rows.map((row) => fenceOf({ ...row, fence: Number(row.fence) })));
};

/** Tells one holding of one line from every other. */
export const fenceOf = (held: Pick<Held, 'name' | 'version' | 'generation' | 'fence'>): string =>
  `${held.name} v${held.version} g${held.generation} f${held.fence}`;

/** Moves the position within the transaction of whoever calls, from where this worker left it; `LeaseLost` when it is no longer this worker's to move. */
export const moveCheckpoint = async (
  client: Pick<PoolClient, 'query'>,
  held: Held,
  leaseMs: number,
  to: Position,
  recordedAt: string | undefined,
  lastEventId?: string,
): Promise<void> => {
  const { rowCount } = await client.query({
    name: 'move-checkpoint',
    // The subquery spares the statement's commit the wait for the disk, also outside of a transaction, and names the transaction (endSilent).
    text: `update daemon.projections
     set position = $6, ${leaseOf('$7')}, updated_at = clock_timestamp(),
         last_event_recorded_at = coalesce($8, last_event_recorded_at), last_event_id = coalesce($9, last_event_id)
     from (select set_config('synchronous_commit', 'off', true), set_config('application_name', $10, true)) as lazily
     where ${key} and position = $5`,
    values: [...keyOf(held), held.position, to, leaseMs, recordedAt ?? null, lastEventId ?? null, fenceOf(held)],
  });
  if (rowCount !== 1) throw new LeaseLost(`${fenceOf(held)} is no longer held here`);
};

/** Gives a line back, so that another worker can take it at once. */
export const release = async (db: Pool, held: Held): Promise<void> => {
  await db.query(`update daemon.projections set owner = null, lease_until = null where ${key}`, keyOf(held));
};

/** Stops a line at an event that it cannot handle, or before it began, until an operator lets it go on. */
export const pauseAt = async (
  db: Pool,
  held: Held,
  event: { id: string; position: Position } | undefined,
  reason: string,
): Promise<void> => {
  await db.query(
    `update daemon.projections
     set state = 'paused', reason = $5, failed_event_id = $6, failed_position = $7, owner = null, lease_until = null, fence = fence + 1, updated_at = clock_timestamp()
     where ${key}`,
    [...keyOf(held), reason, event?.id ?? null, event?.position ?? null],
  );
};
