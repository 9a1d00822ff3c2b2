import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { loadReference } from '#cli/reference.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import { reviewActs } from '#simulator/reviews.ts';
import { type Ran, runActs } from '#simulator/runActs.ts';
import { cityOn } from '#simulator/simulate.ts';
import { startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';

const settings = loadSettings();
const acts = reviewActs(cityOn(settings, '2025-07-01'), settings);

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Awaited<ReturnType<typeof startProcess>>;
let ran: Ran;
beforeAll(async () => {
  dbs = await createTestDatabases();
  one = await startProcess(dbs, parseMasterKeys(newMasterKey('2025-06-01')), { settings });
  await loadReference({ execute: one.execute });
  ran = await runActs({ execute: one.execute, acts });
}, 60_000);
afterAll(async () => {
  await one?.close();
  await dbs?.drop();
});
const versions = async (code: string) =>
  (await one.store.readStream(`procedure-${code}`)).filter(({ type }) => type === 'ProcedureVersionPublished');

describe('the simulated review of June 2025', () => {
  it('is refused only what its story says: approval of steps left at the district, publication of half an electronic procedure', () =>
    expect([ran.unexpected, ran.refused, ran.leftOut]).toEqual([{}, 3, 0]));

  it('publishes most in June for 1 July, some late for a later day, and leaves some with their department', async () => {
    const ends = await Promise.all(
      [...new Set(acts.map(({ lane }) => lane))].map(async (lane) => (await one.store.readStream(`${lane}.1`)).at(-1) as RecordedEvent),
    );
    const published = ends.filter(({ type }) => type === 'ReviewPublished');
    const onTime = published.filter(({ occurredAt }) => occurredAt < '2025-06-30T10:00:00.000Z');
    const from = (event: RecordedEvent) => (event.data as { effectiveFrom: string }).effectiveFrom;
    expect([ends.length, published.length, onTime.length]).toEqual([14, 12, 9]);
    expect(onTime.every((event) => from(event) === '2025-07-01')).toBe(true);
    expect(published.filter((event) => !onTime.includes(event)).every((event) => from(event) === '2025-07-07')).toBe(true);
  });

  it('changes the words of a procedure, not the course of its dossiers', async () => {
    const [first, second] = (await versions('2.000815')).map(
      ({ data }) => data as { limit: unknown; steps: { role: string; hours: number }[] },
    );
    expect(second?.limit).toEqual(first?.limit);
    expect(second?.steps.map(({ role, hours }) => [role, hours])).toEqual(first?.steps.map(({ role, hours }) => [role, hours]));
  });

  it('changes nothing when it is run again', async () => {
    const before = await one.store.head();
    const again = await runActs({ execute: one.execute, acts });
    expect([again.unexpected, again.refused, again.leftOut, again.repeated]).toEqual([{}, 3, 0, again.acts]);
    expect(await one.store.head()).toBe(before);
  });
});
