import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, acts } from './accounts.ts';
import { openWorld, startWorker, type World } from './world.ts';

// A worker process stops itself at one point of its work, at which it is then killed, or left until another has done its work and woken up again.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.recordInBulk(acts(200), 'dossier-past');
});
afterAll(() => world.close());

/** Where a worker stops: before or after a statement, `⏎` between it and the connection's last one. `#` stands for the schema of the first generation. */
type Stage = [label: string, when: 'before' | 'after', statement: string];
type Course = {
  stages: Stage[];
  env: NodeJS.ProcessEnv;
  before: (name: string) => Promise<void>;
  during: (name: string) => Promise<unknown>;
};

/** Five workers start at once on perhaps two busy cores. */
const PATIENCE_MS = 60_000;

let own = 0;
const nothing = async () => {};
const promoted = `set serving = true, state = 'running'`;
const moveOn = 'set position = \\$6';
const rows = '(insert into|copy) "#"';
const commit = '⏎commit$';

/** Far from the end of the log, where rows are written behind the folding; pages of five events. */
const firstBuild: Course = {
  env: { BATCH_SIZE: '20' },
  before: nothing,
  during: nothing,
  stages: [
    ['when a lease was given to it and it does not know', 'after', 'with free as'],
    ['while it makes tables', 'before', 'create table "#"'],
    ['after reading a page', 'after', 'from es.events where position > '],
    ['after folding, before anything is written', 'before', `begin.*⏎update daemon.projections\\s+${moveOn}`],
    ['after rows, before the commit', 'before', `${rows}.*${commit}`],
    ['after the commit, before it knows', 'after', `${rows}.*${commit}`],
    ['when an index was made', 'after', 'create index'],
    ['at promotion, before the commit', 'before', `${promoted}.*${commit}`],
  ],
};

/** At the end of the log, where a few events share a statement that writes rows and checkpoint. */
const live: Course = {
  env: { ONCE_DONE: `${promoted}.*${commit}` },
  before: nothing,
  during: async (name) => {
    await world.until(async () => expect(await world.status(name)).toMatchObject({ state: 'running' }), PATIENCE_MS);
    // dossiers of its own: what others record meanwhile has not loaded their rows before
    own += 1;
    await world.record(acts(20, 20, 2).map((act) => ({ ...act, dossier: act.dossier + 1_000 * own })));
  },
  stages: [
    ['after reading', 'after', 'from es.events where position > '],
    ['after loading, before folding', 'after', 'lateral.*from "#"'],
    ['after folding, before rows', 'before', `${moveOn}.*${rows}`],
    ['after rows were written, before it knows', 'after', `${moveOn}.*${rows}`],
  ],
};

/** While another generation is built beside the one in service. */
const rebuild: Course = {
  env: { BATCH_SIZE: '20' },
  before: async (name) => {
    const first = await world.start({ projections: [accounts({ name })] });
    await world.until(async () => expect(await world.status(name)).toMatchObject({ state: 'running' }));
    // Before the decision, so that the worker is the one to carry it out.
    await first[Symbol.asyncDispose]();
    await world.operate('ProjectionRebuildRequested', { projection: name, reason: 'test' });
  },
  during: nothing,
  stages: [
    ['in the middle of building', 'after', `(insert into|copy) "#2".*${commit}`],
    ['at promotion, before the commit', 'before', `${promoted}.*${commit}`],
    ['at promotion, after the commit', 'after', `${promoted}.*${commit}`],
    ['while the old rows are dropped', 'before', `drop schema.*${commit}`],
  ],
};

const schemasOf = async (name: string) =>
  (
    await world.db.query<{ nspname: string }>(`select nspname from pg_namespace where starts_with(nspname, $1)`, [
      `${name.replaceAll('-', '_')}_v`,
    ])
  ).rows.map(({ nspname }) => nspname);

