import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processTools } from '#app/tools.ts';
import { commands } from '#commands/all.ts';
import type { Recorded } from '#events/store/event.ts';
import { carryOutDossierBatch } from '#processes/carryOutDossierBatch.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { elsewhere, home, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { testSettings } from '#test/support/settings.ts';

let app: TestServer;
let giver: string;
let other: string;
beforeAll(async () => {
  app = await startTestServer({ commands, staff: staffServing, options: { clock: () => local('2025-07-02T08:00') } });
  await setUpCity(app.execute);
  giver = await app.token({ roles: ['officer'], units: [home], sub: 'giver', official: 'official-1' });
  other = await app.token({ roles: ['officer'], units: [elsewhere], sub: 'other', official: 'official-3' });
});
afterAll(() => app.close());

const receive = async (token: string, unit: string): Promise<string> => {
  const dossierId = randomUUID();
  const answer = await app.post('/v1/dossiers', token, { ...stated, dossierId, channel: 'direct', placeOfReceipt: unit });
  expect(answer.status).toBe(201);
  return dossierId;
};
const order = (body: object, key = randomUUID(), token = giver) =>
  app.post('/v1/dossier-batches', token, { unit: home, ...body }, { 'idempotency-key': key });
const read = async (stream: string): Promise<Recorded<any>[]> => (await app.store.readStream(stream)).map(app.codec.decode);
/** Carries a batch out; `dies`: the worker is killed before that many outcomes have been put on record. */
const carryOut = async (stream: string, dies = false): Promise<void> => {
  const [accepted] = await read(stream);
  const { execute, store, personalData, codec } = app;
  const unused = { lookups: {} as never, channelsOf: () => [], settings: testSettings };
  const tools = processTools({ execute, personalData, store, decode: codec.decode, ...unused });
  const killed = { ...tools, execute: () => Promise.reject(new Error('killed')) };
  await carryOutDossierBatch.react(accepted as never, dies ? killed : tools);
};
const outcomesOf = async (stream: string) =>
  (await read(stream)).flatMap(({ type, data }) => (type === 'DossierBatchAdvanced' ? data.outcomes : []));

it('each line is answered as though it had been sent alone', async () => {
  const [mine, foreign] = [await receive(giver, home), await receive(other, elsewhere)];
  const to = { unit: home, official: 'official-2' };
  const lines = [
    { dossierId: mine, to },
    { dossierId: foreign, to },
    { dossierId: randomUUID(), to },
    { dossierId: mine },
    { dossierId: mine, to },
  ];
  const accepted = await order({ act: 'HandOverDossier', lines });
  expect(accepted.status).toBe(201);
  expect(accepted.headers['location']).toBe(`/v1/dossier-batches/${accepted.json.stream.slice('bulk-'.length)}`);
  await carryOut(accepted.json.stream);
  const alone = await Promise.all(
    lines.slice(1).map(({ dossierId, ...body }) => app.post(`/v1/dossiers/${dossierId}/hand-over-dossier`, giver, body)),
  );
  const outcomes = await outcomesOf(accepted.json.stream);
  expect(outcomes[0]).toMatchObject({ line: 1, dossierId: mine, receipt: { stream: `dossier-${mine}`, revision: 1 } });
  for (const [index, { status, json }] of alone.entries())
    expect(outcomes[index + 1]?.problem).toMatchObject({ status, code: json.type.slice('/problems/'.length) });
  expect((await read(`dossier-${mine}`)).at(-1)).toMatchObject({ actor: { id: 'giver', official: 'official-1' }, unit: home });
  expect((await read(accepted.json.stream)).at(-1)?.type).toBe('DossierBatchCompleted');
});

