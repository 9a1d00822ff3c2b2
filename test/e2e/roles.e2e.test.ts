import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Prepared, prepareEnvironment } from '#cli/environment.ts';
import { type Caller, callerOf } from '#test/support/caller.ts';
import { databaseUrl, discard, newDataDir, type Program, runProgram, secretsOf } from '#test/support/motcua.ts';
import { decision, openCenter } from './city.ts';

// One `main.ts` per role, as in production: what one process records, another shows, and each may die.

const unit = '25747';
const dataDir = newDataDir();
const programs: Program[] = [];
let prepared: Prepared;
let projections: Program;
let processes: Program;
let url: string;
let otherUrl: string;
let administrator: Caller;

const start = async (role: string): Promise<{ program: Program; url: string }> => {
  const program = runProgram(['src/main.ts'], { ...prepared.env, ROLES: role, PORT: '0', LOG_LEVEL: 'info' });
  programs.push(program);
  const [line] = await program.said(/^\{.*"msg":"started"\}$/m);
  return { program, url: JSON.parse(line).url };
};
const as = (grant: Parameters<typeof callerOf>[2], where = url) => callerOf(where, secretsOf(dataDir).issuerPrivateJwk, grant);

beforeAll(async () => {
  prepared = await prepareEnvironment({ PATH: process.env.PATH, DATA_DIR: dataDir });
  [{ url }, { url: otherUrl }, { program: projections }, { program: processes }] = await Promise.all([
    start('http'),
    start('http'),
    start('projections'),
    start('processes'),
  ]);
  administrator = await as({ roles: ['administrator'], units: ['*'] });
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill('SIGKILL')));
  await prepared?.[Symbol.asyncDispose]();
  await discard(dataDir);
});

/** Whether the other http process shows a Center, once the projections have seen a position. */
const shows = async (caller: Caller, code: string, position: number): Promise<void> => {
  const answer = await caller.get(`/v1/centers/${code}?on=2025-07-01&after=${position}`);
  expect(answer.headers['motcua-stale']).toBeUndefined();
  expect(answer).toMatchObject({ status: 200, json: { decisions: [{ act: decision.act }] } });
};

const keyOf = async (stream: string): Promise<'kept' | 'erased' | undefined> => {
  const client = new pg.Client({ connectionString: databaseUrl(dataDir, 'keys') });
  await client.connect();
  try {
    const { rows } = await client.query<{ erased: boolean }>(
      'select erased_at is not null as erased from keys.subject_keys where stream = $1',
      [stream],
    );
    return rows.map(({ erased }) => (erased ? 'erased' : 'kept') as 'kept' | 'erased')[0];
  } finally {
    await client.end();
  }
};

it('shows through one process what another recorded and a third projected', async () => {
  await openCenter({ as }, unit);
  const { position } = await administrator.order('/v1/centers', { unit: '25750', decision });
  const elsewhere = await as({ roles: ['supervisor'], units: [] }, otherUrl);
  await shows(elsewhere, '25750', position);
  expect((await elsewhere.get(`/v1/centers/${unit}?on=2025-07-01`)).json.state).toBe('open');
});

it('says of every answer how far it has seen the log; given back as `after`, the next one sees what was written before', async () => {
  const [here, there] = await Promise.all([url, otherUrl].map((where) => as({ roles: ['supervisor', 'auditor'], units: [] }, where)));
  const { position } = await administrator.order('/v1/centers', { unit: '25780', decision });
  for (const path of ['centers', 'dossiers', 'audit', 'workload', 'duties', 'officials', 'procedures', 'notices', 'units']) {
    const first = await here?.get(`/v1/${path}?limit=1&after=${position}`);
    const seen = Number(first?.headers['motcua-position']);
    expect([path, first?.status, first?.headers['motcua-stale'], seen >= position, first?.json.position]).toEqual([
      path,
      200,
      undefined,
      true,
      seen,
    ]);
    // it may ask another process, and say nothing of what it awaits: no answer goes back behind what is there
    const later = await there?.get(`/v1/${path}?limit=1`);
    expect([path, Number(later?.headers['motcua-position']) >= position]).toEqual([path, true]);
  }
  // a client that keeps nothing but the position of its last answer reads what it wrote before that answer
  for (const unit of ['25768', '25771', '25777']) {
    await administrator.order('/v1/centers', { unit, decision });
    const { json } = (await here?.get(`/v1/units?limit=1`)) ?? { json: {} };
    const center = await there?.get(`/v1/centers/${unit}?on=2025-07-01&after=${json.position}`);
    expect([center?.headers['motcua-stale'], center?.json.decisions]).toEqual([
      undefined,
      [expect.objectContaining({ act: decision.act })],
    ]);
  }
});

