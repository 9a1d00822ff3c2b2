import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandNamed } from '#commands/all.ts';
import { START } from '#events/store/event.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { announceEndOfCalendars } from '#processes/writeNotices.ts';
import { findDuty } from '#projections/duties/queries.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { testSettings } from '#test/support/settings.ts';
import { type Duties, dutyWorks, startDuties } from './duties.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let duties: Duties;
beforeAll(async () => {
  databases = await createTestDatabases();
  const { log, read, keys } = databases;
  const stores = { log: log.appUrl, read: read.projectorUrl, keys: keys.appUrl, masterKey: newMasterKey('2025-06-01') };
  duties = await startDuties(stores, testSettings, { ...dutyWorks, projections: [...dutyWorks.projections, workingCalendar] });
});
afterAll(async () => {
  await duties?.stop();
  await databases?.drop();
});

const publish = (year: number, now: string) =>
  duties.execute(
    commandNamed('PublishCalendar'),
    { year, days: [], ground: 'Thông báo' },
    { actor: { id: 'admin', role: 'administrator' }, permit: () => {}, now },
  );
const announce = (now: string) => announceEndOfCalendars({ ...duties.watchTools, channelsOf: () => ['email'] }, now);
const dutyId = 'calendars.2028.office-of-city-committee';
const noticesOf = async () =>
  (await duties.store.readAll({ after: START, limit: 100 })).events.filter(({ type }: { type: string }) => type === 'NoticeWritten');

it('becomes a duty of the Office a year ahead, once, with a notice, and is fulfilled by the next calendar', async () => {
  for (const year of [2025, 2026, 2027]) await publish(year, '2025-06-01T01:00:00.000Z');
  await announce('2026-12-30T01:00:00.000Z');
  await duties.settled();
  expect(await findDuty(duties.db, dutyId, undefined)).toBeUndefined();

  for (const now of ['2026-12-31T01:00:00.000Z', '2027-01-01T01:00:00.000Z', '2027-01-01T01:00:00.000Z']) await announce(now);
  await duties.settled();
  expect(await findDuty(duties.db, dutyId, undefined)).toMatchObject({
    party: 'office-of-city-committee',
    state: 'open',
    assignedAt: '2026-12-31T01:00:00.000Z',
    deadline: '2027-11-01T10:00:00.000Z',
    escalateTo: 'city-peoples-committee',
  });
  expect(await noticesOf()).toHaveLength(1);
  expect((await noticesOf())[0]).toMatchObject({ data: { dutyId, to: 'office-of-city-committee', channel: 'email' } });

  await publish(2028, '2027-10-15T02:00:00.000Z');
  await duties.settled();
  expect(await findDuty(duties.db, dutyId, undefined)).toMatchObject({
    state: 'fulfilled',
    fulfilledAt: '2027-10-15T02:00:00.000Z',
    lines: ['Lịch làm việc năm 2028 được công bố ngày 15/10/2027'],
  });
  await announce('2027-12-30T01:00:00.000Z');
  await duties.settled();
  expect(await findDuty(duties.db, 'calendars.2029.office-of-city-committee', undefined)).toBeUndefined();
});
