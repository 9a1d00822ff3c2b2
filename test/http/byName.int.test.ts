import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/all.ts';
import { idOf } from '#events/store/event.ts';
import { allQueries } from '#http/all.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { procedureCatalogue } from '#projections/procedureCatalogue/projection.ts';
import { staffing } from '#projections/staffing/projection.ts';
import { setUpCity, staffServing } from '#test/commands/dossier/city.ts';
import { home, stated } from '#test/commands/dossier/pasts.ts';
import { local } from '#test/commands/dossier/workingTimes.ts';
import { by } from '#test/commands/handling/process.ts';
import type { Happened } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let app: TestServer;
let models: ReadModels;
let now = local('2025-06-25T08:00');
let officer: string;
const ids: Record<string, string> = {};
const { dossierId: _, ...handedIn } = stated;
/** Numbers of those who handed in for an owner. */
const numbers: Record<string, string> = { 'Hoà Thị Đặng': '079190000017', 'Nguyễn Văn Anh': '079190000018' };
const purpose = { 'x-purpose': 'tra cuu ho so' };

beforeAll(async () => {
  models = await createReadModels([dossierList, procedureCatalogue, staffing]);
  app = await startTestServer({ commands, queries: allQueries, options: { clock: () => now, db: models.db }, staff: staffServing });
  await setUpCity((command, input, execution) => app.execute(command, input, by({ ...execution, now })));
  officer = await app.token({ roles: ['officer'], units: [home], sub: 'o-1', official: 'official-1', personal: true });
  const administrator = await app.token({ roles: ['administrator'], units: ['*'] });
  now = local('2025-07-01T09:00');
  for (const name of ['Nguyễn Văn An', 'Nguyễn Văn Anh', 'Hoà Thị Đặng', 'Công ty TNHH An Hòa']) {
    const owner = { kind: 'citizen', name };
    const submitter = { name: `Người nộp cho ${name}`, identityNumber: numbers[name] };
    const { json } = await app.post('/v1/dossiers', officer, {
      ...handedIn,
      owner,
      ...(submitter.identityNumber && { submitter }),
      channel: 'direct',
      placeOfReceipt: home,
    });
    ids[name] = idOf(json.stream);
  }
  const fromPortal = { ...handedIn, channel: 'online', externalCode: 'G77.1 - 24518' };
  await app.post(`/v1/dossiers/${randomUUID()}/submit-dossier`, officer, fromPortal);
  for (const [officialId, name] of [
    ['n-1', 'Lê Thị Quý'],
    ['n-2', 'Lê Quốc'],
  ])
    await app.post('/v1/officials', administrator, { officialId, name, office: 'civil-servant' });
  const { events } = await app.store.readAll({ after: -1, limit: 1000 });
  await models.feed(...events.map((event) => ({ ...app.codec.decode(event), at: event.occurredAt }) as unknown as Happened));
});
afterAll(async () => {
  await app?.close();
  await models?.drop();
});

const ask = (path: string, asked: Record<string, string>, token = officer, headers: Record<string, string> = purpose) =>
  app.get(`/v1${path}?${new URLSearchParams(asked).toString()}`, token, headers);

describe('dossiers by the owner’s name', () => {
  it.each([
    ['Nguyễn Văn An', ['Nguyễn Văn An']],
    ['an nguyen', ['Nguyễn Văn An']],
    ['NGUYEN  VAN', ['Nguyễn Văn An', 'Nguyễn Văn Anh']],
    ['đặng thị hòa', ['Hoà Thị Đặng']],
    ['dang thi hoa', ['Hoà Thị Đặng']],
    ['an hoà', ['Công ty TNHH An Hòa']],
    ['Nguyễn Thị An', []],
  ])('are found for %s', async (ownerName, names) => {
    const { status, json } = await ask('/dossiers', { ownerName });
    expect(status).toBe(200);
    expect(new Set(json.items.map((one: { dossierId: string }) => one.dossierId))).toEqual(new Set(names.map((name) => ids[name])));
  });
  it('take the right, a purpose, and two words at least', async () => {
    const bare = await app.token({ roles: ['officer'], units: [home], official: 'official-1' });
    expect((await ask('/dossiers', { ownerName: 'Nguyễn Văn An' }, bare)).status).toBe(403);
    expect((await ask('/dossiers', { ownerName: 'Nguyễn Văn An' }, officer, {})).json).toMatchObject({
      status: 400,
      errors: [{ pointer: 'X-Purpose' }],
    });
    expect((await ask('/dossiers', { ownerName: 'Nguyễn' })).json).toMatchObject({ status: 400, errors: [{ pointer: '/ownerName' }] });
  });
  it('are of the units that the token covers', async () => {
    const elsewhere = await app.token({ roles: ['officer'], units: ['25750'], official: 'official-9', personal: true });
    expect((await ask('/dossiers', { ownerName: 'Nguyễn Văn An' }, elsewhere)).json.items).toEqual([]);
  });
});

