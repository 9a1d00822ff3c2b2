import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runProjectionsCommand } from '#cli/projections.ts';
import { answer } from '#commands/handling/command.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { followersLookup } from '#commands/projectionControl/projection.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { projectionStatus } from '#projections/daemon/status.ts';
import { accounts, acts } from '#test/projections/daemon/accounts.ts';
import { openWorld, type World } from '#test/projections/daemon/world.ts';
import { testSettings } from '#test/support/settings.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world.close());

const run = async (line: string) => {
  const printed: string[] = [];
  const execute = createExecutor({
    store: world.store,
    codec: createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal is written here')) }),
    settings: testSettings,
    answers: new Map([
      answer(followersLookup.followers, async () => ({ projections: ['test-cli', 'test-stopped'], processes: ['test-process'] })),
    ]),
    clock: () => new Date().toISOString(),
  });
  const status = () => projectionStatus(world.db, world.store);
  const code = await runProjectionsCommand(line.split(' '), { execute, status, store: world.store, print: (text) => printed.push(text) });
  return { code, printed: printed.join('\n') };
};

it('an operator finds the event that stands in the way, skips it, and has the rows built anew', async () => {
  await world.record(acts(10));
  const bad = await world.record([{ dossier: 1, unit: 1, kind: 'FeePaid', dong: 901 }]);
  await world.start({ projections: [accounts({ name: 'test-cli', poison: 901 })] });
  await world.until(async () => expect((await run('list')).printed).toMatch(`of position ${bad}  FeePaid: Error at`));

  expect(await run(`skip test-cli --position ${bad} --reason decided`)).toMatchObject({
    code: 0,
    printed: expect.stringMatching(/^Recorded at position \d+\.$/),
  });
  await world.reached('test-cli', bad);
  expect(await run(`skip test-cli --position ${bad} --reason decided`)).toEqual({ code: 0, printed: 'It was already so.' });
  expect((await run('rebuild test-cli --reason decided')).code).toBe(0);
  await world.until(async () => expect((await run('list')).printed).toMatch(/^test-cli v1 g2 +running +position \d+, 0 behind/));
});

it('an operator pauses and resumes', async () => {
  await world.start({ projections: [accounts({ name: 'test-stopped' })] });
  await world.until(async () => expect((await run('list')).printed).toMatch(/test-stopped v1 g1 +running/));
  expect((await run('pause test-stopped --reason maintenance')).code).toBe(0);
  await world.until(async () => expect((await run('list')).printed).toMatch(/test-stopped v1 g1 +paused .*operator: maintenance/));
  expect((await run('resume test-stopped')).code).toBe(0);
  await world.until(async () => expect((await run('list')).printed).toMatch(/test-stopped v1 g1 +running/));
});

it.each([
  ['pause nowhere --reason x', 'There is no projection or process "nowhere"; there are test-cli, test-process, test-stopped.'],
  ['rebuild test-process --reason x', '"test-process" is a process: what it did cannot be done anew.'],
])('"%s" is refused by the rule, with its reason', async (line, printed) => expect(await run(line)).toEqual({ code: 1, printed }));

it.each([
  ['pause --reason x', 'Which one?'],
  ['pause test-stopped', 'To pause needs a --reason.'],
  ['skip test-stopped --reason x', 'To skip needs the --position of the event.'],
  ['skip test-stopped --reason x --position 99999999', 'There is no event at position 99999999.'],
  ['explode test-stopped', 'What is to be done?'],
  ['list --loudly', "Unknown option '--loudly'"],
])('"%s" is refused with a sentence and the usage', async (line, sentence) => {
  const { code, printed } = await run(line);
  expect(code).toBe(2);
  expect(printed).toContain(sentence);
  expect(printed).toContain('npm run projections -- list');
});
