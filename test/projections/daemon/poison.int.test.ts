import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Act, accounts, acts, dossierId } from './accounts.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world.close());

const poison = (dong: number, dossier = 3): Act => ({ dossier, unit: 1, kind: 'FeeRequested', dong });

const pausedAt = (name: string, position: number) =>
  world.until(async () => expect(await world.status(name)).toMatchObject({ state: 'paused', failedPosition: position }));

it('an event that cannot be folded pauses its projection only, just before the event, without telling what the event says', async () => {
  await world.start({ projections: [accounts({ name: 'test-told', poison: 901 }), accounts({ name: 'test-others' })] });
  const good = await world.record(acts(30));
  const bad = await world.record([poison(901)]);
  const after = await world.record(acts(30, 50, 2));
  await pausedAt('test-told', bad);
  await world.reached('test-others', after);

  const status = await world.status('test-told');
  const { events } = await world.store.readAll({ after: bad - 1, limit: 1 });
  expect(status).toMatchObject({ position: good, failedEventId: events[0]?.id });
  expect(status?.owner).toBeUndefined();
  expect(status?.reason).toMatch(/^FeeRequested: Error at test\/projections\/daemon\/accounts\.ts:\d+$/);
  expect(JSON.stringify([status, world.log.lines])).not.toContain(dossierId(3));
  expect(world.log.lines.filter((line) => line.level === 'error' && JSON.stringify(line).includes('test-told'))).toHaveLength(1);
});

it('an event in the middle of a large batch is found, and everything before it is kept', async () => {
  const good = await world.record(acts(500));
  // Of a dossier that nothing else happens to: its row is still as refused when the batch is written.
  const bad = await world.record([poison(902, 77)]);
  await world.record(acts(500, 50, 2));
  await world.start({ projections: [accounts({ name: 'test-middle', refused: 902 })], batchSize: 5_000 });
  await pausedAt('test-middle', bad);
  const status = await world.status('test-middle');
  expect(status?.position).toBe(good);
  // What the database says about it quotes no value either.
  expect(status?.reason).toMatch(/^FeeRequested: error, 22/);
  const { rows } = await world.rows('test-middle');
  expect(rows.length).toBeGreaterThan(10);
});

it('a skipped event is passed over, the projection goes on, and a rebuild passes over it too', async () => {
  await world.record(acts(20));
  const bad = await world.record([poison(903)]);
  await world.start({ projections: [accounts({ name: 'test-skipped', poison: 903 })] });
  await pausedAt('test-skipped', bad);
  const { events } = await world.store.readAll({ after: bad - 1, limit: 1 });
  await world.operate('ProjectionEventSkipped', {
    projection: 'test-skipped',
    position: bad,
    eventId: events[0]?.id ?? '',
    reason: 'test',
  });
  const last = await world.record(acts(20, 50, 2));
  await world.reached('test-skipped', last);
  const written = await world.rows('test-skipped');

  await world.operate('ProjectionRebuildRequested', { projection: 'test-skipped', reason: 'test' });
  await world.until(async () => expect(await world.status('test-skipped')).toMatchObject({ generation: 2, state: 'running' }));
  expect(await world.rows('test-skipped')).toEqual(written);
});

it('an operator pauses and resumes; a repaired projection goes on where it stopped', async () => {
  await world.record(acts(20));
  const bad = await world.record([poison(904)]);
  const broken = await world.start({ projections: [accounts({ name: 'test-operated', poison: 904 })] });
  await pausedAt('test-operated', bad);
  await broken[Symbol.asyncDispose]();

  await world.start({ projections: [accounts({ name: 'test-operated' })] });
  await world.operate('ProjectionResumed', { projection: 'test-operated' });
  await world.reached('test-operated', bad);
  await world.operate('ProjectionPaused', { projection: 'test-operated', reason: 'maintenance' });
  await world.until(async () =>
    expect(await world.status('test-operated')).toMatchObject({ state: 'paused', reason: 'operator: maintenance' }),
  );
  const { position } = (await world.status('test-operated')) ?? {};
  const later = await world.record(acts(10, 50, 2));
  expect(await world.status('test-operated')).toMatchObject({ state: 'paused', position });
  await world.operate('ProjectionResumed', { projection: 'test-operated' });
  await world.reached('test-operated', later);
});

it('a decision taken while no daemon ran is carried out by the next one, once', async () => {
  await world.record(acts(20));
  const bad = await world.record([poison(905)]);
  const first = await world.start({ projections: [accounts({ name: 'test-decided', poison: 905 })] });
  await pausedAt('test-decided', bad);
  const eventId = (await world.status('test-decided'))?.failedEventId ?? '';
  await first[Symbol.asyncDispose]();
  await world.operate('ProjectionEventSkipped', { projection: 'test-decided', position: bad, eventId, reason: 'test' });
  await world.operate('ProjectionRebuildRequested', { projection: 'test-decided', reason: 'test' });
  await world.start({ projections: [accounts({ name: 'test-decided', poison: 905 })] });
  await world.start({ projections: [accounts({ name: 'test-decided', poison: 905 })] });
  await world.until(async () => expect(await world.status('test-decided')).toMatchObject({ generation: 2, state: 'running' }));
  const { rows } = await world.db.query('select name, generation from daemon.projections where name = $1', ['test-decided']);
  expect(rows).toEqual([{ name: 'test-decided', generation: 2 }]);
});