it('gives one answer to one Idempotency-Key, whichever process is asked', async () => {
  const elsewhere = await as({ roles: ['administrator'], units: ['*'] }, otherUrl);
  const order = (caller: Caller, n: number) =>
    caller.post('/v1/officials', { name: 'Nguyễn Cán Bộ', office: 'civil-servant', unit }, { 'idempotency-key': `twin-${n}` });
  for (let n = 0; n < 10; n += 1) {
    const twins = await Promise.all([order(administrator, n), order(elsewhere, n)]);
    expect(twins).toContainEqual(expect.objectContaining({ status: 201 }));
    expect(twins).toContainEqual(expect.objectContaining({ status: 200 }));
    const [one, two] = twins.map(({ json }) => ({ ...json, repeated: undefined }));
    expect(one).toEqual(two);
  }
  const supervisor = await as({ roles: ['supervisor'], units: [] });
  const registered = await supervisor.events('&type=OfficialRegistered');
  expect(new Set(registered.map(({ subject }) => subject)).size).toBe(registered.length);
  // two by the Center's setting-up, ten here
  expect(registered).toHaveLength(12);
});

it('answers as stale while nobody projects, and catches up within seconds of a new process', async () => {
  expect(await projections.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  const { position } = await administrator.order('/v1/centers', { unit: '25760', decision });
  const supervisor = await as({ roles: ['supervisor'], units: [] }, otherUrl);
  const stale = await supervisor.get(`/v1/centers/25760?on=2025-07-01&after=${position}`);
  expect(stale).toMatchObject({ status: 200, headers: { 'motcua-stale': 'true' }, json: { decisions: [] } });

  ({ program: projections } = await start('projections'));
  await vi.waitFor(() => shows(supervisor, '25760', position), { timeout: 20_000, interval: 100 });
});

it('erases keys in the process of that role, also what was decided while none was there', async () => {
  const head = await as({ roles: ['center-head'], units: [unit] });
  const reader = await as({ roles: ['center-head'], units: [unit], personal: true }, otherUrl);
  const leave = async (officialId: string) => {
    await head.order('/v1/officials', { officialId, name: 'Nguyễn Cán Bộ', office: 'civil-servant', unit });
    // so long ago that the name need not be kept any more
    const service = { unit, position: 'specialist', basis: '05/QĐ-UBND', from: '2004-01-01', until: '2005-12-31' };
    await head.order(`/v1/officials/${officialId}/assign-official`, service);
    return administrator.order(`/v1/officials/${officialId}/erase-official-personal-data`, { ground: 'Hết thời hạn lưu trữ' });
  };
  const expectForgotten = async (officialId: string, position: number) => {
    // the http process remembers a key it has used for a while, so the database is asked first
    await vi.waitFor(async () => expect(await keyOf(`official-${officialId}`)).toBe('erased'), { timeout: 20_000, interval: 100 });
    const { json } = await reader.get(`/v1/officials/${officialId}?after=${position}`, { 'x-purpose': 'Kiem tra' });
    expect(json).toMatchObject({ officialId, name: { forgotten: true } });
  };

  const first = await leave('leaver-1');
  await expectForgotten('leaver-1', first.position);
  await processes.kill('SIGKILL');
  const second = await leave('leaver-2');
  expect(await keyOf('official-leaver-2')).toBe('kept');
  ({ program: processes } = await start('processes'));
  await expectForgotten('leaver-2', second.position);
});

it('stops each process cleanly on SIGTERM', async () => {
  const { program } = await start('http');
  for (const one of [program, projections, processes]) {
    expect(await one.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(one.output.stderr).toBe('');
  }
});

it('names a role that does not exist, and starts nothing', async () => {
  const program = runProgram(['src/main.ts'], { ...prepared.env, ROLES: 'projector' });
  programs.push(program);
  expect(await program.ended).toEqual({ code: 2, signal: null });
  expect(program.output.stdout).toBe('');
  expect(program.output.stderr).toMatch(/ROLES/);
});
