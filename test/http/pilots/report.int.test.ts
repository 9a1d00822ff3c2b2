import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pilotQueries } from '#http/pilots/pilotQueries.ts';
import { ask, type RequestTools } from '#http/server/query.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { pilots } from '#projections/pilots/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import {
  calendarPublished,
  dossierIdOf,
  type Happened,
  handedOver,
  pilotIssueFound,
  pilotIssueResolved,
  pilotPlanned,
  pilotStarted,
  received,
  returned,
  settled,
  supplementGiven,
  supplementRequested,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';

const pilotId = 'thu-nghiem-1';
const local = (time: string, day = '16'): string => `2025-06-${day}T${time}:00+07:00`;
const at = (time: string, day?: string) => ({ at: new Date(local(time, day)).toISOString() });
const one = { dossierId: dossierIdOf(1) };
const two = { dossierId: dossierIdOf(2) };
const appointed = { at: at('17:00', '17').at, lines: ['hẹn'] };

/** Two dossiers of the pilot on Monday 16 June and one beside it; the first is settled, the second still lies there on Wednesday. */
const history: Happened[] = [
  { ...calendarPublished({ days: [] }), ...at('07:00') },
  {
    ...pilotPlanned({
      criteria: [
        { measure: 'received', bound: 'at-least', value: 2 },
        { measure: 'on-time-share', bound: 'at-least', value: 0.9 },
        { measure: 'errors-per-hundred', bound: 'at-most', value: 10 },
        { measure: 'open-issues', bound: 'at-most', value: 0 },
      ],
    }),
    ...at('07:01'),
  },
  { ...pilotStarted(), ...at('07:02') },
  { ...received({ ...one, pilot: pilotId, appointed }), ...at('08:00') },
  { ...received({ dossierId: dossierIdOf(3), appointed }), ...at('08:05') },
  { ...received({ ...two, pilot: pilotId, appointed }), ...at('08:10') },
  { ...handedOver(one), ...at('08:30') },
  { ...supplementRequested(one), ...at('09:00') },
  { ...pilotIssueFound({ dossierId: two.dossierId }), ...at('09:30') },
  { ...supplementGiven({ ...one, due: appointed }), ...at('10:00') },
  { ...settled(one), ...at('10:45') },
  { ...returned(one), ...at('11:00') },
  { ...pilotIssueResolved(), ...at('16:00') },
];

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([auditTrail, centerReadiness, pilots, workingCalendar]);
  await models.feed(...history);
});
afterAll(() => models.drop());

const report = async (asOf: string): Promise<any> => {
  const query = pilotQueries.find(({ name }) => name === 'GetPilotReport');
  const tools = { db: models.db, settings: testSettings, now: at('08:00', '30').at, units: 'all' } as unknown as RequestTools;
  return query && ask(query, tools, { pilotId, ...query.query?.parse({ asOf }) });
};
const met = ({ results }: { results: { measure: string; found: number | null; met: boolean }[] }) =>
  results.map(({ measure, found, met: one }) => [measure, found, one]);

describe('the report of a pilot', () => {
  it('counts its own dossiers, and says criterion by criterion whether it is met', async () => {
    const then = await report(local('17:00'));
    expect(then.figures).toMatchObject({ received: 2, settled: 1, onTime: 1, overdue: 0, inError: 2, issues: 1, openIssues: 0 });
    expect(met(then)).toEqual([
      ['received', 2, true],
      ['on-time-share', 1, true],
      ['errors-per-hundred', 100, false],
      ['open-issues', 0, true],
    ]);
    expect(then.met).toBe(false);
  });
  it('takes what is overdue for not on time, from the moment it is', async () => {
    expect(met(await report(local('17:00', '17')))[1]).toEqual(['on-time-share', 1, true]);
    expect(met(await report(local('17:01', '17')))[1]).toEqual(['on-time-share', 0.5, false]);
  });
  it('gives the working time of each step, without the time in which the citizen was waited for', async () => {
    const { steps } = (await report(local('17:00'))).figures;
    expect(steps.map(({ step, times, meanMinutes }: Record<string, number>) => [step, times, meanMinutes])).toEqual([
      [0, 1, 30],
      [1, 1, 75],
    ]);
  });
  it('is that of any past, by an instant or a position', async () => {
    expect((await report(local('08:04'))).figures).toMatchObject({ received: 1, settled: 0 });
    expect((await report(local('09:45'))).figures).toMatchObject({ received: 2, openIssues: 1 });
    expect((await report('5')).figures).toMatchObject({ received: 2, settled: 0, issues: 0 });
    expect(met(await report('3'))[1]).toEqual(['on-time-share', null, false]);
    expect(await report(local('06:00'))).toBeUndefined();
  });
});
