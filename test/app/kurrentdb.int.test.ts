import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { type Network, openNetwork } from '#test/support/network.ts';

// The whole program with its log in a KurrentDB, behind a network that ends, loses and silences its connections.

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let server: FakeServer;
let network: Network;
let app: App;
let caller: Caller;
const logged: string[] = [];

beforeAll(async () => {
  [dbs, server] = await Promise.all([createTestDatabases(), startFakeServer()]);
  network = await openNetwork(server.url);
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const config = parseConfig({
    EVENTSTORE_URL: network.url,
    DATABASE_URL: dbs.read.projectorUrl,
    DATABASE_READER_URL: dbs.read.readerUrl,
    KEYS_DATABASE_URL: dbs.keys.appUrl,
    MASTER_KEY: newMasterKey('2026-11-24'),
    ISSUER_PRIVATE_JWK: JSON.stringify(jwk),
    PORT: '0',
  });
  app = await startApp(config, pino({ level: 'info' }, { write: (line) => void logged.push(line) }));
  caller = await callerOf(app.url ?? '', jwk, { roles: ['administrator', 'center-head', 'supervisor', 'auditor'], units: ['*'] });
  await everyPartAnswers();
}, 90_000);
afterAll(async () => {
  network?.speak();
  await app?.[Symbol.asyncDispose]();
  await network?.close();
  await server?.close();
  await dbs?.drop();
});

let officials = 0;
const register = () =>
  caller.post('/v1/officials', { officialId: `o-${++officials}`, name: 'Nguyễn Văn Tý', office: 'civil-servant', unit: '25747' });
/** A command is recorded, its event seen by the workers, and its row shown. */
const everyPartAnswers = (timeout = 45_000) =>
  vi.waitFor(
    async () => {
      const registered = await register();
      if (registered.status !== 201) throw new Error(`${registered.status} ${registered.body}`);
      const { position } = registered.json;
      const answer = await caller.get(`/v1/officials?limit=1&after=${position}`);
      if (answer.status !== 200 || answer.headers['motcua-stale'] !== undefined) throw new Error(`${answer.status} ${answer.body}`);
    },
    { timeout, interval: 100 },
  );
const expectUnavailable = (answer: { status: number; headers: Record<string, string | undefined>; json: any }) => {
  expect(answer).toMatchObject({ status: 503, json: { type: expect.stringMatching(/\/(store-)?unavailable$/) } });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
};
/** Status of each, all asked at once; throws when one takes two seconds. */
const healthWithinTwoSeconds = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(
      ['/livez', '/readyz', '/metrics', '/health/projections'].map(async (path) => {
        const begun = performance.now();
        const response = await fetch(`${app.url}${path}`);
        await response.text();
        expect(performance.now() - begun, path).toBeLessThan(2_000);
        return [path, response.status] as const;
      }),
    ),
  );

describe('a KurrentDB', { timeout: 90_000 }, () => {
  it('that hangs up on everybody costs a repeat or a 503, and nothing is recorded twice', async () => {
    const before = server.events().filter(({ type }) => type === 'OfficialRegistered').length;
    const asked = Array.from({ length: 12 }, register);
    network.hangUp();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
    await everyPartAnswers();
    const ids = server
      .events()
      .filter(({ type }) => type === 'OfficialRegistered')
      .map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length - before).toBeGreaterThanOrEqual(statuses.filter((status) => status === 201).length);
  });

  it('that falls silent is given up within ten seconds, and health is told within two', async () => {
    network.goSilent();
    const begun = performance.now();
    const asked = [register(), caller.get('/v1/events?limit=1')];
    expect(await healthWithinTwoSeconds()).toEqual({ '/livez': 200, '/readyz': 503, '/metrics': 200, '/health/projections': 503 });
    for (const answer of await Promise.all(asked)) expectUnavailable(answer);
    expect(performance.now() - begun).toBeLessThan(11_000);
    network.speak();
    await everyPartAnswers();
  });

  it('whose open connections are forgotten is reached by others within 20 seconds, by commands, queries and workers', async () => {
    network.forget();
    const begun = performance.now();
    await everyPartAnswers(20_000);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(await healthWithinTwoSeconds()).toEqual({ '/livez': 200, '/readyz': 200, '/metrics': 200, '/health/projections': 200 });
  });
});

it('nothing of it was taken for a defect', () => {
  expect(logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)).toEqual([]);
});
