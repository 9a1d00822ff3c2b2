import { afterAll, beforeAll, expect, it } from 'vitest';
import { dossierQueries, workloadQueries } from '#http/dossiers/dossierQueries.ts';
import { lateEntryQueries } from '#http/lateEntries/lateEntryQueries.ts';
import { officialQueries } from '#http/officials/officialQueries.ts';
import { allProjections } from '#projections/all.ts';
import { dossierIdOf, handedOver, received, settled, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

const agency = 'justice';
const day = (hour: number) => `2025-07-01T0${hour}:00:00.000Z`;
const [waiting, atAgency, done, own] = [1, 2, 3, 4].map(dossierIdOf) as [string, string, string, string];
const forAgency = { competentUnit: agency, placeOfReceipt: unit, holder: { unit } };
const toAgency = { from: { unit }, to: { unit: agency, official: 'sotuphap-07' } };

let models: ReadModels;
let app: TestServer;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  models = await createReadModels(allProjections);
  await models.feed(
    { ...received({ dossierId: waiting, code: 'C-1', ...forAgency }), at: day(1) },
    { ...received({ dossierId: atAgency, code: 'C-2', ...forAgency }), at: day(2) },
    { ...received({ dossierId: done, code: 'C-3', ...forAgency }), at: day(3) },
    { ...received({ dossierId: own, code: 'C-4' }), at: day(4) },
    { ...handedOver({ dossierId: atAgency, ...toAgency }), at: day(5) },
    { ...handedOver({ dossierId: done, ...toAgency }), at: day(6) },
    { ...settled({ dossierId: done, onTime: true }), at: day(7) },
  );
  app = await startTestServer({
    commands: [],
    queries: [...dossierQueries, ...workloadQueries, ...lateEntryQueries, ...officialQueries],
    options: { db: models.db, clock: () => day(8) },
  });
  tokens['commune'] = await app.token({ roles: ['officer'], units: [unit] });
  tokens['agency'] = await app.token({ roles: ['officer'], units: [agency] });
  tokens['office'] = await app.token({ roles: ['supervisor'], units: ['*'] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const items = async (who: string, path: string) => {
  const { status, json, body } = await app.get(`/v1${path}`, tokens[who]);
  if (status !== 200) throw new Error(body);
  return json.items as any[];
};
const ids = async (who: string, path: string) => (await items(who, path)).map(({ dossierId }): string => dossierId).toSorted();

it('the commune tells what it received for an agency from what is its own to decide', async () => {
  expect(await ids('commune', `/dossiers?placeOfReceipt=${unit}&receivedElsewhere=true`)).toEqual([waiting, atAgency, done]);
  expect(await ids('commune', `/dossiers?competentUnit=${unit}`)).toEqual([own]);
  const [line, none] = await items('commune', '/workload?from=2025-07-01&to=2025-07-01');
  expect([line, none]).toMatchObject([{ key: unit, received: 1, receivedElsewhere: 0, receivedForOthers: 3, open: 1 }, undefined]);
  expect(await ids('commune', line.links.receivedForOthers.slice('/v1'.length))).toEqual([waiting, atAgency, done]);
});

it('the agency sees what it is competent for, what it holds, and what has not reached it', async () => {
  expect(await ids('agency', '/dossiers')).toEqual([waiting, atAgency, done]);
  expect(await ids('agency', '/dossiers/queue')).toEqual([atAgency]);
  expect(await ids('agency', `/dossiers/received-elsewhere?unit=${agency}`)).toEqual([waiting]);
  expect(await items('agency', '/workload?from=2025-07-01&to=2025-07-01')).toMatchObject([
    { key: agency, received: 3, receivedElsewhere: 3, receivedForOthers: 0, settled: 1, onTime: 1, open: 2 },
  ]);
  expect(await items('office', `/officials/load?unit=${agency}`)).toMatchObject([
    { unit: agency, officialId: 'sotuphap-07', positions: [], held: 2, pending: 1 },
  ]);
});

it.each(['dossiers', 'dossiers/queue', 'dossiers/received-elsewhere', 'dossiers/counted', 'workload', 'late-entries', 'officials/load'])(
  'a filter of %s takes an agency, and names one that there is not',
  async (list) => {
    const about = async (party: string) => app.get(`/v1/${list}?unit=${party}`, tokens['office']);
    expect([(await about(agency)).status, (await about(unit)).status]).toEqual([200, 200]);
    const unknown = await about('no-such-department');
    expect([unknown.status, unknown.json.errors]).toEqual([
      400,
      [{ in: 'query', pointer: '/unit', detail: 'there is no party no-such-department' }],
    ]);
  },
);
