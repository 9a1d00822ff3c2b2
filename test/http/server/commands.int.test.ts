import { afterAll, beforeAll, expect, it } from 'vitest';
import { establishCenter } from '#commands/center/decision.ts';
import { stateEquipmentNeed } from '#commands/center/equipment.ts';
import { openPoint } from '#commands/center/places.ts';
import { registerOfficial } from '#commands/official/person.ts';
import { pauseProjection } from '#commands/projectionControl/projection.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
let administrator: string;
let head: string;
beforeAll(async () => {
  app = await startTestServer({ commands: [establishCenter, stateEquipmentNeed, openPoint, registerOfficial, pauseProjection] });
  administrator = await app.token({ roles: ['administrator'], units: ['*'], sub: 'admin-1' });
  head = await app.token({ roles: ['center-head'], units: ['25747'], sub: 'head-1', official: 'o-7' });
});
afterAll(() => app.close());

const act = { number: '12/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' };
const decision = { act, effectiveOn: '2025-07-01', functions: ['f'], tasks: ['t'], powers: ['p'] };
const establish = (unit: string) => ({ unit, decision });
const point = { pointId: 'p1', name: 'Điểm 1', address: 'Số 1', counters: 3, openedOn: '2025-07-01' };
const established = async (unit: string) => app.post('/v1/centers', administrator, establish(unit));

it('answers a creation with 201, its place, and the revision as ETag', async () => {
  const answer = await established('25747');
  expect(answer.status).toBe(201);
  expect(answer.headers).toMatchObject({ location: '/v1/centers/25747', etag: '"0"', 'cache-control': 'no-store' });
  expect(answer.json).toMatchObject({
    stream: 'center-25747',
    revision: 0,
    repeated: false,
    events: [{ type: 'CenterEstablished', revision: 0 }],
  });
  const [event] = await app.store.readStream('center-25747');
  expect(event).toMatchObject({
    actor: { id: 'admin-1', role: 'administrator' },
    correlationId: answer.headers['x-correlation-id'],
    unit: '25747',
  });
});

it('takes the id from the URL and records for which unit and as which official the actor acted', async () => {
  const answer = await app.post('/v1/centers/25747/open-point', head, point, { 'x-correlation-id': 'counter-3.42' });
  expect([answer.status, answer.headers['x-correlation-id'], answer.headers.etag]).toEqual([200, 'counter-3.42', '"1"']);
  const event = (await app.store.readStream('center-25747')).at(-1);
  expect(event).toMatchObject({
    actor: { id: 'head-1', role: 'center-head', unit: '25747', official: 'o-7' },
    correlationId: 'counter-3.42',
  });
});

it('repeats a command with the same Idempotency-Key without doing it twice, and refuses the key for another body', async () => {
  const send = (name: string, key: string) =>
    app.post('/v1/officials', administrator, { name, office: 'civil-servant' }, { 'idempotency-key': key });
  const first = await send('Nguyễn Văn A', 'k-1');
  const second = await send('Nguyễn Văn A', '"k-1"');
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.headers['idempotent-replayed']).toBe('true');
  expect(second.json).toEqual({ ...first.json, repeated: true });
  const other = await send('Trần Thị B', 'k-1');
  expect([other.status, other.json.type]).toEqual([422, '/problems/idempotency-key-reused']);
});

it('never carries out later what changed nothing when its key came first', async () => {
  const headOf = await app.token({ roles: ['center-head'], units: ['25747'], sub: 'head-3' });
  const need = (quantity: number, key: string) =>
    app.post('/v1/centers/25747/state-equipment-need', headOf, { item: 'bàn thử', quantity, ground: 'x' }, { 'idempotency-key': key });
  await need(5, 'need-A');
  const first = await need(5, 'need-B');
  expect([first.status, first.json.events]).toEqual([200, []]);
  await need(9, 'need-C');
  const repeat = await need(5, 'need-B');
  expect(repeat.json).toEqual({ ...first.json, repeated: true });
  expect(repeat.headers).toMatchObject({ 'idempotent-replayed': 'true', etag: first.headers.etag });
  expect((await app.store.readStream('center-25747')).filter(({ type }) => type === 'EquipmentNeeded')).toHaveLength(2);
  expect((await need(6, 'need-B')).status).toBe(422);
});