let count = 0;
/** A worker process that has stopped itself at a stage. */
const stoppedAt = async ({ env, before, during }: Course, [, when, statement]: Stage) => {
  const name = `test-stage-${(count += 1)}`;
  await before(name);
  const table = name.replaceAll('-', '_');
  const pattern = statement.replace('#2', `${table}_v1_g2`).replace('#', `${table}_v1_g1`);
  const worker = startWorker(world, name, {
    ...env,
    LEASE_MS: '600',
    [when === 'before' ? 'STOP_BEFORE' : 'STOP_AFTER']: pattern,
  });
  await Promise.all([worker.said(/^stops here$/m), during(name)]);
  return { name, worker };
};

/** Waits until a lease has run out and the database has ended the transaction that locked its row. */
const untilFree = (name: string) =>
  world.until(async () => {
    const free = 'select from daemon.projections where name = $1 and lease_until < clock_timestamp() for update skip locked';
    expect((await world.db.query(free, [name])).rowCount).toBe(1);
  }, PATIENCE_MS);

/** Another worker takes over, and handles what came meanwhile and what comes then; it has stopped when this resolves. */
const inherit = async (name: string, generation: number) => {
  await using _heir = await world.start({ projections: [accounts({ name })], leaseMs: 3_000, batchSize: 20 });
  const position = await world.record(acts(10, 50, 3));
  await world.until(async () => expect(await world.status(name)).toMatchObject({ state: 'running', generation }), PATIENCE_MS);
  await world.reached(name, position);
};

const expectEqualToReplay = async (name: string, generation: number) => {
  const { stored, replayed } = await world.storedAndReplayed(accounts({ name }), (await world.status(name))?.position ?? -1);
  expect(Object.values(replayed).flat().length).toBeGreaterThan(20);
  expect(stored).toEqual(replayed);
  expect(await schemasOf(name)).toEqual([`${name.replaceAll('-', '_')}_v1_g${generation}`]);
};

/** Kills a worker at a stage; another goes on, and has left rows equal to a replay. */
const expectSurvived = async (course: Course, stage: Stage, generation: number) => {
  const { name, worker } = await stoppedAt(course, stage);
  await worker.kill('SIGKILL');
  await inherit(name, generation);
  await expectEqualToReplay(name, generation);
};

describe.concurrent.each([
  ['building its first rows', 1, firstBuild],
  ['following the end of the log', 1, live],
  ['rebuilding beside rows in service', 2, rebuild],
] as const)('a worker %s, killed', (_, generation, course) => {
  it.each(course.stages)(
    '%s, leaves nothing half-done: another goes on, and rows equal a replay',
    (...stage) => expectSurvived(course, stage, generation),
    3 * PATIENCE_MS,
  );
});

// Alone: any worker carries out what it hears of, whomever it is about.
it(
  'a worker killed when it has carried out an operator’s decision and does not know leaves it carried out once',
  () => expectSurvived(rebuild, ['', 'after', `insert into daemon.projections.*${commit}`], 2),
  3 * PATIENCE_MS,
);

describe.concurrent('a worker that falls silent and wakes up when another has done its work', () => {
  it.each([
    ['while it builds', firstBuild, ['before', `${rows}.*${commit}`], /^was answered$/m],
    ['at promotion', firstBuild, ['before', `${promoted}.*${commit}`], /^was answered$/m],
    ['at the end of the log', live, ['before', rows], /^was answered$/m],
    ['when a lease was given to it', firstBuild, ['after', 'with free as'], /^Lease taken/m],
  ] as const)(
    '%s, cannot write any more',
    async (_, course, [when, statement], itsAnswer) => {
      const { name, worker } = await stoppedAt(course, ['', when, statement]);
      await untilFree(name);
      const heir = await world.start({ projections: [accounts({ name })], leaseMs: 60_000, batchSize: 20 });
      await world.until(
        async () => expect(await world.status(name)).toMatchObject({ state: 'running', owner: expect.anything() }),
        PATIENCE_MS,
      );
      await world.reached(name, await world.store.head());
      const { owner } = (await world.status(name)) ?? {};

      void worker.kill('SIGCONT');
      await worker.said(itsAnswer);
      await world.reached(name, await world.record(acts(10, 50, 3)));
      expect((await world.status(name))?.owner).toBe(owner);
      await worker.kill('SIGKILL');
      await heir[Symbol.asyncDispose]();
      await expectEqualToReplay(name, 1);
    },
    3 * PATIENCE_MS,
  );
});
