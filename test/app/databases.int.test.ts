import { generateKeyPairSync } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { api } from '#app/api.ts';
import { type App, startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { type Network, openNetwork } from '#test/support/network.ts';

// The whole program behind a network that ends, loses and silences its connections to each of its three databases.

type Place = 'log' | 'keys' | 'read';
const places = ['log', 'keys', 'read'] as const;
let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let networks: Record<Place, Network>;
let app: App;
let url: string;
let administrator: Caller;
/** Past the network. */
let owner: pg.Client;
const logged: string[] = [];

beforeAll(async () => {
  dbs = await createTestDatabases();
  networks = {
    log: await openNetwork(dbs.log.appUrl),
    keys: await openNetwork(dbs.keys.appUrl),
    read: await openNetwork(dbs.read.projectorUrl),
  };
  owner = new pg.Client({ connectionString: dbs.read.ownerUrl });
  await owner.connect();
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const config = parseConfig({
    EVENTSTORE_URL: networks.log.url,
    DATABASE_URL: networks.read.url,
    DATABASE_READER_URL: networks.read.at(dbs.read.readerUrl),
    KEYS_DATABASE_URL: networks.keys.url,
    MASTER_KEY: newMasterKey('2026-11-24'),
    ISSUER_PRIVATE_JWK: JSON.stringify(jwk),
    PORT: '0',
  });
  app = await startApp(config, pino({ level: 'info' }, { write: (line) => void logged.push(line) }));
  url = app.url ?? '';
  administrator = await callerOf(url, jwk, { roles: ['administrator', 'center-head', 'supervisor', 'auditor'], units: ['*'] });
  await linesHeldSince('epoch');
  await everyPartAnswers();
}, 90_000);
afterAll(async () => {
  for (const place of places) networks?.[place].speak();
  await app?.[Symbol.asyncDispose]();
  await owner?.end();
  for (const place of places) await networks?.[place].close();
  await dbs?.drop();
});

/** Resolves when every projection and process was taken or renewed after this moment, and is held. */
const linesHeldSince = (moment: string, timeout = 30_000) =>
  vi.waitFor(
    async () => {
      const { rows } = await owner.query<{ left: string[]; all: number }>(
        `select count(*)::int as all,
           coalesce(array_agg(name) filter (where not (leased_at > $1::timestamptz and lease_until > clock_timestamp()) or owner is null), '{}') as left
         from daemon.projections`,
        [moment],
      );
      if (rows[0] === undefined || rows[0].all < 20 || rows[0].left.length > 0) throw new Error(`nobody holds ${rows[0]?.left.join(', ')}`);
    },
    { timeout, interval: 100 },
  );
const momentOfDatabase = async (): Promise<string> =>
  (await owner.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]?.now ?? '';

let officials = 0;
const register = () =>
  administrator.post('/v1/officials', { officialId: `o-${++officials}`, name: 'Nguyễn Văn Tý', office: 'civil-servant', unit: '25747' });
const dossiers = () => administrator.get('/v1/dossiers?limit=1');
const expectUnavailable = (answer: { status: number; headers: Record<string, string | undefined>; json: any }) => {
  expect(answer).toMatchObject({ status: 503, json: { type: expect.stringMatching(/\/(store-)?unavailable$/) } });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
};
const everyPartAnswers = () =>
  vi.waitFor(
    async () => {
      const { position } = (await register()).json ?? {};
      const answer = await administrator.get(`/v1/officials?limit=1&after=${position}`);
      if (answer.status !== 200 || answer.headers['motcua-stale'] !== undefined) throw new Error(`${answer.status} ${answer.body}`);
    },
    { timeout: 45_000, interval: 100 },
  );

const health = ['/livez', '/readyz', '/metrics', '/health/projections'];
/** Status of each, all asked at once; throws when one takes two seconds. */
const healthWithinTwoSeconds = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(
      health.map(async (path) => {
        const begun = performance.now();
        const response = await fetch(`${url}${path}`);
        await response.text();
        expect(performance.now() - begun, path).toBeLessThan(2_000);
        return [path, response.status] as const;
      }),
    ),
  );

