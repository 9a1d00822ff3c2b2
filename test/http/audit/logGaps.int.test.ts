import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerOfficial } from '#commands/official/person.ts';
import { auditQueries } from '#http/audit/auditQueries.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

// Positions 2–4 and 6 are drawn and lost, as by appends whose server was killed.

let app: TestServer;
let owner: pg.Client;
let auditor: string;

beforeAll(async () => {
  app = await startTestServer({ commands: [registerOfficial], queries: auditQueries });
  owner = new pg.Client({ connectionString: app.databases.log.ownerUrl });
  await owner.connect();
  auditor = await app.token({ roles: ['auditor'], units: [] });
  const administrator = await app.token({ roles: ['administrator'], units: [] });
  for (const lost of [0, 3, 1]) {
    for (let n = 0; n < lost; n += 1) await owner.query(`select nextval('es.positions')`);
    await app.post('/v1/officials', administrator, { name: 'Nguyễn Văn A', office: 'civil-servant' });
  }
});
afterAll(async () => {
  await owner?.end();
  await app?.close();
});

const ranges = async (query = '') =>
  (await app.get(`/v1/log-gaps${query}`, auditor)).json.items.map(({ from, to }: { from: number; to: number }) => [from, to]);

it('tells auditors why positions are missing, with the proof', async () => {
  const { json, headers } = await app.get('/v1/log-gaps?limit=1', auditor);
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(json).toEqual({
    items: [
      {
        from: 2,
        to: 4,
        firstSeenAt: instant,
        provedAt: instant,
        behind: 5,
        holdersWhenSeen: [],
        holdersWhenProved: [],
        rule: expect.stringMatching(/no holder .* remained/),
      },
    ],
    next: expect.any(String),
    position: 7,
  });
  expect(headers['motcua-position']).toBe('7');
  expect(await ranges(`?limit=1&cursor=${json.next}`)).toEqual([[6, 6]]);
});

it.each([
  [
    '',
    [
      [2, 4],
      [6, 6],
    ],
  ],
  [
    '?from=3',
    [
      [2, 4],
      [6, 6],
    ],
  ],
  ['?from=5', [[6, 6]]],
  ['?from=7', []],
])('lists what lies at a position or behind it (%s)', async (query, expected) => {
  expect(await ranges(query)).toEqual(expected);
});

it('is a file too, and for auditors and administrators only', async () => {
  const { body } = await app.get('/v1/log-gaps?format=csv', auditor);
  expect(body.split('\r\n').map((line) => line.split(',').slice(0, 2).join())).toEqual(['\uFEFFfrom,to', '2,4', '6,6', '']);
  expect((await app.get('/v1/log-gaps', await app.token({ roles: ['supervisor'], units: [] }))).status).toBe(403);
});
