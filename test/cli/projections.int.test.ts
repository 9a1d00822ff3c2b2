import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runProjectionsCommand } from '#cli/projections.ts';
import { answer } from '#commands/handling/command.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { followersLookup } from '#commands/projectionControl/projection.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { defineProcess } from '#projections/daemon/process.ts';
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

const verified = [accounts({ name: 'test-verified' })];
const run = async (line: string) => {
  const printed: string[] = [];
  const execute = createExecutor({
    store: world.store,
    codec: createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal is written here')) }),
    settings: testSettings,
    answers: new Map([
      answer(followersLookup.followers, async () => ({
        projections: ['test-cli', 'test-other', 'test-stopped'],
        processes: ['test-held', 'test-process'],
      })),
    ]),
    clock: () => new Date().toISOString(),
  });
  const status = () => projectionStatus(world.db, world.store);
  const code = await runProjectionsCommand(line.split(' '), {
    execute,
    status,
    store: world.store,
    readModels: { projections: verified, url: world.databases.read.readerUrl },
    print: (text) => printed.push(text),
  });
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

it('after a restore an operator has everything built anew by one command; what he stopped stays as it is', async () => {
  await world.record(acts(10));
  const processes = [
    defineProcess({ name: 'test-process', on: ['FeePaid'], react: async () => {} }),
    defineProcess({ name: 'test-held', on: ['FeePaid'], react: async () => {} }),
  ];
  await world.start({ projections: [accounts({ name: 'test-cli' }), accounts({ name: 'test-other' })], processes });
  await world.until(async () => expect((await run('list')).printed).toMatch(/test-other v1 g1 +running/));
  const generation = Number(/^test-cli v1 g(\d+)/m.exec((await run('list')).printed)?.[1]);
  expect((await run('pause test-held --reason maintenance')).code).toBe(0);
  // the log was restored: until somebody decides, nobody goes on
  const owner = new pg.Client({ connectionString: world.databases.log.ownerUrl });
  await owner.connect();
  await owner.query('select es.begin_epoch()');
  await owner.end();
  await world.until(async () => expect((await run('list')).printed).toMatch(/test-other v1 g1 +paused .*another history/));

  const { code, printed } = await run('rebuild --all --reason restored');
  expect(code).toBe(0);
  expect(printed).toMatch(/^test-cli +rebuild {2}Recorded at position \d+\.$/m);
  expect(printed).toMatch(/^test-process +resume {3}Recorded at position \d+\.$/m);
  expect(printed).toMatch(/^test-held +stays paused, as an operator decided$/m);
  await world.until(async () => {
    const list = (await run('list')).printed;
    expect(list).toMatch(new RegExp(`test-cli v1 g${generation + 1} +running`));
    expect(list).toMatch(/test-other v1 g2 +running/);
    expect(list).toMatch(/test-process v1 +running/);
    expect(list).toMatch(/test-held v1 +paused/);
  });
}, 60_000);

it.each([
  [
    'pause nowhere --reason x',
    'There is no projection or process "nowhere"; there are test-cli, test-held, test-other, test-process, test-stopped.',
  ],
  ['rebuild test-process --reason x', '"test-process" is a process: what it did cannot be done anew.'],
])('"%s" is refused by the rule, with its reason', async (line, printed) => expect(await run(line)).toEqual({ code: 1, printed }));

it.each([
  ['pause --reason x', 'Which one?'],
  ['pause test-stopped', 'To pause needs a --reason.'],
  ['skip test-stopped --reason x', 'To skip needs the --position of the event.'],
  ['skip test-stopped --reason x --position 99999999', 'There is no event at position 99999999.'],
  ['rebuild --all', 'To rebuild needs a --reason.'],
  ['rebuild test-stopped --all --reason x', 'Either --all, or test-stopped.'],
  ['resume --all', '--all goes with rebuild and verify, not with resume.'],
  ['explode test-stopped', 'What is to be done?'],
  ['list --loudly', "Unknown option '--loudly'"],
])('"%s" is refused with a sentence and the usage', async (line, sentence) => {
  const { code, printed } = await run(line);
  expect(code).toBe(2);
  expect(printed).toContain(sentence);
  expect(printed).toContain('npm run projections -- list');
});

it('an auditor finds a row changed by hand, by table, key and column, while everything runs; and takes the rows of a moment away', async () => {
  await world.start({ projections: verified });
  const position = await world.record(acts(60, 8, 3));
  await world.reached('test-verified', position);
  expect(await run('verify test-verified')).toMatchObject({
    code: 0,
    printed: expect.stringMatching(/rows are those of the log at position/),
  });

  const { rows } = await world.db.query<{ dossier_id: string }>(
    'update test_verified_v1_g1.test_verified set owed = owed + 1 where dossier_id = (select min(dossier_id) from read.test_verified) returning dossier_id',
  );
  const found = await run('verify test-verified');
  expect(found.code).toBe(1);
  expect(found.printed).toMatch(
    new RegExp(`1 of \\d+ rows differ from the log at position \\d+; first test_verified, dossier_id "${rows[0]?.dossier_id}": owed is`),
  );
  expect((await run('verify no-such')).code).toBe(2);
  expect((await run('verify test-verified --at yesterday --into postgres://x')).code).toBe(2);

  expect((await run(`verify test-verified --at ${position} --into ${world.databases.keys.ownerUrl}`)).code).toBe(0);
  const taken = new pg.Client({ connectionString: world.databases.keys.ownerUrl });
  await taken.connect();
  const left = (await taken.query('select count(*)::int as count from past.test_verified')).rows;
  await taken.end();
  expect(left[0]).toEqual((await world.db.query('select count(*)::int as count from read.test_verified')).rows[0]);
});
