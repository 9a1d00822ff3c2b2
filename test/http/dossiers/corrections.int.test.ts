import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { idOf } from '#events/store/event.ts';
import { allQueries } from '#http/all.ts';
import { dossierDetail } from '#projections/dossierDetail/projection.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { home, result, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by } from '#test/commands/handling/process.ts';
import type { Happened } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
let models: ReadModels;
let now = local('2025-06-25T08:00');
let officer: string;
let head: string;
beforeAll(async () => {
  models = await createReadModels([dossierDetail, dossierList]);
  app = await startTestServer({ commands, queries: allQueries, options: { clock: () => now, db: models.db }, staff: staffServing });
  await setUpCity((command, input, execution) => app.execute(command, input, by({ ...execution, now })));
  officer = await app.token({ roles: ['officer'], units: [home], sub: 'o-1', official: 'official-1', personal: true });
  head = await app.token({ roles: ['center-head'], units: [home], sub: 'h-1', personal: true });
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const { dossierId: _, ...handedIn } = stated;
const owner = { kind: 'citizen', name: 'Nguyễn Thị Sai', identityNumber: '079190000001' };
const counter = { ...handedIn, owner, channel: 'direct', placeOfReceipt: home, pointId: 'main' };
const post = async (time: string, path: string, body: object, token = officer, headers = {}) => {
  now = local(time);
  return app.post(`/v1${path}`, token, body, headers);
};
/** Receives a dossier, and gives its id. */
const received = async (time: string, over: object = {}): Promise<string> => {
  const { status, json, body } = await post(time, '/dossiers', { ...counter, ...over });
  expect([status, body]).toEqual([201, expect.any(String)]);
  return idOf(json.stream);
};
/** The dossier’s page, from read models that have seen its events so far. */
const seen = new Map<string, number>();
const page = async (dossierId: string, headers: Record<string, string> = { 'x-purpose': 'kiem tra' }) => {
  const stream = `dossier-${dossierId}`;
  const events = await app.store.readStream(stream, { from: seen.get(stream) ?? 0 });
  seen.set(stream, (seen.get(stream) ?? 0) + events.length);
  await models.feed(...events.map((event) => ({ ...app.codec.decode(event), at: event.occurredAt }) as unknown as Happened));
  const { json, body } = await app.get(`/v1/dossiers/${dossierId}`, head, headers);
  return json ?? body;
};
const list = async (query: string): Promise<any[]> => (await app.get(`/v1/dossiers?${query}`, head)).json.items;
const ground = 'Gõ nhầm khi tiếp nhận';
const signedBy = 'leader-1';

describe('a correction over HTTP', () => {
  it('shows what stands now, and what stood before to whoever has right and purpose', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const corrected = await post('2025-07-01T09:30', `/dossiers/${dossierId}/correct-dossier`, {
      ground,
      owner: { name: 'Nguyễn Thị Đúng', identityKind: 'passport', identityNumber: 'C 123 4567' },
    });
    expect({ status: corrected.status, body: corrected.body }).toMatchObject({
      status: 200,
      body: expect.stringContaining('DossierCorrected'),
    });
    expect(await page(dossierId)).toMatchObject({
      owner: { kind: 'citizen', name: 'Nguyễn Thị Đúng', identityKind: 'passport', identityNumber: 'C1234567' },
      corrections: [
        {
          what: 'statement',
          by: 'o-1',
          at: local('2025-07-01T09:30'),
          ground,
          before: { owner: { name: 'Nguyễn Thị Sai', identityKind: 'citizen-card', identityNumber: '079190000001' } },
          after: { owner: { name: 'Nguyễn Thị Đúng', identityKind: 'passport', identityNumber: 'C1234567' } },
        },
      ],
    });
    const masked = await page(dossierId, {});
    expect(masked.corrections[0]).toMatchObject({ ground: { masked: true }, before: { owner: { name: { masked: true } } } });
    expect((await list('corrected=true')).map((one) => one.dossierId)).toContain(dossierId);
    expect(JSON.stringify(await app.store.readStream(`dossier-${dossierId}`))).not.toMatch(/Nguyễn|C1234567|079190000001|Gõ nhầm/);
  });

  it('sent twice changes nothing the second time, with and without its key', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const path = `/dossiers/${dossierId}/correct-dossier`;
    const body = { ground, owner: { name: 'Nguyễn Thị Đúng', phone: '0903 000 000' } };
    const first = await post('2025-07-01T09:30', path, body, officer, { 'idempotency-key': dossierId });
    const again = await post('2025-07-01T09:31', path, body, officer, { 'idempotency-key': dossierId });
    expect(again.json).toEqual({ ...first.json, repeated: true });
    expect((await post('2025-07-01T09:32', path, body)).json.events).toEqual([]);
  });

  it('is decided anew on what another wrote, and refused on a revision that passed', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const path = `/dossiers/${dossierId}/correct-dossier`;
    const names = ['A', 'B', 'C', 'D', 'E'];
    const answers = await Promise.all(names.map((name) => post('2025-07-01T09:30', path, { ground, owner: { name } })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    const { corrections } = await page(dossierId);
    // each says what it truly replaced
    for (const [index, { before }] of corrections.entries())
      expect(before.owner.name).toBe(corrections[index - 1]?.after.owner.name ?? 'Nguyễn Thị Sai');
    const late = await post('2025-07-01T09:40', path, { ground, owner: { name: 'F' } }, officer, { 'if-match': '"0"' });
    expect(late.status).toBe(412);
  });

  it('of the procedure moves the appointed time and keeps the code', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const path = `/dossiers/${dossierId}/correct-procedure`;
    expect((await post('2025-07-01T11:00', path, { ground, procedure: '2.000635' })).status).toBe(200);
    const after = await page(dossierId);
    expect(after).toMatchObject({
      procedure: '2.000635',
      appointedAt: local('2025-07-02T09:00'),
      dueAt: local('2025-07-02T09:00'),
      deadline: [
        { cause: 'reception', at: local('2025-07-04T09:00') },
        { cause: 'procedure', previousAt: local('2025-07-04T09:00') },
      ],
      corrections: [{ what: 'procedure', before: { procedure: '2.000815', procedureVersion: 1 }, after: { procedure: '2.000635' } }],
    });
    expect(after.code).toMatch(/^H29\.25747-250701-\d{4}$/);
    expect((await post('2025-07-02T08:00', path, { ground, procedure: '2.000815' })).json).toMatchObject({
      status: 409,
      type: '/problems/procedure-correction-too-late',
    });
  });

  it('of the procedure ends the parts that there were, and begins those of the right one', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const path = `/dossiers/${dossierId}/correct-procedure`;
    expect((await post('2025-07-01T09:10', path, { ground, procedure: '2.000986' })).body).toContain('DossierProcedureCorrected');
    const linked = await page(dossierId);
    expect(linked.parts.map((one: any) => one.part)).toEqual(['birth', 'residence']);
    expect(linked.parts[0]).toMatchObject({ result: null, deadline: [{ cause: 'procedure' }] });
    expect((await list('procedure=2.000986')).find((one) => one.dossierId === dossierId).linkedParts).toHaveLength(2);
    expect((await post('2025-07-01T09:20', path, { ground, procedure: '2.000815' })).status).toBe(200);
    expect(await page(dossierId)).toMatchObject({
      parts: [],
      corrections: [
        { after: { parts: [{ part: 'birth' }, { part: 'residence' }] } },
        { before: { parts: [{ part: 'birth' }, { part: 'residence' }] }, after: { procedure: '2.000815' } },
      ],
    });
    expect((await list('procedure=2.000815')).find((one) => one.dossierId === dossierId).linkedParts).toBeNull();
  });

  it('of a result, its replacement, and a reopening are the head’s and stay on record', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const act = (time: string, command: string, body: object, token = head) => post(time, `/dossiers/${dossierId}/${command}`, body, token);
    for (const step of [1, 2])
      await act('2025-07-02T08:30', 'hand-over-dossier', { to: { unit: home, official: 'official-1' }, step }, officer);
    await act('2025-07-02T09:00', 'settle-dossier', { result: { ...result, signedBy, number: '1/GXN' } }, officer);
    const second = { ground, result: { ...result, number: '2/GXN' } };
    expect((await act('2025-07-02T10:00', 'correct-result', second, officer)).status).toBe(403);
    expect((await act('2025-07-02T10:00', 'correct-result', second)).status).toBe(200);
    await act('2025-07-02T11:00', 'return-result', { means: 'counter' });
    const third = { ...result, number: '3/GXN' };
    expect((await act('2025-07-03T09:00', 'replace-result', { ground, result: third })).json.type).toBe('/problems/signer-not-leader');
    const byClerk = await act('2025-07-03T09:00', 'replace-result', { ground, result: { ...third, signedBy: 'official-2' } });
    expect(byClerk.json).toMatchObject({ status: 409, detail: expect.stringContaining('official-2') });
    expect((await act('2025-07-03T09:00', 'replace-result', { ground, result: { ...third, signedBy } })).status).toBe(200);
    expect((await act('2025-07-03T10:00', 'return-result', { means: 'post' })).status).toBe(200);
    const complaint = { number: '12/QĐ-GQKN', date: '2025-07-04' };
    expect((await act('2025-07-07T09:00', 'reopen-dossier', { ground: 'Khiếu nại đúng', complaint })).status).toBe(200);
    const open = await page(dossierId);
    expect(open).toMatchObject({
      status: 'processing',
      result: null,
      dueAt: local('2025-07-10T09:00'),
      appointedAt: local('2025-07-04T09:00'),
      corrections: [
        { what: 'result', before: { result: { number: '1/GXN', abstract: 'Xác nhận' } }, after: { result: { number: '2/GXN' } } },
        { what: 'replacement', before: { result: { number: '2/GXN', signedBy } }, after: { result: { number: '3/GXN' } } },
      ],
      reopenings: [
        { ground: 'Khiếu nại đúng', complaint, earlier: { status: 'returned', result: { number: '3/GXN' }, returned: { means: 'post' } } },
      ],
    });
    expect(await list('reopened=true')).toMatchObject([
      { dossierId, status: 'processing', reopenedAt: local('2025-07-07T09:00'), settledAt: null },
    ]);
    expect((await list('reopened=false')).map((one) => one.dossierId)).not.toContain(dossierId);
  });
});

