import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/all.ts';
import { defineList } from '#http/server/query.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

/** Who bears a number: what a list that takes one does first. */
const bearers = defineList({
  name: 'ListDossiers',
  summary: 'Bearers of a number.',
  path: '/bearers',
  query: z.object({ identityNumber: z.string().optional() }),
  answer: z.object({ id: z.string() }),
  key: z.tuple([z.string()]),
  keyOf: ({ id }) => [id],
  projections: ['bearers'],
  run: async ({ findByPersonal }, { identityNumber }) =>
    identityNumber === undefined
      ? []
      : (await findByPersonal('dossier', 'identity-number', identityNumber, 'identityNumber')).map((id) => ({ id })),
});

const purpose = { 'x-purpose': 'tra cuu' };
const borne = '079190000017';
let app: TestServer;
let entitled: string;
let bare: string;
beforeAll(async () => {
  app = await startTestServer({ commands, queries: [bearers] });
  await app.personalData.seal('dossier-d-1', [{ eventId: 'e', field: 'f', value: borne }], [{ kind: 'identity-number', value: borne }]);
  await app.personalData.seal('official-o-1', [{ eventId: 'e', field: 'f', value: borne }], [{ kind: 'identity-number', value: borne }]);
  entitled = await app.token({ roles: ['officer'], units: ['25747'], sub: 'the-reader', personal: true });
  bare = await app.token({ roles: ['supervisor'], units: ['*'] });
});
afterAll(() => app?.close());

/** Searches on record, all of them. */
const searches = async () =>
  (await app.store.readAll({ after: -1, limit: 1000 })).events
    .filter(({ type }) => type === 'PersonalDataSearched')
    .map(({ data, actor }) => ({ data, actor }));

describe('a search by a personal value', () => {
  it('takes the right, whatever purpose is stated', async () => {
    expect(await app.get(`/v1/bearers?identityNumber=${borne}`, bare, purpose)).toMatchObject({ status: 403 });
    expect(await app.get(`/v1/bearers?identityNumber=${borne}`, bare)).toMatchObject({ status: 403 });
  });
  it('takes a purpose, and says where it belongs', async () => {
    const answer = await app.get(`/v1/bearers?identityNumber=${borne}`, entitled);
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ in: 'header', pointer: 'X-Purpose' }] } });
  });
  it('is on record before it is answered, also when nothing is found, and never with the value', async () => {
    expect(await searches()).toEqual([]);
    expect((await app.get(`/v1/bearers?identityNumber=${borne}`, entitled, purpose)).json.items).toEqual([{ id: 'd-1' }]);
    expect((await app.get('/v1/bearers?identityNumber=079190000018', entitled, purpose)).json.items).toEqual([]);
    expect(await searches()).toMatchObject([
      { data: { among: 'dossier', by: 'identity-number', found: 1, purpose: 'tra cuu' }, actor: { id: 'the-reader' } },
      { data: { found: 0 }, actor: { id: 'the-reader' } },
    ]);
    expect(JSON.stringify(await searches())).not.toContain('0791900000');
  });
  it('is needed for nothing else: a list without the filter asks for neither', async () => {
    expect(await app.get('/v1/bearers', bare)).toMatchObject({ status: 200 });
  });
});

describe('a purpose', () => {
  it('is read by auditors, and holds no identity number', async () => {
    for (const number of ['079190000017', '123456789']) {
      const answer = await app.get('/v1/bearers', entitled, { 'x-purpose': `ho so cua ${number}` });
      expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: 'X-Purpose' }] } });
    }
    expect(await app.get('/v1/bearers', entitled, { 'x-purpose': 'ho so H29.25747-250708-0006, tel. 02838291234' })).toMatchObject({
      status: 200,
    });
  });
});

describe('a key used before an erasure', () => {
  it('tells nothing of what was erased, whether a guess is right or wrong', async () => {
    const administrator = await app.token({ roles: ['administrator'], units: ['*'] });
    const key = { 'idempotency-key': 'mine' };
    const person = { officialId: 'o-9', name: 'Trần Thị Bình', office: 'civil-servant' };
    expect(await app.post('/v1/officials', administrator, person, key)).toMatchObject({ status: 201 });
    expect(await app.post('/v1/officials', administrator, person, key)).toMatchObject({ status: 200 });
    const erase = { ground: 'Đăng ký nhầm' };
    expect(
      await app.post('/v1/officials/o-9/erase-official-personal-data', administrator, erase, { 'idempotency-key': 'gone' }),
    ).toMatchObject({ status: 200 });
    const answers = [
      await app.post('/v1/officials', administrator, person, key),
      await app.post('/v1/officials', administrator, { ...person, name: 'Trần Thị Cúc' }, key),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 409, json: { type: '/problems/personal-data-erased' } });
    expect(answers[0]?.json.detail).toBe(answers[1]?.json.detail);
    // the erasure itself may be repeated
    const again = await app.post('/v1/officials/o-9/erase-official-personal-data', administrator, erase, { 'idempotency-key': 'gone' });
    expect(again).toMatchObject({ status: 200, json: { repeated: true } });
  });
});
