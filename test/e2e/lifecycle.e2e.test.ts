import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Receipt } from '#commands/handling/receipt.ts';
import type { Warning } from '#events/terms.ts';
import type { Caller } from '#test/support/caller.ts';
import {
  discard,
  killAllOn,
  type Motcua,
  newDataDir,
  postgresRuns,
  processesOn,
  ready,
  runProgram,
  startMotcua,
} from '#test/support/motcua.ts';
import { handedIn, happened, openCenter } from './city.ts';

// One data folder through starts, stops and violent deaths, in order.

const unit = '25747';
const dataDir = newDataDir();
afterAll(() => discard(dataDir));

const officerOf = (motcua: Motcua): Promise<Caller> => motcua.as({ roles: ['officer'], units: [unit], official: `${unit}-reception` });
const cleanEnd = { code: 0, signal: null };
const expectNothingLeft = () => {
  expect(processesOn(dataDir)).toEqual([]);
  expect(postgresRuns(dataDir)).toBe(false);
};

describe('a start that cannot succeed', () => {
  const expectRefusal = async (env: NodeJS.ProcessEnv, sentence: RegExp) => {
    const program = runProgram(['cli/start.ts', '--empty'], { DATA_DIR: dataDir, ...env });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toEqual({ stdout: '', stderr: expect.stringMatching(sentence) });
    expect(program.output.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(dataDir)).toBe(false);
    expect(processesOn(dataDir)).toEqual([]);
  };

  it('says so of an occupied port, and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expectRefusal({ PORT: String(port) }, new RegExp(`Port ${port} is taken by another program`));
    other.close();
  });

  it.each([
    [{ PORT: 'eighty' }, /PORT/],
    [{ PORT: '0', ROLES: 'http,projectons' }, /ROLES/],
    [{ PORT: '0', DATABASE_URL: 'postgres://localhost/read' }, /DATABASE_URL set, but not EVENTSTORE_URL/],
  ])('names what is wrong with %j, and leaves nothing behind', (env, sentence) => expectRefusal(env, sentence));
});

describe('an ordinary day', () => {
  let motcua: Motcua;
  let first: Receipt;

  it('Ctrl-C stops it in the middle of its first start', async () => {
    const program = runProgram(['cli/start.ts', '--empty'], { DATA_DIR: dataDir, PORT: '0' });
    await program.said(/reference data: \d+ %/);
    expect(await program.kill('SIGINT')).toEqual(cleanEnd);
    expectNothingLeft();
  });

  it('goes on from there at the next start, and ends cleanly on SIGTERM', async () => {
    motcua = await startMotcua(dataDir);
    await openCenter(motcua, unit);
    first = await (await officerOf(motcua)).order('/v1/dossiers', handedIn(unit), { 'idempotency-key': 'first' });
    expect(await motcua.kill('SIGTERM')).toEqual(cleanEnd);
    expectNothingLeft();
  });

  it('finds everything again at the next start', async () => {
    motcua = await startMotcua(dataDir);
    const officer = await officerOf(motcua);
    expect(motcua.logs()).not.toContain('acts of cataloguing');
    // these lines may be a file
    expect(motcua.logs()).not.toContain('eyJ');
    const { status, json } = await officer.get(`/v1/dossiers/${first.stream.replace('dossier-', '')}?after=${first.position}`);
    expect([status, json.code]).toEqual([200, `H29.${unit}-250829-0001`]);
    const again = await officer.order('/v1/dossiers', handedIn(unit), { 'idempotency-key': 'first' });
    expect(again).toEqual({ ...first, repeated: true });
  });

  it('does not let a second one start on the same data', async () => {
    expect(processesOn(dataDir).length).toBeGreaterThan(0);
    const second = runProgram(['cli/start.ts', '--empty'], { DATA_DIR: dataDir, PORT: '0' });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.logs().trim()).toBe(`Another Motcua is running on ${dataDir}. Stop it, or set DATA_DIR to another folder.`);
    await ready(motcua.url);
  });

  it('accepts the one line that the token command prints', async () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['cli/token.ts', '--role', 'officer', '--unit', unit], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\S+\n$/);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect(await fetch(`${motcua.url}/v1/dossiers?unit=${unit}`, { headers })).toMatchObject({ status: 200 });
    expect(await fetch(`${motcua.url}/v1/dossiers?unit=25750`, { headers })).toMatchObject({ status: 403 });
  });

  it('lets operators look at it from beside', async () => {
    const beside = runProgram(['cli/projections.ts', 'list'], { DATA_DIR: dataDir });
    expect(await beside.ended).toEqual(cleanEnd);
    expect(beside.output.stdout).toMatch(/^dossier-list v\d+ g\d+\s+running/m);
  });

  it('ends cleanly on Ctrl-C, though a reader follows the stream', async () => {
    const supervisor = await motcua.as({ roles: ['supervisor'], units: [] });
    const stream = await supervisor.follow('type=DossierReceived');
    await stream.until(({ event }) => event === 'caught-up');
    const ended = motcua.kill('SIGINT');
    await stream.ended();
    expect(await ended).toEqual(cleanEnd);
    expectNothingLeft();
  });
});

