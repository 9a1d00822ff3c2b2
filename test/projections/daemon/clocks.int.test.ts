import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { claim } from '#projections/daemon/leases.ts';
import { defineProcess } from '#projections/daemon/process.ts';
import { projectionStatus } from '#projections/daemon/status.ts';
import { accounts, acts, eventOf } from './accounts.ts';
import { openWorld, type World } from './world.ts';

// The read database's clock is moved, for all who ask as the projector; the process's clock is moved for whoever looks at it.

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.stopAll();
  await world.setReadClock('0');
  await world.shiftRecording('0');
});
afterAll(() => world.close());

const ourClockIs = (hours: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });

/** Who holds a projection, whatever the time. */
const holderOf = async (name: string) =>
  (await world.db.query<{ owner: string | null }>('select owner from daemon.projections where name = $1', [name])).rows[0]?.owner;

const expectEqualToReplay = async (name: string) => {
  await world.stopAll();
  const { stored, replayed } = await world.storedAndReplayed(accounts({ name }), (await world.status(name))?.position ?? -1);
  expect(Object.values(replayed).flat().length).toBeGreaterThan(20);
  expect(stored).toEqual(replayed);
};

/** A process that notes the amounts it sees. */
const noting = (name: string, delayMs: number) => {
  const done: number[] = [];
  const process = defineProcess({
    name,
    on: ['FeePaid'],
    delayMs,
    react: async ({ data }) => void done.push(data.totalDong),
  });
  return { done, process };
};

describe('a database clock that is set', () => {
  it('back by hours does not make the lease of a dead worker last for hours', async () => {
    const projection = accounts({ name: 'test-back' });
    const alive = await world.start({ projections: [projection] });
    await world.reached('test-back', await world.record(acts(50)));
    await alive[Symbol.asyncDispose]();
    expect(await claim(world.db, 'dead', 1_000, [projection], await world.store.epoch())).toHaveLength(1);
    await world.setReadClock('-3 hours');
    await world.start({ projections: [projection] });
    await world.reached('test-back', await world.record(acts(50, 50, 2)));
    await expectEqualToReplay('test-back');
  });

  it('forward by hours ends every lease at once, and nothing is counted twice', async () => {
    const projections = [accounts({ name: 'test-forward' })];
    await world.start({ projections, leaseMs: 60_000 });
    await world.reached('test-forward', await world.record(acts(50)));
    const holder = await holderOf('test-forward');
    await world.setReadClock('5 hours');
    await world.start({ projections });
    await world.until(async () => expect([holder, null]).not.toContain(await holderOf('test-forward')));
    await world.reached('test-forward', await world.record(acts(50, 50, 2)));
    await expectEqualToReplay('test-forward');
  });

  it('to and fro under two workers at work leaves rows equal to a replay', async () => {
    const projections = [accounts({ name: 'test-to-and-fro' })];
    await world.start({ projections, batchSize: 40, leaseMs: 300 });
    await world.start({ projections, batchSize: 40, leaseMs: 300 });
    let position = -1;
    for (const [round, shift] of ['2 hours', '-2 hours', '7 hours', '0', '-1 day', '1 day'].entries()) {
      await world.setReadClock(shift);
      position = await world.record(acts(60, 50, round + 1), 20);
    }
    await world.reached('test-to-and-fro', position);
    await expectEqualToReplay('test-to-and-fro');
  });
});

describe('a process clock that is wrong by hours', () => {
  it.each([5, -5])('(%i) neither takes nor loses a lease by it, nor tells a wrong lag', async (hours) => {
    const name = `test-wrong-${Math.abs(hours)}${hours < 0 ? 'b' : ''}`;
    const first = await world.start({ projections: [accounts({ name })], leaseMs: 60_000 });
    await world.reached(name, await world.record(acts(30)));
    const { owner } = (await world.status(name)) ?? {};
    ourClockIs(hours);
    await using _other = await world.start({ projections: [accounts({ name })], leaseMs: 60_000 });
    await world.reached(name, await world.record(acts(30, 50, 2)));
    expect((await world.status(name))?.owner).toBe(owner);
    await first[Symbol.asyncDispose]();
    await _other[Symbol.asyncDispose]();
    await world.record(acts(1));
    const line = (await projectionStatus(world.reader, world.store)).find((one) => one.name === name);
    expect(line?.lagPositions).toBe(1);
    expect(line?.lagSeconds).toBeLessThan(1_800);
    expect(line?.lagSeconds).toBeGreaterThan(0);
  });

  it('does not look at an event before its time', async () => {
    const { done, process } = noting('test-not-yet', 3_600_000);
    ourClockIs(5);
    await world.start({ processes: [process] });
    const position = await world.record([{ dossier: 1, unit: 1, kind: 'FeePaid', dong: 71 }]);
    await world.until(async () => expect((await world.status('test-not-yet'))?.owner).toBeDefined());
    // What is recorded after it for others to see has been seen: it was not overlooked, it is waited for.
    await using _follower = await world.start({ projections: [accounts({ name: 'test-seen' })] });
    await world.reached('test-seen', position);
    expect(done).toEqual([]);
    await world.setReadClock('61 minutes');
    await world.until(() => expect(done).toContain(71));
  });
});

it('an event recorded by a clock hours ahead is waited for no longer than the delay itself', async () => {
  const { done, process } = noting('test-ahead', 300);
  await world.shiftRecording('3 hours');
  await world.record([{ dossier: 1, unit: 1, kind: 'FeePaid', dong: 72 }]);
  await world.shiftRecording('0');
  await world.start({ processes: [process] });
  await world.until(() => expect(done.at(-1)).toBe(72));
});

it('the order of the log is that of appending, whatever the order of event ids', async () => {
  const position = await world.store.head();
  const ids = ['2026-11-24T05:00Z', '2026-11-24T01:00Z', '2030-01-01T00:00Z', '2020-01-01T00:00Z'].map((clock, number) => {
    const time = Date.parse(clock).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000${number}`;
  });
  for (const [dossier, id] of ids.entries())
    await world.store.append(`dossier-ids-${dossier % 2}`, 'any', [{ ...eventOf({ dossier, unit: 1, kind: 'FeePaid', dong: 1 }), id }]);
  const { events } = await world.store.readAll({ after: position });
  expect(events.map(({ id }) => id)).toEqual(ids);
  expect((await world.store.readStream('dossier-ids-1')).map(({ id }) => id)).toEqual([ids[1], ids[3]]);
});