describe('who somebody is', () => {
  const submit = (owner: object) =>
    post('2025-07-01T09:00', '/dossiers', { ...counter, owner: { kind: 'enterprise', name: 'A', ...owner } });

  it.each([
    [{ identityNumber: '079190000001' }, 'citizen-card', '079190000001'],
    [{ identityNumber: '079 190 000 001' }, 'citizen-card', '079190000001'],
    [{ identityNumber: '023456789' }, 'old-identity-card', '023456789'],
    [{ identityNumber: '0312345678' }, 'tax-code', '0312345678'],
    [{ identityNumber: '0301234567001' }, 'tax-code', '0301234567-001'],
    [{ identityNumber: '0301234567-001' }, 'tax-code', '0301234567-001'],
    [{ identityKind: 'passport', identityNumber: 'c1234567' }, 'passport', 'C1234567'],
    [{ identityKind: 'household-business', identityNumber: '41A8-012345' }, 'household-business', '41A8-012345'],
    [{ identityKind: 'foreigner-paper', identityNumber: 'TRC/2025/001' }, 'foreigner-paper', 'TRC/2025/001'],
  ])('is kept for %j', async (stated, kind, number) => {
    const { status, json } = await submit(stated);
    expect(status).toBe(201);
    expect((await page(idOf(json.stream))).owner).toMatchObject({ identityKind: kind, identityNumber: number });
    expect(await app.personalData.find('identity-number', number, 10)).toContain(json.stream);
  });
  it.each([
    [{ identityNumber: 'C1234567' }, '/owner/identityKind'],
    // of a person, one digit too many is no tax code
    [{ kind: 'citizen', identityNumber: '0791900000017' }, '/owner/identityKind'],
    [{ identityNumber: '12345' }, '/owner/identityKind'],
    [{ identityNumber: '1234' }, '/owner/identityNumber'],
    [{ identityKind: 'citizen-card', identityNumber: '079190000' }, '/owner/identityNumber'],
    [{ identityKind: 'tax-code', identityNumber: '03123456789' }, '/owner/identityNumber'],
    [{ identityKind: 'passport', identityNumber: '0123456789' }, '/owner/identityNumber'],
    [{ identityKind: 'passport' }, '/owner/identityNumber'],
  ])('is refused for %j, naming the field', async (stated, pointer) => {
    const { status, json } = await submit(stated);
    expect({ status, pointers: json.errors?.map((one: { pointer: string }) => one.pointer) }).toEqual({ status: 400, pointers: [pointer] });
  });
});

