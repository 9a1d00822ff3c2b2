import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runStress } from '#cli/stress.ts';
import { createTestDatabases } from '#test/support/database.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
beforeEach(async () => {
  databases = await createTestDatabases();
});
afterEach(() => databases.drop());

const stress = (seconds: number) => runStress({ ownerUrl: databases.log.ownerUrl, appUrl: databases.log.appUrl, seconds, seed: 20250701 });

it('loses, doubles and reorders nothing, and explains every gap, under writers that roll back, think long and are killed', async () => {
  const verdict = await stress(6);
  expect(verdict).toMatchObject({ faults: [], ok: true, lost: 0, doubled: 0, reordered: 0, vanished: 0, gaps: { unexplained: 0 } });
  // Otherwise nothing was tried.
  expect(verdict.acts).toMatchObject({
    'appended at any revision': expect.any(Number),
    'appended at an exact revision': expect.any(Number),
    'committed within a longer transaction': expect.any(Number),
    'rolled back': expect.any(Number),
    'killed before the commit': expect.any(Number),
    'connections killed': expect.any(Number),
    repeated: expect.any(Number),
  });
  expect(verdict.gaps.rolledBack).toBeGreaterThan(0);
  expect(verdict.gaps.killed).toBeGreaterThan(0);
  expect(Object.values(verdict.readers)).toEqual(Array.from({ length: 5 }, () => verdict.events));
}, 60_000);

it('notices a log that takes every hole for dead', async () => {
  const owner = new pg.Client({ connectionString: databases.log.ownerUrl });
  await owner.connect();
  await owner.query(`create or replace function es.appenders() returns text[] language sql as $$ select '{}'::text[] $$`);
  await owner.end();
  const verdict = await stress(2);
  expect(verdict.ok).toBe(false);
  expect(verdict.lost).toBeGreaterThan(0);
}, 60_000);
