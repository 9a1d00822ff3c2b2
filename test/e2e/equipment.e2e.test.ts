import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Prepared, prepareEnvironment } from '#cli/environment.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { openHoldingNetwork } from '#test/support/holdingNetwork.ts';
import { databaseUrl, discard, newDataDir, type Program, runProgram, secretsOf } from '#test/support/motcua.ts';
import { decision } from './city.ts';

// Pieces go from stream to stream, and whoever carries them may be killed between the two: a network holds the second append back, or its answer.

const [giving, receiving] = ['25747', '25750'];
const item = 'máy quét';
const section = 'phu-cuong';
const dataDir = newDataDir();
const programs: Program[] = [];
const networks: { close: () => Promise<void> }[] = [];
let prepared: Prepared;
let giver: Caller;
let receiver: Caller;
let supervisor: Caller;

const start = async (roles: string, env: NodeJS.ProcessEnv = {}): Promise<{ program: Program; url: string }> => {
  const program = runProgram(['src/main.ts'], { ...prepared.env, ROLES: roles, PORT: '0', LOG_LEVEL: 'info', ...env });
  programs.push(program);
  const [line] = await program.said(/^\{.*"msg":"started"\}$/m);
  return { program, url: JSON.parse(line).url };
};
const startBehind = async (roles: string) => {
  const network = await openHoldingNetwork(prepared.env.EVENTSTORE_URL ?? '');
  networks.push(network);
  return { network, ...(await start(roles, { EVENTSTORE_URL: network.url })) };
};
const as = (grant: Parameters<typeof callerOf>[2], url: string) => callerOf(url, secretsOf(dataDir).issuerPrivateJwk, grant);
const headOf = (unit: string, url: string) => as({ roles: ['center-head'], units: [unit] }, url);

beforeAll(async () => {
  prepared = await prepareEnvironment({ PATH: process.env.PATH, DATA_DIR: dataDir });
  const owner = new pg.Client({ connectionString: databaseUrl(dataDir, 'log') });
  await owner.connect();
  // What is recorded here is older than the seconds after which a process looks whether the other side is there.
  await owner.query(`alter table es.events alter recorded_at set default clock_timestamp() - interval '1 minute'`);
  await owner.end();
  const { url } = await start('http,projections');
  const administrator = await as({ roles: ['administrator'], units: ['*'] }, url);
  [giver, receiver] = [await headOf(giving, url), await headOf(receiving, url)];
  supervisor = await as({ roles: ['supervisor'], units: [] }, url);
  for (const unit of [giving, receiving]) await administrator.order('/v1/centers', { unit, decision });
  await administrator.order('/v1/inventories', {
    section,
    unit: giving,
    name: 'Bộ phận một cửa phường Phú Cường',
    level: 'commune',
    items: [{ item, quantity: 9 }],
  });
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')));
  await Promise.all(networks.map((network) => network.close()));
  await prepared?.[Symbol.asyncDispose]();
  await discard(dataDir);
});

/** How often each thing happened that moves pieces; what never did is left out. */
const counts = async (): Promise<Record<string, number>> => {
  const types = ['ItemsTaken', 'EquipmentReused', 'EquipmentTakenOut', 'TransferTakenOut', 'EquipmentTakenIn', 'EquipmentGivenBack'];
  const found = await supervisor.events(types.map((type) => `&type=${type}`).join(''));
  return Object.fromEntries([...Map.groupBy(found, ({ type }) => type.split('.').at(-1))].map(([type, all]) => [type, all.length]));
};
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 40_000, interval: 100 });
/** Has the head of the giving Center order something of a process of its own, which is killed before it can append what this describes. */
const orderAndKill = async (path: string, body: object, unwritten: RegExp): Promise<void> => {
  const { network, program, url } = await startBehind('http');
  const head = await headOf(giving, url);
  const held = network.hold('request', unwritten);
  const answer = head.post(path, body).then(
    ({ status, body: text }) => `${status} ${text}`,
    () => 'cut off',
  );
  await Promise.race([held, answer]);
  await program.kill('SIGKILL');
  expect(await answer).toBe('cut off');
};
const lineAt = async (unit: string) => {
  const { json } = await supervisor.get(`/v1/centers/${unit}/equipment`);
  return json.items.find((line: { item: string }) => line.item === item);
};
const request = async (quantity: number): Promise<string> => {
  const { stream } = await receiver.order('/v1/transfers', { from: giving, to: receiving, item, quantity, ground: 'Nơi giao còn dư' });
  return stream.slice('transfer-'.length);
};
const stateOf = async (id: string) => (await supervisor.get(`/v1/transfers/${id}`)).json.state;

