import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Term } from '#domain/dossier/reminders.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { searchDossiers } from '#projections/dossierList/queries.ts';
import { dossiersToRemind, termQuery } from '#projections/dossierList/terms.ts';
import {
  dossierIdOf,
  dossierReminded,
  dossierUrged,
  type Happened,
  received,
  settled,
  submitted,
  supplementRequested,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const at = (time: string, event: Happened): Happened => ({ ...event, at: time });
const due = '2025-07-04T10:00:00.000Z';
const hour = (time: string, hours: number) => Temporal.Instant.from(time).add({ hours }).toString({ smallestUnit: 'millisecond' });
const [open, done, told, waiting, online, made, far] = [1, 2, 3, 4, 5, 6, 7].map(dossierIdOf) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const receivedWith = (dossierId: string, time = due) =>
  at('2025-07-01T02:00:00.000Z', received({ dossierId, code: dossierId.slice(-4), appointed: { at: time, lines: ['hẹn'] } }));

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([dossierList]);
  await models.feed(
    ...[open, done, told, waiting].map((id) => receivedWith(id)),
    receivedWith(far, '2025-07-09T10:00:00.000Z'),
    at('2025-07-01T03:00:00.000Z', submitted({ dossierId: online })),
    { ...receivedWith(made), actor: { id: 'sim', simulated: true } } as Happened,
    at('2025-07-02T03:00:00.000Z', settled({ dossierId: done })),
    at('2025-07-03T03:00:00.000Z', supplementRequested({ dossierId: waiting })),
    at('2025-07-04T10:00:01.000Z', dossierReminded({ dossierId: told })),
    at('2025-07-04T10:00:02.000Z', dossierUrged({ dossierId: told })),
  );
});
afterAll(() => models.drop());

const overdue: Term = { about: 'due', from: 'deadline', after: [''], later: hour(due, -48), until: due };
const found = async (term: Term, limit = 10) => (await dossiersToRemind(models.db, term, limit)).map(({ dossierId }) => dossierId);

describe('dossiers to be reminded of', () => {
  it('owe a result, wait for nobody else, were not reminded by the step, and are nobody’s invention', async () => {
    expect(await found(overdue)).toEqual([open]);
    expect(await found({ ...overdue, after: ['', 'overdue'] })).toEqual([open, told]);
  });
  it('lie in the time asked about, both ends as said', async () => {
    expect(await found({ ...overdue, until: hour(due, -1) })).toEqual([]);
    expect(await found({ ...overdue, later: due, until: hour(due, 1) })).toEqual([]);
    expect(await found({ ...overdue, openAt: due })).toEqual([]);
    expect(await found({ ...overdue, openAt: hour(due, -1) })).toEqual([open]);
  });
  it('wait for reception since they were handed in, and for the citizen since the clock stopped', async () => {
    const since = '2025-07-01T03:00:00.000Z';
    const reception: Term = { about: 'reception', from: 'since', after: [''], later: hour(since, -1), until: since };
    expect(await dossiersToRemind(models.db, reception, 10)).toEqual([{ dossierId: online, countsFrom: since }]);
    const stopped = '2025-07-03T03:00:00.000Z';
    expect(await found({ ...reception, about: 'citizen', later: hour(stopped, -1), until: stopped })).toEqual([waiting]);
  });
  it('are no more than asked for, the longest waiting first', async () => {
    const all = { ...overdue, after: ['', 'overdue'], until: hour(due, 240) };
    expect(await found(all)).toEqual([open, told, far]);
    expect(await found(all, 2)).toEqual([open, told]);
  });
  it('show in the list how often they were reminded of and urged, and that is no activity', async () => {
    const [row] = await searchDossiers(models.db, { units: 'all', dossierIds: [told] }, due, { limit: 1 });
    expect(row).toMatchObject({
      reminded: 1,
      remindedAt: '2025-07-04T10:00:01.000Z',
      urged: 1,
      urgedAt: '2025-07-04T10:00:02.000Z',
      stopDueSince: null,
      lastEvent: 'DossierUrged',
    });
  });
});

it('reads as much as it answers, whatever else is open or was reminded of', async () => {
  const others = Array.from({ length: 900 }, (_, n) => dossierIdOf(100 + n));
  await models.feed(...others.map((id, n) => receivedWith(id, hour('2025-08-01T01:00:00.000Z', n))));
  await models.feed(
    ...others.slice(0, 400).map((dossierId, n) => {
      const countsFrom = hour('2025-08-01T01:00:00.000Z', n);
      return at(countsFrom, dossierReminded({ dossierId, countsFrom }));
    }),
  );
  const term = { ...overdue, after: ['', 'due-in-4'], later: '2025-08-20T00:00:00.000Z', until: '2025-08-20T12:00:00.000Z' };
  const [explained] = await termQuery(models.db, term, 500).explain('json', sql`analyze`);
  const plan = JSON.stringify(explained);
  expect(plan).toMatch(/Index/);
  expect(plan).not.toMatch(/Seq Scan/);
  // nothing that was read was thrown away
  expect(plan).not.toMatch(/"Rows Removed by (Filter|Index Recheck)":[1-9]/);
  expect(await found(term, 500)).toHaveLength(12);
});