async function* pages() {
  for (let after = -1; ; ) {
    const page = await app.store.readAll({ after, limit: 1000 });
    if (page.events.length === 0) return;
    yield page;
    after = page.events.at(-1)?.position ?? after;
  }
}

describe('dossiers by whoever handed them in for the owner', () => {
  const found = async (asked: Record<string, string>) =>
    (await ask('/dossiers', asked)).json.items.map((one: { dossierId: string }) => one.dossierId);
  it('are found by the name and by the number, and not by those of the owner', async () => {
    expect(await found({ submitterName: 'nguoi nop dang hoa' })).toEqual([ids['Hoà Thị Đặng']]);
    expect(await found({ submitterIdentityNumber: '079 190 000 018' })).toEqual([ids['Nguyễn Văn Anh']]);
    expect(await found({ identityNumber: '079190000018' })).toEqual([]);
    expect(await found({ ownerName: 'nguoi nop' })).toEqual([]);
    expect(await found({ submitterName: 'nguoi nop', ownerName: 'nguyen anh' })).toEqual([ids['Nguyễn Văn Anh']]);
    expect(await found({ submitterName: 'nguoi nop', submitterIdentityNumber: '079190000099' })).toEqual([]);
  });
  it('take the right and a purpose, and are on record', async () => {
    const bare = await app.token({ roles: ['officer'], units: [home], official: 'official-1' });
    expect((await ask('/dossiers', { submitterName: 'Người nộp' }, bare)).status).toBe(403);
    expect((await ask('/dossiers', { submitterIdentityNumber: '079190000018' }, officer, {})).status).toBe(400);
    await found({ submitterName: 'Người nộp', submitterIdentityNumber: '079190000018' });
    const all = await Array.fromAsync(pages(), ({ events }) => events);
    const searches = all.flat().filter(({ type }) => type === 'PersonalDataSearched');
    expect(searches.slice(-2).map(({ data }) => data)).toMatchObject([
      { among: 'dossier', by: 'submitter-identity-number', found: 1 },
      { among: 'dossier', by: 'submitter-name', found: 2 },
    ]);
  });
});

describe('dossiers by the code of the portal', () => {
  it.each(['G77.1-24518', 'g77.1 – 24518', 'Ｇ77.1−24518'])('are found for %s', async (code) => {
    const { json } = await ask('/dossiers', { code });
    expect(json.items).toMatchObject([{ externalCode: 'G77.1 - 24518' }]);
  });
  it('are not found for another one', async () => expect((await ask('/dossiers', { code: 'G77.1-2451' })).json.items).toEqual([]));
});

describe('officials by name', () => {
  let head: string;
  beforeAll(async () => {
    head = await app.token({ roles: ['administrator'], units: ['*'], personal: true });
  });
  it.each([
    ['quí', ['n-1']],
    ['LE', ['n-1', 'n-2']],
    ['quốc lê', ['n-2']],
    ['Nguyễn', []],
  ])('are found for %s', async (name, found) => {
    const { status, json } = await ask('/officials', { name }, head);
    expect({ status, ids: json.items?.map((one: { officialId: string }) => one.officialId) }).toEqual({ status: 200, ids: found });
  });
  it('put the search on record, without the name', async () => {
    const after = await app.store.head();
    await ask('/officials', { name: 'Lê Quốc' }, head);
    const { events } = await app.store.readAll({ after, limit: 1000 });
    const last = events.findLast(({ type }) => type === 'PersonalDataSearched');
    expect(last?.data).toMatchObject({ among: 'official', by: 'name', found: 1 });
    expect(JSON.stringify(last)).not.toContain('Quốc');
  });
});