it('urges many dossiers at once, for the head and for the Office, and for no officer', async () => {
  const [mine, next] = [await receive(giver, home), await receive(giver, home)];
  const foreign = await receive(other, elsewhere);
  const urging = (...ids: string[]) => ({ act: 'UrgeDossier', lines: ids.map((dossierId) => ({ dossierId, text: 'Đề nghị giải quyết' })) });
  const outcomeOf = async (token: string, ...ids: string[]) => {
    const accepted = await order(urging(...ids), randomUUID(), token);
    expect(accepted.status).toBe(201);
    await carryOut(accepted.json.stream);
    return (await outcomesOf(accepted.json.stream)).map(({ receipt, problem }) => receipt?.events[0]?.type ?? problem.code);
  };
  const head = await app.token({ roles: ['center-head'], units: [home], sub: 'head' });
  const office = await app.token({ roles: ['supervisor'], units: ['*'], sub: 'office' });
  expect(await outcomeOf(head, mine, foreign, next)).toEqual(['DossierUrged', 'forbidden', 'DossierUrged']);
  expect(await outcomeOf(office, mine, foreign)).toEqual(['DossierUrged', 'DossierUrged']);
  expect(await outcomeOf(giver, mine)).toEqual(['forbidden']);
  expect((await read(`dossier-${mine}`)).filter(({ type }) => type === 'DossierUrged').map(({ actor }) => actor.id)).toEqual([
    'head',
    'office',
  ]);
  // other acts stay what they are for the Office
  const handOver = { act: 'HandOverDossier', lines: [{ dossierId: mine, to: { unit: home, official: 'official-2' } }] };
  const accepted = await order(handOver, randomUUID(), office);
  await carryOut(accepted.json.stream);
  expect((await outcomesOf(accepted.json.stream)).map(({ problem }) => problem?.code)).toEqual(['forbidden']);
});

it('sent again under its key it is the same batch; with other lines it is refused', async () => {
  const key = randomUUID();
  const body = { act: 'AcceptHandover', lines: [{ dossierId: randomUUID() }] };
  const [first, again] = [await order(body, key), await order(body, key)];
  expect(again).toMatchObject({ status: 200, json: { stream: first.json.stream, repeated: true } });
  expect((await order({ ...body, act: 'RecallHandover' }, key)).json.type).toBe('/problems/idempotency-key-reused');
});

it('a worker killed between the acts and their record does nothing twice and loses nothing', async () => {
  const dossierIds = [await receive(giver, home), await receive(giver, home)];
  const lines = dossierIds.map((dossierId) => ({
    dossierId,
    to: { unit: home, official: 'official-2' },
    note: 'Theo đề nghị của bà Lê Thị B',
  }));
  const { stream } = (await order({ act: 'HandOverDossier', lines })).json;
  const kept = JSON.stringify(await app.store.readStream(stream));
  expect(kept).not.toContain('Lê Thị B');
  await expect(carryOut(stream, true)).rejects.toThrow('killed');
  expect(await outcomesOf(stream)).toEqual([]);
  await carryOut(stream);
  await carryOut(stream);
  const outcomes = await outcomesOf(stream);
  expect(outcomes.map(({ line, receipt, problem }) => [line, receipt?.events.length, problem])).toEqual([
    [1, 1, undefined],
    [2, 1, undefined],
  ]);
  for (const id of dossierIds)
    expect((await read(`dossier-${id}`)).map(({ type }) => type)).toEqual(['DossierReceived', 'DossierHandedOver']);
  const listed = (await read(stream)).find(({ type }) => type === 'DossierBatchListed');
  expect(await app.personalData.open([listed?.data.lines[0].input])).toEqual([{ forgotten: true }]);
});

it('is refused for another unit, without lines, and with too many', async () => {
  const lines = [{ dossierId: randomUUID() }];
  expect((await order({ act: 'AcceptHandover', lines, unit: elsewhere })).status).toBe(403);
  expect((await order({ act: 'AcceptHandover', lines: [] })).status).toBe(400);
  expect((await order({ act: 'EraseDossierPersonalData', lines })).status).toBe(400);
  expect((await order({ act: 'AcceptHandover', lines: Array.from({ length: 501 }, () => ({})) })).status).toBe(400);
});
