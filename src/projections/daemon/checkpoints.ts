import type { Pool } from 'pg';
import type { Position } from '#events/store/event.ts';
import { checkpoint, type Lease, leaseName, moveTogether } from './leases.ts';

/** A checkpoint to be written: up to `to` everything is handled. */
export type Checkpoint = { lease: Lease; to: Position; recordedAt?: string | undefined; eventId?: string | undefined };
type Waiting = Checkpoint & { resolve: () => void; reject: (error: unknown) => void };

/**
 * Writes checkpoints that change nothing else, all that wait in one statement: a daemon has dozens of runs, most of which
 * an event does not concern. The function returned resolves once its checkpoint is written, and throws `LeaseLost` where
 * the lease is no longer held.
 */
export const checkpointWriter = (db: Pool, leaseMs: number): ((checkpoint: Checkpoint) => Promise<void>) => {
  const waiting: Waiting[] = [];
  let writing = false;

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    const moved = await moveTogether(db, leaseMs, group);
    for (const { lease, to, recordedAt, eventId, resolve, reject } of group) {
      if (moved.has(leaseName(lease))) {
        lease.position = to;
        resolve();
        // somebody else has the row at the moment, or the lease is lost: alone it waits, or finds out
      } else checkpoint(db, lease, leaseMs, to, recordedAt, eventId).then(resolve, reject);
    }
  };

  const writeWaiting = async (): Promise<void> => {
    writing = true;
    // all runs of this turn of the event loop join the group
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting.splice(0);
      await writeGroup(group).catch((error: unknown) => {
        for (const { reject } of group) reject(error);
      });
    }
    writing = false;
  };

  return (one) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ ...one, resolve, reject });
    if (!writing) void writeWaiting();
    return promise;
  };
};
