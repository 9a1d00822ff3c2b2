import type { Pool } from 'pg';
import type { EventStore } from '#events/store/eventStore.ts';
import { forgetLostDecisions } from './controls.ts';
import { inTransaction } from './leases.ts';

/**
 * Says that the read models follow this history of the log (its epoch) from now on. False while a worker that lives follows another one. Lines that
 * stand in another history are left as they are: their positions mean nothing here, and an operator decides what becomes of them.
 */
export const followHistory = async (db: Pool, store: EventStore, epoch: string): Promise<boolean> => {
  const { rows } = await db.query<{ epoch: string }>('select epoch from daemon.log');
  if (rows[0]?.epoch === epoch) return true;
  return inTransaction(db, async (client) => {
    // Lines from before histories were told apart were built from the only log there was.
    if (rows.length === 0) await client.query('update daemon.projections set epoch = $1 where epoch is null', [epoch]);
    const { rowCount } = await client.query(
      `insert into daemon.log (epoch) values ($1) on conflict (one) do update set epoch = excluded.epoch
       where not exists (
         select from daemon.projections p
         where p.epoch <> excluded.epoch and p.lease_until > clock_timestamp() and not coalesce(p.leased_at > clock_timestamp(), false))`,
      [epoch],
    );
    if (rowCount === 0) return false;
    // Before anybody sees that lines stand still and decides about them.
    await forgetLostDecisions(client, store);
    return true;
  });
};

/** What stands in another history of the log than this one, and what an operator can do about it. */
export const linesElsewhere = async (db: Pool, epoch: string): Promise<{ name: string; reason: string }[]> => {
  const { rows } = await db.query<{ name: string; reason: string }>(
    'select name, s.reason from read.projection_status s join daemon.projections p using (name, version, generation) where p.epoch <> $1 order by name',
    [epoch],
  );
  return rows;
};