describe('the receipt of a reception', () => {
  it('says what a slip needs and is not personal, also when it is repeated', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await post('2025-07-01T14:20', '/dossiers', counter, officer, key);
    expect(first.json.reception).toEqual({
      code: expect.stringMatching(/^H29\.25747-250701-\d{4}$/),
      procedure: '2.000815',
      procedureVersion: 1,
      channel: 'direct',
      receivedAt: local('2025-07-01T14:20'),
      placeOfReceipt: { unit: home, name: 'Phường Thủ Dầu Một' },
      pointId: 'main',
      competentUnit: { unit: home, name: 'Phường Thủ Dầu Một' },
      limit: { kind: 'working-days', days: 3 },
      limitText: '3 ngày làm việc (24 giờ làm việc)',
      appointed: { at: local('2025-07-04T14:20'), lines: expect.arrayContaining(['Hẹn trả: 14:20 thứ Sáu 04/07/2025']) },
      components: [{ originals: 1 }],
    });
    expect(first.body).not.toMatch(/Nguyễn|079190000001|Tờ khai/);
    const again = await post('2025-07-01T14:25', '/dossiers', counter, officer, key);
    expect(again.json).toEqual({ ...first.json, repeated: true });
  });
  it('says nothing of a reception where there was none', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const { json } = await post('2025-07-01T09:30', `/dossiers/${dossierId}/hand-over-dossier`, {
      to: { unit: home, official: 'official-2' },
    });
    expect(json).not.toHaveProperty('reception');
  });
});