describe('a server that ends a connection right behind an answer', { timeout: 60_000 }, () => {
  it.each([
    ['read', 'from "read"', dossiers],
    ['read', 'read.projection_status', () => administrator.get('/health/projections')],
    ['log', 'append', register],
    ['log', 'readStreams', register],
    ['keys', 'keys-take', register],
  ] as const)('costs nobody but who uses it (%s, %s)', async (place, text, ask) => {
    const struck = networks[place].inject(text);
    const answers = [await ask(), await ask(), await ask()];
    await struck;
    for (const answer of answers) if (answer.status !== 503) expect(answer.status).toBeLessThan(300);
    await everyPartAnswers();
  });

  it('costs no worker its line', async () => {
    const struck = networks.read.inject('daemon.projections');
    await register();
    await struck;
    await linesHeldSince(await momentOfDatabase());
  });
});

describe('read models out of reach', () => {
  beforeAll(() => networks.read.close());
  afterAll(async () => {
    await networks.read.reopen();
    await everyPartAnswers();
  });

  it('are a 503 with Retry-After for every query, and a defect for none', async () => {
    expectUnavailable(await dossiers());
    const asked = api.queries.filter(({ path }) => !path.includes(':'));
    expect(asked.length).toBeGreaterThan(20);
    const answered = [];
    for (const { path } of asked) {
      const answer = await administrator.get(`/v1${path}`);
      // Those that ask for more, for something fixed, or for another role.
      if (![200, 400, 403, 404].includes(answer.status)) expectUnavailable(answer);
      if (answer.status === 200) answered.push(path);
    }
    // Agencies and units are files, gaps those of the log.
    expect(answered.sort()).toEqual(['/agencies', '/log-gaps', '/units']);
  });

  it('do not hinder commands that need none, and are a 503 to those that do', async () => {
    expect((await register()).status).toBe(201);
    const act = { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' };
    const decision = { act, effectiveOn: '2025-07-01', functions: ['f'], tasks: ['t'], powers: ['p'] };
    await administrator.post('/v1/centers', { unit: '25747', decision });
    expectUnavailable(await administrator.post('/v1/centers/25747/open-center', { openedOn: '2025-07-01' }));
  });

  it('are told by the health routes', async () => {
    expect(await healthWithinTwoSeconds()).toEqual({ '/livez': 200, '/readyz': 503, '/metrics': 200, '/health/projections': 503 });
  });
});

describe('databases that fall silent', { timeout: 90_000 }, () => {
  it('are given up within ten seconds, and health is told within two, while nothing answers', async () => {
    for (const place of places) networks[place].goSilent();
    const begun = performance.now();
    const asked = [dossiers(), register(), administrator.get('/v1/events?limit=1')];
    expect(await healthWithinTwoSeconds()).toEqual({ '/livez': 200, '/readyz': 503, '/metrics': 200, '/health/projections': 503 });
    for (const answer of await Promise.all(asked)) expectUnavailable(answer);
    expect(performance.now() - begun).toBeLessThan(11_000);
    await healthWithinTwoSeconds();
    for (const place of places) networks[place].speak();
    await everyPartAnswers();
  });

  it('cost open connections only: others are opened, and workers take their lines again within 15 seconds', async () => {
    await Promise.all(Array.from({ length: 12 }, dossiers));
    for (const place of places) networks[place].forget();
    const moment = await momentOfDatabase();
    const begun = performance.now();
    const asked = Promise.all([dossiers(), register()]);
    await linesHeldSince(moment, 15_000);
    for (const answer of await asked) if (answer.status !== 503) expect(answer.status).toBeLessThan(300);
    expect(performance.now() - begun).toBeLessThan(15_000);
    await everyPartAnswers();
    expect(await healthWithinTwoSeconds()).toEqual({ '/livez': 200, '/readyz': 200, '/metrics': 200, '/health/projections': 200 });
  });
});

it('nothing of it was taken for a defect', () => {
  expect(logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)).toEqual([]);
});
