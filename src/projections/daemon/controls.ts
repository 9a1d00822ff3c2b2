import type { Pool, PoolClient } from 'pg';
import type { AnyEvent } from '#events/all.ts';
import type { ProjectionEvent } from '#events/projectionControl/events.ts';
import { type Recorded, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { addGeneration, oneAtATime } from './generations.ts';
import { inTransaction } from './leases.ts';

/** Reads the log's events in their newest form. */
export type Decode = (event: RecordedEvent) => Recorded<AnyEvent>;

const PAGE = 500;
export const controlStream = (name: string): string => `projection-${name}`;

/** Everything that operators decided about a projection or process, in order. */
const decisionsAbout = async (store: EventStore, name: string): Promise<RecordedEvent[]> => {
  const decisions: RecordedEvent[] = [];
  for (;;) {
    const events = await store.readStream(controlStream(name), { from: decisions.length, limit: PAGE });
    decisions.push(...events);
    if (events.length < PAGE) return decisions;
  }
};

/** Ids of the events that operators decided to pass over: a position would mean another event once the log has moved. */
export const skippedEvents = async (store: EventStore, decode: Decode, name: string): Promise<Set<string>> => {
  const skips = (await decisionsAbout(store, name)).map(decode).filter((event) => event.type === 'ProjectionEventSkipped');
  return new Set(skips.map(({ data }) => data.eventId));
};

/** For another history of the log, as a restore begins one: where streams end before what was carried out, what is decided from now on counts again. */
export const forgetLostDecisions = async (client: PoolClient, store: EventStore): Promise<void> => {
  const { rows } = await client.query<{ name: string; revision: number }>('select name, revision from daemon.controls');
  for (const { name, revision } of rows) {
    const { length } = await decisionsAbout(store, name);
    if (length <= revision) await client.query('update daemon.controls set revision = $2 where name = $1', [name, length - 1]);
  }
};

/**
 * Carries out what operators decided about a projection or process and no worker has carried out yet. Any number of workers may call this:
 * each event takes effect once. Whoever holds the lines concerned loses them, and the next holder begins by reading the stream anew.
 */
export const carryOutControls = async (db: Pool, store: EventStore, decode: Decode, name: string, epoch: string): Promise<void> => {
  for (;;) {
    const { rows } = await db.query<{ revision: number }>('select revision from daemon.controls where name = $1', [name]);
    const revision = rows[0]?.revision ?? -1;
    const events = await store.readStream(controlStream(name), { from: revision + 1, limit: PAGE });
    const last = events.at(-1);
    if (!last) return;
    await inTransaction(db, async (client) => {
      await oneAtATime(client, name);
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

const letGo = 'owner = null, lease_until = null, fence = fence + 1, updated_at = clock_timestamp()';
const goOn = `${letGo}, reason = null, failed_event_id = null, failed_position = null,
  state = case when kind = 'process' or caught_up_at is not null then 'running' else 'building' end`;

const carryOut = async (client: PoolClient, name: string, event: Recorded<ProjectionEvent>, epoch: string): Promise<void> => {
  switch (event.type) {
    case 'ProjectionPaused':
      await client.query(`update daemon.projections set state = 'paused', reason = $2, ${letGo} where name = $1 and state <> 'paused'`, [
        name,
        `operator: ${event.data.reason}`,
      ]);
      return;
    case 'ProjectionResumed':
      await client.query(`update daemon.projections set ${goOn} where name = $1 and state = 'paused'`, [name]);
      // A process that stood in another history of the log seeks its place in this one before it goes on.
      await client.query(
        `update daemon.projections set ${goOn}, epoch = $2, position = $3 where name = $1 and kind = 'process' and epoch <> $2`,
        [name, epoch, START],
      );
      return;
    case 'ProjectionEventSkipped':
      await client.query(`update daemon.projections set ${goOn} where name = $1 and state = 'paused' and failed_event_id = $2`, [
        name,
        event.data.eventId,
      ]);
      await client.query(`update daemon.projections set ${letGo} where name = $1 and state <> 'paused' and position < $2`, [
        name,
        event.data.position,
      ]);
      return;
    case 'ProjectionRebuildRequested':
      await startAnew(client, name, epoch);
  }
};

/** Adds a generation of the newest version, unless one has not even begun. A process is never run again over history: its acts were done. */
const startAnew = async (client: PoolClient, name: string, epoch: string): Promise<void> => {
  const { rows } = await client.query<{ version: number; generation: number; begun: boolean }>(
    `select max(version) as version, max(generation) as generation, not bool_or(position = $2 and state = 'building' and epoch = $3) as begun
     from daemon.projections where name = $1 and kind = 'projection' having count(*) > 0`,
    [name, START, epoch],
  );
  const newest = rows[0];
  if (!newest?.begun) return;
  await client.query('delete from daemon.projections where name = $1 and not serving', [name]);
  await addGeneration(client, 'projection', name, newest.version, newest.generation + 1, epoch);
};