describe('what is named in an act', () => {
  it('exists: the contact for a supplement is an official', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const asked = { items: ['Bản sao'], reason: 'Thiếu', legalGround: 'Thông tư 03/2025/TT-VPCP' };
    const path = `/dossiers/${dossierId}/request-supplement`;
    expect((await post('2025-07-01T10:00', path, { ...asked, contactOfficial: 'nobody' })).json).toMatchObject({
      status: 404,
      type: '/problems/official-not-found',
      detail: expect.stringContaining('contactOfficial'),
    });
    // whoever serves elsewhere is not shown on the form
    expect((await post('2025-07-01T10:00', path, { ...asked, contactOfficial: 'official-3' })).status).toBe(404);
    expect((await post('2025-07-01T10:00', path, { ...asked, contactOfficial: 'official-2' })).status).toBe(200);
  });
  it('exists: the Center at which the result is to be collected', async () => {
    const delivery = { means: 'counter', unit: '99999' };
    expect((await post('2025-07-01T09:00', '/dossiers', { ...counter, delivery })).json.type).toBe('/problems/unit-unknown');
  });
  it('is an address that may be opened: the link of a result', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const linked = { result: { ...result, link: 'ftp://example.vn/kq.pdf' } };
    expect((await post('2025-07-01T10:00', `/dossiers/${dossierId}/settle-dossier`, linked)).json).toMatchObject({
      status: 400,
      errors: [{ pointer: '/result/link', detail: 'must be an address of http or https' }],
    });
  });
  it('bears a day that has come: the date of a result', async () => {
    const dossierId = await received('2025-07-01T09:00');
    const dated = { result: { ...result, date: '2027-11-24' } };
    expect((await post('2025-07-01T10:00', `/dossiers/${dossierId}/settle-dossier`, dated)).json).toMatchObject({
      status: 409,
      detail: expect.stringContaining('result.date'),
    });
  });
});