it('Ctrl-C in the middle of the first history is quiet and quick; the next start goes on with it', async () => {
  const place = newDataDir();
  const begin = async () => {
    const program = runProgram(['cli/start.ts'], { DATA_DIR: place, PORT: '0' });
    await program.said(/simulated history: \d+ %/);
    return program;
  };
  try {
    for (const _ of ['first', 'next']) {
      const program = await begin();
      const began = performance.now();
      expect(await program.kill('SIGINT')).toEqual(cleanEnd);
      expect(performance.now() - began).toBeLessThan(30_000);
      expect(program.logs()).not.toContain('"level":');
      expect(program.output.stdout).toMatch(/\nStopping …\n$/);
    }
    expect(processesOn(place)).toEqual([]);
  } finally {
    await discard(place);
  }
});

describe('a violent death in the middle of commands', () => {
  type Order = { path: string; body: object; key: string };
  /** Everything that was ever ordered; a receipt is there when it was answered. */
  const orders = new Map<Order, Receipt | undefined>();
  let count = 0;

  /** Receives dossiers, and takes every second one back, until the program is gone. */
  const work = async (officer: Caller): Promise<void> => {
    const order = async (path: string, body: object): Promise<Receipt> => {
      const ordered = { path, body, key: `order-${(count += 1)}` };
      orders.set(ordered, undefined);
      const receipt = await officer.order(path, body, { 'idempotency-key': ordered.key });
      orders.set(ordered, receipt);
      return receipt;
    };
    try {
      for (let n = 0; ; n += 1) {
        const { stream } = await order('/v1/dossiers', handedIn(unit, happened('2025-09-10T08:00:00+07:00')));
        if (n % 2 === 0)
          await order(`/v1/dossiers/${stream.replace('dossier-', '')}/withdraw-dossier`, {
            reason: 'Đổi ý',
            ...happened('2025-09-10T09:00:00+07:00'),
          });
      }
    } catch (error) {
      // the connection broke, or the log was gone first: whether that order was carried out, nobody knows
      if (!/^fetch failed$|^terminated$|answered with 503/.test((error as Error).message)) throw error;
    }
  };

  it.each([
    ['of the program', (motcua: Motcua) => motcua.kill('SIGKILL')],
    ['of the program and of PostgreSQL', (motcua: Motcua) => Promise.all([motcua.kill('SIGKILL'), killAllOn(dataDir)])],
  ])('%s is followed by work', async (_, kill) => {
    const motcua = await startMotcua(dataDir);
    const officer = await officerOf(motcua);
    const before = [...orders.values()].filter((receipt) => receipt !== undefined).length;
    const workers = Array.from({ length: 6 }, () => work(officer));
    await vi.waitFor(() => expect([...orders.values()].filter((receipt) => receipt !== undefined).length).toBeGreaterThan(before + 30), {
      timeout: 60_000,
      interval: 5,
    });
    await kill(motcua);
    await Promise.all(workers);
    expect(await motcua.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('loses nothing that was answered, does nothing twice, and the lists catch up with the log', async () => {
    const motcua = await startMotcua(dataDir);
    const officer = await officerOf(motcua);
    const supervisor = await motcua.as({ roles: ['supervisor'], units: [] });

    const dossierEvents = async () => (await supervisor.events('&category=dossier')).filter(({ time }) => time.startsWith('2025-09-10'));
    const events = await dossierEvents();
    const answered = [...orders.values()].filter((receipt) => receipt !== undefined);
    expect(answered.length).toBeGreaterThan(60);
    // all are of one owner and procedure
    const warned = { warnings: expect.arrayContaining([expect.objectContaining({ code: 'same-owner-and-procedure' })]) };
    expect(answered).toContainEqual(expect.objectContaining(warned));
    const inLog = new Map(events.map(({ id, type, subject, revision, sequence }) => [id, { type, subject, revision, sequence }]));
    for (const { stream, position, events: recorded } of answered)
      for (const { id, type, revision } of recorded)
        expect(inLog.get(id)).toEqual({ type: `vn.motcua.${type}`, subject: stream, revision, sequence: String(position) });

    for (const [{ path: where, body, key }, receipt] of orders) {
      const again = await officer.order(where, body, { 'idempotency-key': key });
      if (receipt !== undefined) expect(again).toEqual({ ...receipt, repeated: true });
    }
    const [alike] = [...orders].filter(([, receipt]) => receipt !== undefined && 'warnings' in receipt);
    if (alike === undefined) throw new Error('nobody was warned');
    const [{ path: where, body, key }] = alike;
    const inVietnamese = await officer.order(where, body, { 'idempotency-key': key, 'accept-language': 'vi' });
    expect((inVietnamese as { warnings?: Warning[] }).warnings?.[0]?.detail).toMatch(
      /^Hồ sơ .* cùng chủ hồ sơ và thủ tục đã nộp trong cùng ngày(, cùng \d+ hồ sơ khác như vậy)?\.$/,
    );
    const all = await dossierEvents();
    expect(all).toHaveLength(orders.size);
    expect(new Set(all.map(({ id }) => id)).size).toBe(orders.size);

    await vi.waitFor(
      async () => {
        const health = (await (await fetch(`${motcua.url}/health/projections`)).json()) as { status: string; projections: any[] };
        expect(health.status).toBe('running');
        const projections = health.projections.filter(({ kind }) => kind === 'projection');
        expect(projections.length).toBeGreaterThan(5);
        expect(projections.filter(({ lagPositions, state }) => lagPositions > 0 || state !== 'running')).toEqual([]);
      },
      { timeout: 30_000, interval: 100 },
    );

    const recount = new Map<string, { code: string; status: string; revision: number }>();
    for (const { type, subject, revision, data } of all) {
      const code = data.code ?? recount.get(subject)?.code;
      recount.set(subject, { code, status: type === 'vn.motcua.DossierReceived' ? 'received' : 'withdrawn', revision });
    }
    const listed = await supervisor.list('/v1/dossiers?receivedFrom=2025-09-10');
    const inList = new Map(listed.map(({ dossierId, code, status, revision }) => [`dossier-${dossierId}`, { code, status, revision }]));
    expect(listed).toHaveLength(recount.size);
    expect(inList).toEqual(recount);

    const register = await supervisor.list(`/v1/registers/${unit}/2025-09-10`);
    expect(register.map(({ number, state }) => [number, state])).toEqual(Array.from(recount, (_, index) => [index + 1, 'borne']));
    expect(new Set(register.map(({ code }) => code))).toEqual(new Set(Array.from(recount.values(), ({ code }) => code)));

    expect(await motcua.kill('SIGTERM')).toEqual(cleanEnd);
    expectNothingLeft();
  });
});
