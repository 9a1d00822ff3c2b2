import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Prepared, prepareEnvironment } from '#cli/environment.ts';
import type { Receipt } from '#commands/handling/receipt.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { openHoldingNetwork } from '#test/support/holdingNetwork.ts';
import { databaseUrl, discard, newDataDir, type Program, runProgram, secretsOf } from '#test/support/motcua.ts';
import { handedIn, happened, openCenter } from './city.ts';

// A network between a program and the log holds one message, or the answer to it: there the program stands when it is killed.

const unit = '25747';
const dataDir = newDataDir();
const programs: Program[] = [];
const networks: { close: () => Promise<void> }[] = [];
let prepared: Prepared;
let steady: { officer: Caller; supervisor: Caller };

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
const officerAt = (url: string) => as({ roles: ['officer'], units: [unit], official: `${unit}-reception` }, url);

beforeAll(async () => {
  prepared = await prepareEnvironment({ PATH: process.env.PATH, DATA_DIR: dataDir });
  const owner = new pg.Client({ connectionString: databaseUrl(dataDir, 'log') });
  await owner.connect();
  // What is recorded here is older than the ten minutes after which a number without a dossier is explained.
  await owner.query(`alter table es.events alter recorded_at set default clock_timestamp() - interval '11 minutes'`);
  await owner.end();
  await runProgram(['cli/reference.ts'], prepared.env).said(/^\d+ acts recorded/m);
  const { url } = await start('http,projections');
  await openCenter({ as: (grant) => as(grant, url) }, unit);
  steady = { officer: await officerAt(url), supervisor: await as({ roles: ['supervisor'], units: [] }, url) };
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')));
  await Promise.all(networks.map((network) => network.close()));
  await prepared?.[Symbol.asyncDispose]();
  await discard(dataDir);
});

const dossiersOf = async (day: string) =>
  (await steady.supervisor.events('&type=DossierReceived')).filter(({ time }) => time.startsWith(day));
const numbersOf = async (day: string, type = 'NumberTaken') =>
  (await steady.supervisor.events(`&type=${type}`)).filter(({ subject }) => subject === `register-${unit}-${day}`);
const register = (day: string, after: number): Promise<any[]> => steady.supervisor.list(`/v1/registers/${unit}/${day}?after=${after}`);

/** Hands a dossier in at a process of its own, which is killed where the network holds it. */
const handInAndKill = async (day: string, what: 'request' | 'answer') => {
  const order = ['/v1/dossiers', handedIn(unit, happened(`${day}T09:00:00+07:00`)), { 'idempotency-key': `killed-${day}` }] as const;
  const { network, program, url } = await startBehind('http');
  const officer = await officerAt(url);
  const held = network.hold(what, /DossierReceived/);
  const answer = officer.post(...order).then(
    ({ status }) => status,
    () => 'cut off',
  );
  await held;
  await vi.waitFor(async () => expect(await (what === 'answer' ? dossiersOf(day) : numbersOf(day))).toHaveLength(1));
  await program.kill('SIGKILL');
  expect(await answer).toBe('cut off');
  return { repeat: () => steady.officer.order(...order) };
};

describe('a process killed in the middle of a reception', () => {
  it('between the append and the answer: the client repeats it, and gets the receipt of the first time', async () => {
    const day = '2025-09-03';
    const { repeat } = await handInAndKill(day, 'answer');
    const [event] = await dossiersOf(day);
    const receipt = await repeat();
    expect(receipt).toEqual({
      stream: event.subject,
      revision: 0,
      position: Number(event.sequence),
      events: [{ id: event.id, type: 'DossierReceived', revision: 0 }],
      repeated: true,
      reception: expect.objectContaining({ code: event.data.code }),
    });
    expect(await repeat()).toEqual(receipt);
    expect(await dossiersOf(day)).toHaveLength(1);
    expect(await numbersOf(day)).toHaveLength(1);
    expect(await register(day, receipt.position)).toMatchObject([{ number: 1, state: 'borne' }]);
  });

  it('between its number and its dossier: the repeat takes no second number', async () => {
    const day = '2025-09-04';
    const { repeat } = await handInAndKill(day, 'request');
    expect(await dossiersOf(day)).toEqual([]);
    const receipt = await repeat();
    expect(receipt.repeated).toBe(false);
    expect(await numbersOf(day)).toHaveLength(1);
    expect(await register(day, receipt.position)).toMatchObject([{ number: 1, state: 'borne' }]);
  });

  it('and never repeated: the number is explained once, though the worker that does it is killed before it knows; a late repeat gets another', async () => {
    const day = '2025-09-05';
    const { repeat } = await handInAndKill(day, 'request');
    const first = await startBehind('processes');
    const held = first.network.hold('answer', /NumberUnused/);
    await held;
    await vi.waitFor(async () => expect(await numbersOf(day, 'NumberUnused')).toHaveLength(1));
    const second = await start('processes');
    await first.program.kill('SIGKILL');
    await second.program.said(/"projection":"explain-unused-number".*"msg":"Lease taken"/);
    const [explained] = await numbersOf(day, 'NumberUnused');
    await vi.waitFor(
      async () => {
        const { projections } = (await steady.supervisor.get('/health/projections')).json as { projections: any[] };
        const line = projections.find(({ name }) => name === 'explain-unused-number');
        expect(line.position).toBeGreaterThanOrEqual(Number(explained.sequence));
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(await numbersOf(day, 'NumberUnused')).toHaveLength(1);

    const receipt: Receipt = await repeat();
    expect(await numbersOf(day)).toHaveLength(2);
    expect(await register(day, receipt.position)).toMatchObject([
      { number: 1, state: 'unused' },
      { number: 2, state: 'borne' },
    ]);
    expect(await second.program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});
