import type { Pool, PoolClient } from 'pg';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import type { Position } from '#events/store/event.ts';
import { LeaseLost } from './failure.ts';

/** The lease of a row of `daemon.projections` (a generation of a projection, or a process) that this worker holds. */
export type Lease = Pick<ProjectionStatus, 'name' | 'version' | 'generation' | 'position' | 'serving'> & {
  schema: string;
  fence: number;
  building: boolean;
  /** Id of the event a process handled last; null while there is none. */
  lastEventId: string | null;
};

/** A projection or process as this program knows it. */
export type Known = Pick<ProjectionStatus, 'kind' | 'name' | 'version'>;

const key = 'name = $1 and version = $2 and generation = $3 and fence = $4';
const keyOf = (lease: Lease) => [lease.name, lease.version, lease.generation, lease.fence];

/** How long a transaction may wait for its worker. */
const STALL_LIMIT = '5s';

/**
 * Runs work in a transaction on the read database. Its plans use indexes only, as connections keep plans while tables
 * grow. Its commit does not wait for the disk, as rows and checkpoints that are lost are rebuilt from the log.
 */
export const inTransaction = async <T>(db: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await db.connect();
  let broken = false;
  try {
    await client.query(
      `begin; set local synchronous_commit = off; set local timezone = 'UTC'; set local datestyle = 'ISO'; set local idle_in_transaction_session_timeout = '${STALL_LIMIT}'; set local lock_timeout = '5s'; set local enable_seqscan = off`,
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
    client.release(broken);
  }
};

/** Sets a lease of so many milliseconds from now, by the database's clock: the only one that decides about leases. */
const leaseOf = (parameter: string) =>
  `leased_at = clock_timestamp(), lease_until = clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/**
 * Takes all free leases of these names and versions in this history of the log: never held, released, or run out, as
 * has one that begins in the future, because the clock was set back. Paused projections are not leased.
 */
export const claim = async (db: Pool, owner: string, leaseMs: number, known: readonly Omit<Known, 'kind'>[], epoch: string) => {
  const { rows } = await db.query<Lease>(
    `with free as (
       select name, version, generation from daemon.projections
       where state <> 'paused' and epoch = $5 and (owner is null or lease_until < clock_timestamp() or leased_at > clock_timestamp())
         and (name, version) in (select * from unnest($3::text[], $4::integer[]))
       for update skip locked)
     update daemon.projections p
     set owner = $1, ${leaseOf('$2')}, fence = p.fence + 1
     from free where (p.name, p.version, p.generation) = (free.name, free.version, free.generation)
     returning p.name, p.version, p.generation, p.schema_name as schema, p.fence::float8, p.position::float8, p.serving,
       p.state = 'building' as building, p.last_event_id as "lastEventId"`,
    [owner, leaseMs, known.map(({ name }) => name), known.map(({ version }) => version), epoch],
  );
  return rows;
};

/**
 * Terminates connections whose lease ran out long ago and whose transaction still waits for its worker; `leaseName`
 * names them. PostgreSQL itself ends a transaction that waits between two statements, but one that waits for rows of a
 * COPY would lock its projection for ever.
 */
export const terminateStalled = async (db: Pool): Promise<void> => {
  await db.query(
    `select pg_terminate_backend(a.pid)
     from daemon.projections p
     join pg_stat_activity a on a.application_name = left(format('%s v%s g%s f%s', p.name, p.version, p.generation, p.fence), 63)
     where p.lease_until < clock_timestamp() - interval '${STALL_LIMIT}' and a.xact_start < clock_timestamp() - interval '${STALL_LIMIT}'
       and a.datname = current_database() and a.usename = current_user and a.wait_event = 'ClientRead'`,
  );
};

/** Renews this owner's leases and answers the names of those it still holds; a batch renews its own. */
export const renew = async (db: Pool, owner: string, leaseMs: number): Promise<Set<string>> => {
  const { rows } = await db.query<Pick<Lease, 'name' | 'version' | 'generation' | 'fence'>>(
    `with mine as (
       select name, version, generation from daemon.projections where owner = $1 for update skip locked),
     renewed as (
       update daemon.projections p set ${leaseOf('$2')}
       from mine where (p.name, p.version, p.generation) = (mine.name, mine.version, mine.generation))
     select name, version, generation, fence::float8 from daemon.projections where owner = $1`,
    [owner, leaseMs],
  );
  return new Set(rows.map(leaseName));
};

/** Names one lease: another holder of the same projection gets another fence. */
export const leaseName = (lease: Pick<Lease, 'name' | 'version' | 'generation' | 'fence'>): string =>
  `${lease.name} v${lease.version} g${lease.generation} f${lease.fence}`;

type Move = { lease: Lease; leaseMs: number; to: Position; recordedAt: string | undefined; lastEventId?: string | undefined };

/** The statement that moves a checkpoint if the lease is held, and its parameters. */
export const movedCheckpoint = {
  parameters: 10,
  // The subquery spares the commit the wait for the disk, and names the transaction (terminateStalled).
  text: `update daemon.projections
     set position = $6, ${leaseOf('$7')}, updated_at = clock_timestamp(),
         last_event_recorded_at = coalesce($8, last_event_recorded_at), last_event_id = coalesce($9, last_event_id)
     from (select set_config('synchronous_commit', 'off', true), set_config('application_name', $10, true)) as lazily
     where ${key} and position = $5`,
  values: ({ lease, leaseMs, to, recordedAt, lastEventId }: Move) => [
    ...keyOf(lease),
    lease.position,
    to,
    leaseMs,
    recordedAt ?? null,
    lastEventId ?? null,
    leaseName(lease),
  ],
};

/** Moves the checkpoint within the caller's transaction. Throws `LeaseLost` when the lease is no longer held. */
export const moveCheckpoint = async (
  client: Pick<PoolClient, 'query'>,
  lease: Lease,
  leaseMs: number,
  to: Position,
  recordedAt: string | undefined,
  lastEventId?: string,
): Promise<void> => {
  const { text, values } = movedCheckpoint;
  const { rowCount } = await client.query({
    name: 'move-checkpoint',
    text,
    values: values({ lease, leaseMs, to, recordedAt, lastEventId }),
  });
  if (rowCount !== 1) throw new LeaseLost(`${leaseName(lease)} is no longer held here`);
};

/**
 * Moves several checkpoints in one statement, and answers the names of the leases whose checkpoint moved. Not moved is
 * what a transaction under way has locked, and what is no longer held.
 */
export const moveTogether = async (
  db: Pool,
  leaseMs: number,
  moves: readonly { lease: Lease; to: Position; recordedAt?: string | undefined; eventId?: string | undefined }[],
): Promise<Set<string>> => {
  const { rows } = await db.query<Pick<Lease, 'name' | 'version' | 'generation' | 'fence'>>({
    name: 'move-checkpoints',
    text: `with moved as (
       select p.name, p.version, p.generation, m.to_position, m.recorded_at, m.event_id
       from unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::text[])
         as m (name, version, generation, fence, from_position, to_position, recorded_at, event_id)
       join daemon.projections p on (p.name, p.version, p.generation) = (m.name, m.version, m.generation)
       where p.fence = m.fence and p.position = m.from_position
       for update of p skip locked)
     update daemon.projections p
     set position = moved.to_position, ${leaseOf('$9')}, updated_at = clock_timestamp(),
         last_event_recorded_at = coalesce(moved.recorded_at, p.last_event_recorded_at),
         last_event_id = coalesce(moved.event_id, p.last_event_id)
     from moved, (select set_config('synchronous_commit', 'off', true)) as lazily
     where (p.name, p.version, p.generation) = (moved.name, moved.version, moved.generation)
     returning p.name, p.version, p.generation, p.fence::float8`,
    values: [
      moves.map(({ lease }) => lease.name),
      moves.map(({ lease }) => lease.version),
      moves.map(({ lease }) => lease.generation),
      moves.map(({ lease }) => lease.fence),
      moves.map(({ lease }) => lease.position),
      moves.map(({ to }) => to),
      moves.map(({ recordedAt }) => recordedAt ?? null),
      moves.map(({ eventId }) => eventId ?? null),
      leaseMs,
    ],
  });
  return new Set(rows.map(leaseName));
};

/** Moves the checkpoint in a statement of its own. */
export const checkpoint = async (db: Pool, lease: Lease, leaseMs: number, to: Position, recordedAt?: string, eventId?: string) => {
  await moveCheckpoint(db, lease, leaseMs, to, recordedAt, eventId);
  lease.position = to;
};

/** Releases a lease, so that another worker can take it at once. */
export const release = async (db: Pool, lease: Lease): Promise<void> => {
  await db.query(`update daemon.projections set owner = null, lease_until = null where ${key}`, keyOf(lease));
};

/** Pauses a projection or process at an event, or before its first one, until an operator resumes it. */
export const pauseAt = async (db: Pool, lease: Lease, event: { id: string; position: Position } | undefined, reason: string) => {
  await db.query(
    `update daemon.projections
     set state = 'paused', reason = $5, failed_event_id = $6, failed_position = $7, owner = null, lease_until = null, fence = fence + 1, updated_at = clock_timestamp()
     where ${key}`,
    [...keyOf(lease), reason, event?.id ?? null, event?.position ?? null],
  );
};