it('pieces that left an inventory or a Center arrive or come back, once, though commands and a worker are killed in between and two workers go on', async () => {
  // pieces beyond a need that was never stated
  await giver.order(`/v1/centers/${giving}/add-equipment`, { item, quantity: 3 });
  const [arriving, declined] = [await request(2), await request(1)];
  await Promise.all([
    orderAndKill(`/v1/centers/${giving}/reuse-equipment`, { item, quantity: 4, from: 'Một cửa', section }, /EquipmentReused/),
    ...[arriving, declined].map((id) => orderAndKill(`/v1/transfers/${id}/hand-over-transfer`, {}, /TransferTakenOut/)),
  ]);
  await giver.order(`/v1/transfers/${declined}/decline-transfer`, { reason: 'Cần dùng lại' });
  expect(await counts()).toEqual({ ItemsTaken: 1, EquipmentTakenOut: 2 });
  await eventually(async () => expect(await lineAt(giving)).toMatchObject({ reused: 0, added: 3, moved: -3 }));

  // a worker is killed after its append, before it knows; two others go on
  const first = await startBehind('processes');
  const held = first.network.hold('answer', /EquipmentReused/);
  await Promise.race([held, eventually(async () => expect(await counts()).toMatchObject({ EquipmentReused: 1 }))]);
  await first.program.kill('SIGKILL');
  await Promise.all([start('processes'), start('processes')]);
  await eventually(async () => expect(await lineAt(giving)).toMatchObject({ reused: 4, moved: -2, surplus: 5 }));
  expect((await supervisor.get(`/v1/inventories/${section}`)).json.items).toMatchObject([{ item, counted: 9, taken: 4, left: 5 }]);

  await eventually(async () => expect(await stateOf(arriving)).toBe('taken-out'));
  await receiver.order(`/v1/transfers/${arriving}/accept-transfer`, {});
  await eventually(async () => expect(await lineAt(receiving)).toMatchObject({ moved: 2 }));
  expect(await counts()).toEqual({
    ItemsTaken: 1,
    EquipmentReused: 1,
    EquipmentTakenOut: 2,
    TransferTakenOut: 1,
    EquipmentTakenIn: 1,
    EquipmentGivenBack: 1,
  });
}, 240_000);

it('what a Center cannot spare is not handed over, and a surplus is shown with the past before it', async () => {
  const [taken] = await supervisor.events('&type=EquipmentTakenOut');
  const before = Number(taken.sequence) - 1;
  const past = await supervisor.get(`/v1/centers/${giving}/equipment?asOf=${before}`);
  expect(past.json.items).toMatchObject([{ item, reused: 0, added: 3, moved: 0, surplus: 3 }]);
  const tooMany = await request(6);
  const refused = await giver.post(`/v1/transfers/${tooMany}/hand-over-transfer`, {});
  expect(refused).toMatchObject({ status: 409, json: { type: '/problems/no-surplus' } });
  const csv = await supervisor.get('/v1/equipment/gaps?surplus=true&format=csv');
  expect(csv.body.split('\r\n')[1]).toMatch(new RegExp(`^${giving},${item},0,none,`));
});

it('sums that no one amount may reach are answered, and hold up nothing', async () => {
  const dear = 'máy in thẻ';
  for (let n = 0; n < 10; n += 1)
    await giver.order(`/v1/centers/${giving}/add-equipment`, { item: dear, quantity: 1, priceDong: 1_000_000_000_000_000 });
  await giver.order(`/v1/centers/${giving}/state-equipment-need`, { item: dear, quantity: 100_000, ground: 'Nhập nhầm' });
  const sums = { spentDong: 1e16, gapDong: 99_990 * 1e15 };
  await eventually(async () => {
    const { json } = await supervisor.get(`/v1/centers/${giving}/equipment`);
    expect(json.items.find((line: { item: string }) => line.item === dear)).toMatchObject({ added: 10, ...sums });
    expect(json).toMatchObject({ spentDong: 1e16 });
  });
  const { json } = await supervisor.get(`/v1/equipment/totals?item=${encodeURIComponent(dear)}`);
  expect(json.items).toMatchObject([{ item: dear, ...sums }]);
});
