import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Caller } from '#test/support/caller.ts';
import { databaseUrl, discard, type Motcua, newDataDir, startMotcua } from '#test/support/motcua.ts';
import { employ, handedIn, happened, openCenter, procedure } from './city.ts';

// One dossier and one official full of values that occur nowhere else; then they are looked for wherever the system keeps or says anything.

const unit = '25747';
const dossierId = randomUUID();
const at = `/v1/dossiers/${dossierId}`;
const officialId = 'planted-official';
const planted = {
  name: 'Đặng Zqxowner Thị Lệ',
  identityNumber: '079304998877',
  address: '17/3 hẻm Zqxalley',
  phone: '0987.654.399',
  email: 'zqxmail@example.vn',
  submitter: 'Phan Zqxsubmitter',
  request: 'Zqxrequest cho bà Lệ',
  abstract: 'Zqxabstract',
  component: 'CCCD của bà Zqxcomponent',
  relation: 'con bà Zqxrelation',
  signer: 'Zqxsigner, Phó Chủ tịch',
  receivedBy: 'Phan Zqxreceiver',
  official: 'Lý Zqxofficial',
  officialPhone: '0909.111.288',
};
/** What is not personal, and must be found by the same search: otherwise it finds nothing at all. */
const control = 'Zqxcontrol/GXN';

/** A header cannot carry Vietnamese as it is. */
const statedPurpose = (text: string) => ({ 'x-purpose': encodeURIComponent(text) });
const purpose = statedPurpose('Tra cứu');

const dataDir = newDataDir();
let motcua: Motcua;
let head: Caller;
let reception: Caller;
let administrator: Caller;
let auditor: Caller;
let integrator: Caller;
let reader: Caller;

beforeAll(async () => {
  motcua = await startMotcua(dataDir, { LOG_LEVEL: 'trace' });
  ({ head, reception } = await openCenter(motcua, unit));
  administrator = await motcua.as({ roles: ['administrator'], units: ['*'] });
  auditor = await motcua.as({ roles: ['auditor'], units: [] });
  integrator = await motcua.as({ roles: ['integrator'], units: ['*'] });
  reader = await motcua.as({ roles: ['officer'], units: [unit], sub: 'the-reader', personal: true });

  const { name, identityNumber, address, phone, email } = planted;
  const stated = {
    dossierId,
    owner: { kind: 'citizen', name, identityNumber, address, phone, email },
    submitter: { name: planted.submitter, relation: planted.relation },
    request: planted.request,
    components: [{ name: planted.component, originals: 1 }],
  };
  await reception.order('/v1/dossiers', handedIn(unit, stated), { 'idempotency-key': 'planted' });
  await employ(head, unit, 'leader', 'leader');
  // whoever received it also examines it, and enters the result that the leader signed
  for (const step of [1, 2])
    await reception.order(`${at}/hand-over-dossier`, {
      to: { unit, official: `${unit}-reception` },
      step,
      ...happened('2025-09-03T09:00:00+07:00'),
    });
  await reception.order(`${at}/settle-dossier`, {
    result: { number: control, date: '2025-09-03', abstract: planted.abstract, signer: planted.signer, signedBy: 'leader' },
    ...happened('2025-09-03T10:00:00+07:00'),
  });
  await reception.order(`${at}/return-result`, {
    means: 'counter',
    receivedBy: planted.receivedBy,
    ...happened('2025-09-03T11:00:00+07:00'),
  });
  await head.order('/v1/officials', { officialId, name: planted.official, phone: planted.officialPhone, office: 'civil-servant', unit });
  const { position } = await head.order(`/v1/officials/${officialId}/assign-official`, {
    unit,
    position: 'specialist',
    basis: '05/QĐ',
    from: '2099-01-01',
  });
  await showThrough(position);
});
afterAll(async () => {
  await motcua?.kill('SIGTERM');
  await discard(dataDir);
});

/** Waits until every read model asked below has seen the log up to here. */
const showThrough = async (position: number): Promise<void> => {
  for (const read of [at, `/v1/dossiers?unit=${unit}`, `/v1/officials/${officialId}`, '/v1/audit?limit=1']) {
    const answer = await (read.startsWith('/v1/audit') ? auditor : reader).get(`${read}${read.includes('?') ? '&' : '?'}after=${position}`);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers['motcua-stale']).toBeUndefined();
  }
};

