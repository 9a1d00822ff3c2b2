import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditQueries, personalDataReadQueries } from '#http/audit/auditQueries.ts';
import { dossierQueries } from '#http/dossiers/dossierQueries.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { received, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let models: ReadModels;
let app: TestServer;
let token: string;
beforeAll(async () => {
  models = await createReadModels([dossierList, procedureCatalogue, auditTrail]);
  await models.feed({ ...received(), at: '2025-07-01T02:00:00.000Z' });
  app = await startTestServer({
    commands: [],
    queries: [...dossierQueries, ...auditQueries, ...personalDataReadQueries],
    options: { db: models.db },
  });
  token = await app.token({ roles: ['auditor', 'supervisor'], units: ['*'] });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const asked = async (path: string, headers?: Record<string, string>) => {
  const { status, json } = await app.get(`/v1${path}`, token, headers);
  return status === 200 ? json.items.length : [status, json.errors];
};

it.each(['2025-07-01T02:00:00.000Z', '2025-07-01T02:00:00Z', '2025-07-01T09:00%2B07:00', '2025-07-01T09:00:00.000000+07:00'])(
  'a filter takes the instant %s as every other form of it',
  async (instant) => {
    expect([await asked(`/audit?occurredFrom=${instant}`), await asked(`/audit?occurredBefore=${instant}`)]).toEqual([1, 0]);
    expect([await asked(`/dossiers?dueFrom=${instant}`), await asked(`/dossiers?dueBefore=${instant}`)]).toEqual([1, 0]);
  },
);

it('a mere day is no instant, and the answer says what is', async () => {
  expect(await asked('/dossiers?dueBefore=2025-07-01', { 'accept-language': 'vi' })).toEqual([
    400,
    [{ in: 'query', pointer: '/dueBefore', detail: 'phải là thời điểm kèm độ lệch so với UTC, ví dụ 2025-07-31T17:00+07:00' }],
  ]);
});

it('what the log has no name for is refused by name', async () => {
  expect(await asked('/audit?type=DossierReceived')).toBe(1);
  expect(await asked('/audit?type=vn.motcua.DossierReceived')).toBe(1);
  expect(await asked('/audit?category=dossier')).toBe(1);
  expect(await asked('/audit?type=DossierRecieved')).toEqual([
    400,
    [
      {
        in: 'query',
        pointer: '/type',
        detail: expect.stringMatching(/^There is no type of event “DossierRecieved”\. Perhaps “DossierReceived”/),
      },
    ],
  ]);
  expect(await asked('/audit?category=bogus')).toEqual([
    400,
    [{ in: 'query', pointer: '/category', detail: 'There is no category of streams “bogus”.' }],
  ]);
  expect(await asked('/audit?command=ReceiveDossier')).toBe(0);
  expect(await asked('/audit?command=RecieveDossier')).toEqual([
    400,
    [
      {
        in: 'query',
        pointer: '/command',
        detail: expect.stringMatching(/^There is no command “RecieveDossier”\. Perhaps “ReceiveDossier”/),
      },
    ],
  ]);
  for (const [path, field] of [
    ['/audit?stream=dosier-1', 'stream'],
    ['/personal-data-reads?subject=dosier-1', 'subject'],
  ] as const)
    expect(await asked(path)).toEqual([
      400,
      [{ in: 'query', pointer: `/${field}`, detail: 'There is no category of streams “dosier”. Perhaps “dossier” is meant.' }],
    ]);
});

it('what an identity number has to be is said in words', async () => {
  expect(await asked(`/dossiers?unit=x&competentUnit=${unit}1&identityNumber=12`)).toEqual([
    400,
    [
      { in: 'query', pointer: '/unit', detail: 'must be a unit’s 5 digits, or the key of a department or office' },
      { in: 'query', pointer: '/competentUnit', detail: 'must be a unit’s 5 digits, or the key of a department or office' },
      { in: 'query', pointer: '/identityNumber', detail: 'must be the number of a paper: 5 to 20 letters, digits, dashes or slashes' },
    ],
  ]);
});
