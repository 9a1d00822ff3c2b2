import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkpointWriter } from '#projections/daemon/checkpoints.ts';
import { LeaseLost } from '#projections/daemon/failure.ts';
import { register } from '#projections/daemon/generations.ts';
import { claim, type Lease } from '#projections/daemon/leases.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let epoch: string;
beforeAll(async () => {
  world = await openWorld();
  epoch = await world.store.epoch();
});
afterAll(() => world.close());

const leased = async (prefix: string, count: number): Promise<Lease[]> => {
  const known = Array.from({ length: count }, (_, n) => ({ kind: 'process' as const, name: `${prefix}-${n}`, version: 1 }));
  for (const one of known) await register(world.db, one, epoch);
  return claim(world.db, 'owner', 60_000, known, epoch);
};
const positions = async (prefix: string): Promise<Record<string, unknown>[]> =>
  (
    await world.db.query(
      `select position::float8, last_event_id from daemon.projections where name like '${prefix}-%' order by position, name`,
    )
  ).rows;

it('those of one moment are written by one statement, each from where its run stood', async () => {
  const leases = await leased('test-together', 30);
  const statements: string[] = [];
  const counted = {
    query: (query: pg.QueryConfig) => (statements.push(query.name ?? query.text), world.db.query(query)),
  } as typeof world.db;
  const write = checkpointWriter(counted, 1_000);
  await Promise.all(leases.map((lease, n) => write({ lease, to: n, eventId: `event-${n}` })));
  expect(statements).toEqual(['move-checkpoints']);
  expect(leases.map(({ position }) => position)).toEqual(leases.map((_, n) => n));
  expect(await positions('test-together')).toEqual(leases.map((_, n) => ({ position: n, last_event_id: `event-${n}` })));
  await Promise.all(leases.slice(0, 2).map((lease) => write({ lease, to: 100 })));
  expect((await positions('test-together')).slice(-2)).toEqual([
    { position: 100, last_event_id: 'event-0' },
    { position: 100, last_event_id: 'event-1' },
  ]);
});

it('a run that lost its lease learns so, and the others go on', async () => {
  const [lost, kept] = await leased('test-lost', 2);
  if (!lost || !kept) throw new Error('nothing was leased');
  await world.db.query('update daemon.projections set fence = fence + 1 where name = $1', [lost.name]);
  const write = checkpointWriter(world.db, 1_000);
  const [first, second] = await Promise.allSettled([write({ lease: lost, to: 5 }), write({ lease: kept, to: 7 })]);
  expect(first).toMatchObject({ status: 'rejected', reason: expect.any(LeaseLost) });
  expect(second).toEqual({ status: 'fulfilled', value: undefined });
  expect([lost.position, kept.position]).toEqual([-1, 7]);
});

it('a row that somebody has locked holds up its own run only', async () => {
  const [locked, free] = await leased('test-locked', 2);
  if (!locked || !free) throw new Error('nothing was leased');
  const other = await world.db.connect();
  try {
    await other.query('begin');
    await other.query('select from daemon.projections where name = $1 for update', [locked.name]);
    const write = checkpointWriter(world.db, 1_000);
    const waits = write({ lease: locked, to: 3 });
    await write({ lease: free, to: 4 });
    expect([locked.position, free.position]).toEqual([-1, 4]);
    await other.query('commit');
    await waits;
    expect(locked.position).toBe(3);
  } finally {
    other.release();
  }
});