it.each(['', 'a b', 'ü', 'x'.repeat(129), 'a"b'])('refuses the Idempotency-Key %j', async (key) => {
  const answer = await app.post('/v1/centers', administrator, establish('25750'), { 'idempotency-key': key });
  expect(answer.status).toBe(400);
  expect(answer.json.errors).toMatchObject([{ in: 'header', pointer: '/idempotency-key' }]);
});

it('refuses a command at another revision than If-Match names, and says at which the stream stands', async () => {
  await established('25750');
  const open = (ifMatch: string, pointId: string) =>
    app.post('/v1/centers/25750/open-point', administrator50, { ...point, pointId }, { 'if-match': ifMatch });
  const administrator50 = await app.token({ roles: ['center-head'], units: ['25750'] });
  const stale = await open('"7"', 'a');
  expect([stale.status, stale.json.actual, stale.headers.etag]).toEqual([412, 0, '"0"']);
  expect((await open('"0"', 'a')).status).toBe(200);
  // as a proxy that compresses hands it back
  expect((await open('W/"1"', 'b')).status).toBe(200);
  expect((await open('W/"1"', 'c')).status).toBe(412);
  expect((await open('*', 'c')).status).toBe(200);
  for (const malformed of ['0', 'W/1', '"1", "2"', '"x"']) expect((await open(malformed, 'c')).status).toBe(400);
});

it('refuses If-Match: * when there is nothing yet', async () => {
  const answer = await app.post('/v1/centers', administrator, establish('25760'), { 'if-match': '*' });
  expect([answer.status, answer.json.actual]).toEqual([412, -1]);
  expect(await app.store.readStream('center-25760')).toEqual([]);
});

it('names every fault of the input by JSON pointer', async () => {
  const answer = await app.post('/v1/centers', administrator, { unit: '1', decision: { ...decision, tasks: [], 'a/b': 1 }, colour: 'red' });
  expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
  expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '',
    '/decision',
    '/decision/tasks',
    '/unit',
  ]);
  expect(answer.json).toMatchObject({
    type: '/problems/input-invalid',
    status: 400,
    instance: '/v1/centers',
    traceId: answer.headers['x-correlation-id'],
  });
});

it('answers a broken rule with its code', async () => {
  const answer = await established('99999');
  expect([answer.status, answer.json.type]).toEqual([404, '/problems/unit-unknown']);
});

it('refuses personal values that are sealed already: they could be those of somebody else', async () => {
  const name = { sealed: 'AAAA', stream: 'official-x', eventId: 'e', field: 'name' };
  const answer = await app.post('/v1/officials', administrator, { name, office: 'civil-servant' });
  expect(answer.status).toBe(400);
});

it('refuses an id in the URL that is none', async () => {
  const answer = await app.post('/v1/centers/abc/open-point', head, point);
  expect([answer.status, answer.json.errors]).toEqual([400, [expect.objectContaining({ in: 'path', pointer: 'id' })]]);
});

it('keeps names and bodies out of the log', async () => {
  await app.post('/v1/officials', administrator, { name: 'Planted Name', office: 'nothing such' });
  await app.request('POST', '/v1/officials', administrator, {
    body: '{"name": "Planted Name',
    headers: { 'content-type': 'application/json' },
  });
  expect(app.logged.join('')).toContain('"route":"/v1/officials"');
  expect(app.logged.join('')).toContain('"actor":"admin-1","command":"RegisterOfficial","stream":"official-');
  expect(app.logged.join('')).toContain('"problem":"input-invalid"');
  expect(app.logged.join('')).not.toMatch(/Planted|Nguyễn/);
});

it('counts commands by outcome and requests by route', async () => {
  const { body } = await app.get('/metrics');
  expect(body).toMatch(/motcua_commands_total\{command="RegisterOfficial",outcome="repeated"\} 1/);
  expect(body).toMatch(/motcua_http_request_duration_seconds_count\{method="POST",route="\/v1\/centers",status="201"\} \d/);
});

it('refuses to pause a projection that is none, and says which there are', async () => {
  const pause = (name: string) => app.post(`/v1/projections/${name}/pause-projection`, administrator, { reason: 'maintenance' });
  expect((await pause('dossier-list')).status).toBe(200);
  expect((await pause('dossier-lists')).json).toMatchObject({
    status: 404,
    type: '/problems/projection-unknown',
    detail: expect.stringContaining('there are dossier-list.'),
  });
  expect(await app.store.readStream('projection-dossier-lists')).toEqual([]);
});
