import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Receipt } from '#commands/handling/receipt.ts';
import type { Caller } from '#test/support/caller.ts';
import { type FakeServer, startFakeServer } from '#test/support/eventstore/fakeServer.ts';
import { discard, type Motcua, newDataDir, runProgram, startMotcua } from '#test/support/motcua.ts';
import { citizen, handedIn, happened, openCenter } from './city.ts';

// The whole product with its log in KurrentDB, in order: a Center opens, a dossier is received and seen everywhere, both sides die and come back.

const unit = '25747';
const dataDir = newDataDir();
const dossierId = randomUUID();
const key = { 'idempotency-key': 'counter-1-0001' };
let server: FakeServer;
let motcua: Motcua;
let received: Receipt;
let feed: unknown[];
let reception: Caller;
let auditor: Caller;

const start = async () => {
  motcua = await startMotcua(dataDir, { EVENTSTORE_URL: server.url });
  reception = await motcua.as({ roles: ['officer'], units: [unit], official: `${unit}-reception` });
  auditor = await motcua.as({ roles: ['auditor'], units: [] });
};
const seen = async (caller: Caller, path: string, { position }: Receipt) => {
  const answer = await caller.get(`${path}${path.includes('?') ? '&' : '?'}after=${position}`);
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.headers['motcua-stale']).toBeUndefined();
  return answer.json;
};

beforeAll(async () => {
  server = await startFakeServer();
  await start();
});
afterAll(async () => {
  await motcua?.kill('SIGTERM');
  await server?.close();
  await discard(dataDir);
});

it('sets up a Center and opens it', async () => {
  const { head } = await openCenter(motcua, unit);
  const opened = { position: server.events().at(-1)?.position } as Receipt;
  const now = await seen(head, `/v1/centers/${unit}`, opened);
  expect(await seen(head, `/v1/centers/${unit}?on=2025-07-01`, opened)).toMatchObject({ state: 'open', revision: now.revision });
});

it('receives a dossier once, shows it in a query, in the audit trail and in the feed', async () => {
  received = await reception.order('/v1/dossiers', handedIn(unit, { dossierId }), key);
  expect(await reception.order('/v1/dossiers', handedIn(unit, { dossierId }), key)).toEqual({ ...received, repeated: true });
  expect(await reception.post('/v1/dossiers', handedIn(unit, { dossierId: randomUUID() }), key)).toMatchObject({ status: 422 });

  expect(await seen(reception, `/v1/dossiers/${dossierId}`, received)).toMatchObject({
    code: `H29.${unit}-250829-0001`,
    status: 'received',
  });
  const trail = await auditor.list(`/v1/audit?stream=dossier-${dossierId}&after=${received.position}`);
  expect(trail).toMatchObject([{ type: 'DossierReceived', position: received.position, command: 'ReceiveDossier' }]);
  feed = await auditor.events();
  expect(feed).toContainEqual(expect.objectContaining({ id: received.events[0]?.id, subject: `dossier-${dossierId}` }));
});

it('keeps the events in the server as its own tools expect them, and nothing personal in clear', () => {
  const [event] = server.events().filter(({ stream }) => stream === `dossier-${dossierId}`);
  expect(event).toMatchObject({ id: received.events[0]?.id, type: 'DossierReceived', contentType: 'application/json', revision: 0 });
  const metadata = JSON.parse(new TextDecoder().decode(event?.metadata));
  expect(metadata).toMatchObject({
    $correlationId: expect.any(String),
    $causationId: expect.any(String),
    actor: { role: 'officer' },
    unit,
    schemaVersion: 2,
    command: { name: 'ReceiveDossier' },
    ...happened('2025-08-29T02:00:00.000Z'),
  });
  const everything = server.events().map(({ data, metadata: beside }) => new TextDecoder().decode(data) + new TextDecoder().decode(beside));
  expect(everything.join()).not.toMatch(new RegExp(`${citizen.name}|${citizen.identityNumber}`));
});

it('goes on after the server was away', async () => {
  await server.stop();
  expect((await reception.get('/readyz')).status).toBe(503);
  await server.start();
  const again = () =>
    reception.post(
      `/v1/dossiers/${dossierId}/hand-over-dossier`,
      { to: { unit, official: `${unit}-reception` } },
      { 'idempotency-key': 'h1' },
    );
  await expect.poll(async () => (await again()).status < 500, { timeout: 30_000 }).toBe(true);
  await expect.poll(async () => (await reception.get('/readyz')).status, { timeout: 30_000 }).toBe(200);
});

it('finds everything again after it was killed', async () => {
  await motcua.kill('SIGKILL');
  const before = server.events().length;
  await start();
  expect(server.events()).toHaveLength(before);
  expect(await reception.order('/v1/dossiers', handedIn(unit, { dossierId }), key)).toEqual({ ...received, repeated: true });
  expect(await seen(reception, `/v1/dossiers/${dossierId}`, received)).toMatchObject({ code: `H29.${unit}-250829-0001` });
  expect((await auditor.events()).slice(0, feed.length)).toEqual(feed);
  const next = await reception.order('/v1/dossiers', handedIn(unit));
  const path = `/v1/dossiers/${next.stream.slice('dossier-'.length)}`;
  // The leases of the killed one have to end first: until then an answer says that it is stale.
  const stale = async () => (await reception.get(`${path}?after=${next.position}`)).headers['motcua-stale'];
  await expect.poll(stale, { timeout: 30_000 }).toBeUndefined();
  expect(await seen(reception, path, next)).toMatchObject({ status: 'received' });
});

it('serves a command-line program beside it', async () => {
  const program = runProgram(['cli/projections.ts', 'list'], { DATA_DIR: dataDir, EVENTSTORE_URL: server.url });
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(program.output.stdout).toMatch(/dossier-list/);
});
