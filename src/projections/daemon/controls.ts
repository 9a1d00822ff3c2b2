import type { Pool, PoolClient } from 'pg';
import type { AnyEvent } from '#events/all.ts';
import type { ProjectionEvent } from '#events/projectionControl/events.ts';
import { type Position, type Recorded, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { addGeneration, lockGenerations } from './generations.ts';
import { inTransaction } from './leases.ts';

/** Reads the log's events in their newest form. */
export type Decode = (event: RecordedEvent) => Recorded<AnyEvent>;

const PAGE = 500;
export const controlStream = (name: string): string => `projection-${name}`;

/** All events by which operators decided about a projection or process, in order. */
const decisionsAbout = async (store: Pick<EventStore, 'readStream'>, name: string): Promise<RecordedEvent[]> => {
  const decisions: RecordedEvent[] = [];
  for (;;) {
    const events = await store.readStream(controlStream(name), { from: decisions.length, limit: PAGE });
    decisions.push(...events);
    if (events.length < PAGE) return decisions;
  }
};

/** Ids of the events that operators decided to skip; not positions, which name other events once the log has moved. */
export const skippedEvents = async (store: Pick<EventStore, 'readStream'>, decode: Decode, name: string): Promise<Set<string>> => {
  const skips = (await decisionsAbout(store, name)).map(decode).filter((event) => event.type === 'ProjectionEventSkipped');
  return new Set(skips.map(({ data }) => data.eventId));
};

/** Forgets carried-out decisions that the log lost in a restore: the record goes back to the end of their stream. */
const forgetLostDecisions = async (client: PoolClient, store: EventStore): Promise<void> => {
  const { rows } = await client.query<{ name: string; revision: number }>('select name, revision from daemon.controls');
  for (const { name, revision } of rows) {
    const { length } = await decisionsAbout(store, name);
    if (length <= revision) await client.query('update daemon.controls set revision = $2 where name = $1', [name, length - 1]);
  }
};

/**
 * Carries out decisions of operators about a projection or process that no worker has carried out yet. Any number of
 * workers may call this: each event takes effect once. The holder of the lease loses it, and the next holder reads the
 * stream again before it begins.
 */
export const carryOutControls = async (db: Pool, store: EventStore, decode: Decode, name: string, epoch: string): Promise<void> => {
  for (;;) {
    const { rows } = await db.query<{ revision: number }>('select revision from daemon.controls where name = $1', [name]);
    const revision = rows[0]?.revision ?? -1;
    const events = await store.readStream(controlStream(name), { from: revision + 1, limit: PAGE });
    const last = events.at(-1);
    if (!last) return;
    await inTransaction(db, async (client) => {
      await lockGenerations(client, name);
      const { rowCount } = await client.query(
        `insert into daemon.controls (name, revision) values ($1, $2)
         on conflict (name) do update set revision = excluded.revision where controls.revision = $3`,
        [name, last.revision, revision],
      );
      if (rowCount === 0) return;
      for (const event of events) await carryOut(client, name, decode(event) as Recorded<ProjectionEvent>, epoch);
    });
  }
};

const release = 'owner = null, lease_until = null, fence = fence + 1, updated_at = clock_timestamp()';
const resume = `${release}, reason = null, failed_event_id = null, failed_position = null,
  state = case when kind = 'process' or caught_up_at is not null then 'running' else 'building' end`;

const carryOut = async (client: PoolClient, name: string, event: Recorded<ProjectionEvent>, epoch: string): Promise<void> => {
  const update = (set: string, where: string, ...values: unknown[]) =>
    client.query(`update daemon.projections set ${set} where name = $1 and ${where}`, [name, ...values]);
  switch (event.type) {
    case 'ProjectionPaused':
      await update(`state = 'paused', reason = $2, ${release}`, `state <> 'paused'`, `operator: ${event.data.reason}`);
      return;
    case 'ProjectionResumed':
      await update(resume, `state = 'paused'`);
      // A process of another history of the log finds its position in this one before it goes on (findPosition).
      await update(`${resume}, epoch = $2, position = $3`, `kind = 'process' and epoch <> $2`, epoch, START);
      return;
    case 'ProjectionEventSkipped':
      await update(resume, `state = 'paused' and failed_event_id = $2`, event.data.eventId);
      await update(release, `state <> 'paused' and position < $2`, event.data.position);
      return;
    case 'ProjectionRebuildRequested':
      await addRebuild(client, name, epoch);
  }
};

/** Adds a generation of the newest version, unless the newest one has not begun. Processes are never rebuilt. */
const addRebuild = async (client: PoolClient, name: string, epoch: string): Promise<void> => {
  const { rows } = await client.query<{ version: number; generation: number; begun: boolean }>(
    `select max(version) as version, max(generation) as generation, not bool_or(position = $2 and state = 'building' and epoch = $3) as begun
     from daemon.projections where name = $1 and kind = 'projection' having count(*) > 0`,
    [name, START, epoch],
  );
  const newest = rows[0];
  if (!newest?.begun) return;
  await client.query('delete from daemon.projections where name = $1 and not serving', [name]);
  await addGeneration(client, { kind: 'projection', name, version: newest.version }, newest.generation + 1, epoch);
};

/**
 * Records that the read models follow this history of the log (its epoch) from now on. False while a living worker
 * follows another one. Projections and processes of another history stay as they are: their positions mean nothing in
 * this one, and an operator decides about them.
 */
export const followHistory = async (db: Pool, store: EventStore, epoch: string): Promise<boolean> => {
  const { rows } = await db.query<{ epoch: string }>('select epoch from daemon.log');
  if (rows[0]?.epoch === epoch) return true;
  return inTransaction(db, async (client) => {
    // Rows without an epoch are older than epochs: they were built from the only log there was.
    if (rows.length === 0) await client.query('update daemon.projections set epoch = $1 where epoch is null', [epoch]);
    const { rowCount } = await client.query(
      `insert into daemon.log (epoch) values ($1) on conflict (one) do update set epoch = excluded.epoch
       where not exists (
         select from daemon.projections p
         where p.epoch <> excluded.epoch and p.lease_until > clock_timestamp() and not coalesce(p.leased_at > clock_timestamp(), false))`,
      [epoch],
    );
    if (rowCount === 0) return false;
    // Before an operator sees that projections stand still and decides about them.
    await forgetLostDecisions(client, store);
    return true;
  });
};

/**
 * How far the read models have seen this history of the log, where that is behind the log's end: then the log was
 * restored, and nobody has said that another history began. What comes would take the place of what they have seen.
 */
export const findSeenBehindEnd = async (
  db: Pool,
  store: EventStore,
  epoch: string,
): Promise<{ seen: Position; end: Position } | undefined> => {
  const { rows } = await db.query<{ seen: Position }>(
    'select coalesce(max(position), $2)::float8 as seen from daemon.projections where epoch = $1',
    [epoch, START],
  );
  const seen = rows[0]?.seen ?? START;
  // asked after: what was recorded in between is no reason to stop
  const end = await store.end();
  return seen > end ? { seen, end } : undefined;
};

/** Projections and processes of another history of the log, each with what an operator can do about it. */
export const findOtherEpochs = async (db: Pool, epoch: string): Promise<{ name: string; reason: string }[]> => {
  const { rows } = await db.query<{ name: string; reason: string }>(
    'select name, s.reason from read.projection_status s join daemon.projections p using (name, version, generation) where p.epoch <> $1 order by name',
    [epoch],
  );
  return rows;
};