const occurs = (text: string, value: string): boolean =>
  // bytea is shown in hex
  text.includes(value) || text.toLowerCase().includes(Buffer.from(value).toString('hex'));
const found = (text: string): string[] => [...Object.values(planted), control].filter((value) => occurs(text, value));

const rowsOf = async (database: 'log' | 'read' | 'keys'): Promise<string> => {
  const client = new pg.Client({ connectionString: databaseUrl(dataDir, database) });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      texts.push(...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
};

const streamed = async (caller: Caller): Promise<string> => {
  const stream = await caller.follow('category=dossier&category=official');
  const messages = await stream.until(({ event }) => event === 'caught-up');
  stream.close();
  return JSON.stringify(messages);
};

it('is refused without being repeated, in whatever way the input is wrong', async () => {
  const wrong = { owner: { kind: 'citizen', name: planted.name, identityNumber: `${planted.identityNumber}9` } };
  const answers = [
    await reception.post('/v1/dossiers', handedIn(unit, wrong)),
    await reception.post('/v1/dossiers', handedIn(unit, { owner: { kind: 'citizen', name: planted.name }, procedure: '9.999999' })),
    await reception.post('/v1/dossiers', handedIn(unit, { owner: { kind: 'citizen', name: planted.name } }), {
      'idempotency-key': 'planted',
    }),
    await reception.get(`/v1/dossiers?identityNumber=${planted.identityNumber}9`),
    await reader.get(`/v1/dossiers?identityNumber=${planted.identityNumber}~`, purpose),
    await reception.get(`/v1/nothing/${encodeURIComponent(planted.name)}?name=${encodeURIComponent(planted.name)}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 404, 422, 403, 400, 404]);
  expect(answers.flatMap(({ body }) => found(body))).toEqual([]);
});

it('is in no row of any database', async () => {
  expect(found(await rowsOf('log'))).toEqual([control]);
  expect(found(await rowsOf('read'))).toEqual([control]);
  expect(found(await rowsOf('keys'))).toEqual([]);
});

it('is in no file under the data folder, the log of PostgreSQL and its write-ahead log included', () => {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain('postgres.log');
  const everywhere = new Set<string>();
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(path.join(parentPath, name));
    for (const value of [...Object.values(planted), control]) if (bytes.includes(value)) everywhere.add(value);
  }
  expect([...everywhere]).toEqual([control]);
});

it('is in neither feed nor the audit trail’s CSV, whoever asks', async () => {
  for (const caller of [integrator, auditor]) {
    expect(found(JSON.stringify(await caller.events()))).toEqual([control]);
    expect(found(await streamed(caller))).toEqual([control]);
  }
  const csv = await auditor.get('/v1/audit?format=csv');
  expect(csv.body).toContain(`dossier-${dossierId}`);
  expect(found(csv.body)).toEqual([]);
});

it('is masked without a purpose, and for a token that may not see it', async () => {
  for (const answer of [await reader.get(at), await reception.get(at, purpose), await reader.get(`/v1/dossiers?unit=${unit}`)]) {
    expect(answer.status).toBe(200);
    expect(found(answer.body).filter((value) => value !== control)).toEqual([]);
    expect(answer.body).toContain('{"masked":true}');
  }
});

it('is opened for a stated purpose, and the reading is on record', async () => {
  const answer = await reader.get(at, statedPurpose('Trả lời công dân'));
  const { official: _, officialPhone: __, ...ofDossier } = planted;
  expect(found(answer.body).toSorted()).toEqual([...Object.values(ofDossier), control].toSorted());
  const official = await reader.get(`/v1/officials/${officialId}`, statedPurpose('Liên hệ'));
  expect(official.json).toMatchObject({ name: planted.official, phone: planted.officialPhone });

  const readings = await vi.waitFor(
    async () => {
      const reads = await auditor.list('/v1/personal-data-reads?reader=the-reader');
      expect(reads).toHaveLength(2);
      return reads;
    },
    { timeout: 10_000, interval: 100 },
  );
  expect(readings).toMatchObject([
    { subject: `official-${officialId}`, purpose: 'Liên hệ', fields: ['name', 'phone'], unit },
    { subject: `dossier-${dossierId}`, purpose: 'Trả lời công dân', readerRole: 'officer', unit },
  ]);
  expect(readings[1].fields).toContain('owner.identityNumber');
});

it('leads from an identity number to its dossier', async () => {
  const byNumber = `/v1/dossiers?identityNumber=${planted.identityNumber}`;
  const { json } = await reader.get(byNumber, purpose);
  expect(json.items.map((dossier: { dossierId: string }) => dossier.dossierId)).toEqual([dossierId]);
  expect((await reader.get('/v1/dossiers?identityNumber=079304998878', purpose)).json.items).toEqual([]);
  expect([await reader.get(byNumber), await reception.get(byNumber, purpose)]).toMatchObject([{ status: 400 }, { status: 403 }]);
});

it('is forgotten once erased, while everything still answers', async () => {
  const erase = { ground: 'Hết thời hạn lưu trữ' };
  const tooEarly = await administrator.post(`${at}/erase-dossier-personal-data`, erase);
  expect(tooEarly).toMatchObject({ status: 409, json: { type: '/problems/retention-not-over' } });
  await reception.order(`${at}/archive-dossier`, { fileReference: 'HS-2025-1' });
  // no figure ships for this procedure: the city sets its class
  const unclassed = await administrator.post(`${at}/erase-dossier-personal-data`, erase);
  expect(unclassed.json.missing).toMatchObject([{ code: 'retention-class-missing' }]);
  const { json: known } = await administrator.get(`/v1/procedures/${procedure}`);
  const { version: _, ...version } = known.inForce;
  const retention = { kind: 'none', ground: 'Quyết định của Thành phố', certainty: 'assumption' };
  await administrator.order(`/v1/procedures/${procedure}/publish-procedure-version`, { ...version, retention });
  await administrator.order(`${at}/erase-dossier-personal-data`, erase);
  const official = `/v1/officials/${officialId}`;
  const { json: serving } = await administrator.get(official);
  const { assignmentId } = serving.assignments[0];
  await head.order(`${official}/end-assignment`, { assignmentId, lastDay: '2098-12-31', ground: 'Không điều động nữa' });
  const { position } = await administrator.order(`/v1/officials/${officialId}/erase-official-personal-data`, erase);
  await showThrough(position);

  await vi.waitFor(
    async () => {
      const { json: dossier } = await reader.get(at, purpose);
      expect(dossier).toMatchObject({
        owner: { name: { forgotten: true }, identityNumber: { forgotten: true }, phone: { forgotten: true } },
        request: { forgotten: true },
        result: { abstract: { forgotten: true }, signer: { forgotten: true } },
        components: [{ name: { forgotten: true } }],
        submitter: { relation: { forgotten: true } },
        returned: { receivedBy: { forgotten: true } },
      });
      expect(dossier.personalDataErased).toMatchObject({ ground: 'Hết thời hạn lưu trữ' });
      const { json: official } = await reader.get(`/v1/officials/${officialId}`, purpose);
      expect(official).toMatchObject({ name: { forgotten: true }, phone: { forgotten: true }, personalDataErased: true });
    },
    { timeout: 20_000, interval: 100 },
  );
  expect((await reader.get(`/v1/dossiers?identityNumber=${planted.identityNumber}`, purpose)).json.items).toEqual([]);
  expect((await reader.get(`/v1/dossiers?unit=${unit}`, purpose)).json.items).toMatchObject([
    { dossierId, ownerName: { forgotten: true }, personalDataErased: true },
  ]);
  expect(await streamed(integrator)).toContain('DossierPersonalDataErased');
  const allowed = await motcua.as({ roles: ['supervisor'], units: [], personal: true });
  const opened = await allowed.get(`/v1/events?stream=dossier-${dossierId}`, purpose);
  expect(opened.json[0].data.owner.name).toEqual({ forgotten: true });
});

it('was never said on the terminal, at the most talkative log level', () => {
  expect(motcua.logs()).toContain('ReceiveDossier');
  expect(motcua.logs()).toContain(dossierId);
  expect(found(motcua.logs())).toEqual([]);
  const escaped = Object.values(planted).filter((value) => motcua.logs().includes(encodeURIComponent(value)));
  expect(escaped).toEqual([]);
});
