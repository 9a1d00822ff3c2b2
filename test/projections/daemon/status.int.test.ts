import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { START } from '#events/store/event.ts';
import { projectionStatus, waitForPosition } from '#projections/daemon/status.ts';
import { accounts, acts } from './accounts.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world.close());

it('lag is told in positions and in the age of the oldest event not handled, and is nothing when all are', async () => {
  const daemon = await world.start({ projections: [accounts({ name: 'test-lag' })] });
  await world.reached('test-lag', await world.record(acts(10)));
  expect(await world.status('test-lag')).toMatchObject({ lagPositions: 0, lagSeconds: 0, owner: expect.any(String) });
  await daemon[Symbol.asyncDispose]();

  const before = performance.now();
  await world.shiftRecording('-1 minute');
  const first = await world.record(acts(1));
  await world.shiftRecording('0');
  const last = await world.record(acts(9));
  const [line] = await projectionStatus(world.reader, world.store);
  expect(line).toMatchObject({ name: 'test-lag', lagPositions: last - first + 1 });
  expect(line?.lagSeconds).toBeGreaterThanOrEqual(60);
  expect(line?.lagSeconds).toBeLessThanOrEqual(60 + (performance.now() - before) / 1_000);
  expect(line).not.toHaveProperty('owner');
});

it('what a process waits by design is no lag', async () => {
  const daemon = await world.start({ projections: [accounts({ name: 'test-patient' })] });
  await world.reached('test-patient', await world.record(acts(1)));
  await daemon[Symbol.asyncDispose]();
  await world.shiftRecording('-1 minute');
  await world.record(acts(1));
  await world.shiftRecording('0');
  const lineWith = async (delayMs: number) =>
    (await projectionStatus(world.reader, world.store, [{ name: 'test-patient', delayMs }])).find(({ name }) => name === 'test-patient');
  expect(await lineWith(600_000)).toMatchObject({ lagPositions: 1, lagSeconds: 0, delaySeconds: 600 });
  const late = await lineWith(10_000);
  expect(late?.lagSeconds).toBeGreaterThanOrEqual(50);
  expect(late?.lagSeconds).toBeLessThan(((await lineWith(0))?.lagSeconds ?? 0) - 9);
  expect(await lineWith(0)).not.toHaveProperty('delaySeconds');
});

it('waiting for a position ends when the rows are there, in this process and in another', async () => {
  const daemon = await world.start({ projections: [accounts({ name: 'test-awaited' })] });
  for (const progress of [daemon.progress, undefined]) {
    const position = await world.record(acts(20));
    const answer = await waitForPosition(world.reader, ['test-awaited'], position, 10_000, progress);
    expect(answer.reached).toBe(true);
    expect(answer.position).toBeGreaterThanOrEqual(position);
  }
});

it('waiting ends after its time with how far it is, also for a projection that does not exist', async () => {
  const position = await world.record(acts(1));
  const daemon = await world.start({ projections: [accounts({ name: 'test-there' })] });
  await world.reached('test-there', position);
  const started = performance.now();
  expect(await waitForPosition(world.reader, ['test-there'], position + 1000, 150, daemon.progress)).toEqual({
    reached: false,
    position,
    positions: [position],
  });
  expect(performance.now() - started).toBeGreaterThanOrEqual(145);
  expect((await waitForPosition(world.reader, ['test-there', 'test-nowhere'], position, 50)).reached).toBe(false);
  expect(await waitForPosition(world.reader, [], position, 50)).toEqual({ reached: true, position, positions: [] });
});

it('where projections run elsewhere, and where some do, it is told how far they are, not that nothing is known', async () => {
  const elsewhere = await world.start({ projections: [accounts({ name: 'test-elsewhere' })] });
  const here = await world.start({ projections: [accounts({ name: 'test-here' })] });
  const position = await world.record(acts(3));
  await world.reached('test-elsewhere', position);
  await world.reached('test-here', position);
  const asked = (names: string[], progress?: typeof here.progress) => waitForPosition(world.reader, names, START, 0, progress);
  expect(await asked(['test-elsewhere'])).toEqual({ reached: true, position, positions: [position] });
  expect(await asked(['test-elsewhere'], here.progress)).toEqual({ reached: true, position, positions: [position] });
  expect(await asked(['test-elsewhere', 'test-here'], here.progress)).toEqual({
    reached: true,
    position,
    positions: [position, position],
  });
  expect(await asked(['test-elsewhere'], elsewhere.progress)).toEqual({ reached: true, position, positions: [position] });
  expect(await asked(['test-elsewhere', 'test-nowhere'], here.progress)).toEqual({
    reached: true,
    position: START,
    positions: [position, START],
  });
});

it('many who wait at once are answered', async () => {
  await world.start({ projections: [accounts({ name: 'test-many' })] });
  const position = await world.record(acts(50));
  const answers = await Promise.all(Array.from({ length: 500 }, () => waitForPosition(world.reader, ['test-many'], position, 20_000)));
  expect(answers.every(({ reached }) => reached)).toBe(true);
});
