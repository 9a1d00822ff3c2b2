import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerOfficial } from '#commands/official/person.ts';
import type { Sealed } from '#events/store/personal.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { getNumber, getPastNumber, getPersonal, getWrong, listNumbers } from './tinyQueries.ts';

let app: TestServer;
let officer: string;
let supervisor: string;
let wrong: unknown;
const waits: [readonly string[], number, number][] = [];

beforeAll(async () => {
  const sealedName = async () => {
    const [stored] = await app.store.readStream('official-o-1');
    if (stored === undefined) throw new Error('nobody is registered');
    return app.codec.decode(stored).data as { name: Sealed };
  };
  app = await startTestServer({
    commands: [registerOfficial],
    queries: [listNumbers, getNumber, getPastNumber, getPersonal(sealedName), getWrong(async () => wrong)],
    options: {
      waitForPosition: async (names, position, timeoutMs) => {
        waits.push([names, position, timeoutMs]);
        return { position: Math.min(position, 40), reached: position <= 40 };
      },
    },
  });
  officer = await app.token({ roles: ['officer'], units: ['25747'], sub: 'officer-1' });
  supervisor = await app.token({ roles: ['supervisor'], units: [], sub: 'supervisor-1' });
  const administrator = await app.token({ roles: ['administrator'], units: [] });
  await app.post('/v1/officials', administrator, { officialId: 'o-1', name: 'Nguyễn Văn A', office: 'civil-servant', phone: '0900' });
});
afterAll(() => app.close());

const numbersOf = (items: { number: number }[]) => items.map(({ number }) => number);

it('gives a list page by page, without loss or repetition', async () => {
  const seen: number[] = [];
  for (let url: string | undefined = '/v1/numbers?limit=3'; url; ) {
    const { json }: { json: { items: { number: number }[]; next?: string } } = await app.get(url, officer);
    seen.push(...numbersOf(json.items));
    url = json.next && `/v1/numbers?limit=3&cursor=${json.next}`;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, -7]);
});

it('refuses a cursor of other filters, an altered one and one that is none', async () => {
  const { json } = await app.get('/v1/numbers?limit=3', officer);
  const [seal, key] = JSON.parse(Buffer.from(json.next, 'base64url').toString());
  const altered = Buffer.from(JSON.stringify([seal, [key[0] + 1]])).toString('base64url');
  for (const url of [`least=2&cursor=${json.next}`, `cursor=${altered}`, 'cursor=%25%25', 'cursor=eA']) {
    const answer = await app.get(`/v1/numbers?${url}`, officer);
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/cursor-malformed']);
  }
});

it.each(['limit=0', 'limit=501', 'limit=x', 'after=-2', 'format=xml', 'nosuch=1'])('refuses ?%s', async (query) => {
  const answer = await app.get(`/v1/numbers?${query}`, officer);
  expect(answer.status).toBe(400);
  expect(answer.json.errors[0].in).toBe('query');
});

it('waits for the position asked for, says where it stands, and that it is stale when time ran out', async () => {
  waits.length = 0;
  const fresh = await app.get('/v1/numbers/3?after=17', officer);
  const stale = await app.get('/v1/numbers/3?after=99', officer);
  const whatever = await app.get('/v1/numbers/3', officer);
  expect(waits).toEqual([
    [['numbers', 'others'], 17, 2000],
    [['numbers', 'others'], 99, 2000],
    [['numbers', 'others'], -1, 0],
  ]);
  expect([fresh.headers['motcua-position'], fresh.headers['motcua-stale']]).toEqual(['17', undefined]);
  expect([stale.headers['motcua-position'], stale.headers['motcua-stale'], stale.status]).toEqual(['40', 'true', 200]);
  expect(whatever.json).toEqual({ number: 3 });
});

it('refuses a position that the log has not reached as a past to ask about', async () => {
  const end = await app.store.end();
  waits.length = 0;
  const ahead = await app.get('/v1/numbers/past?asOf=99', officer);
  expect([ahead.status, ahead.json.errors]).toEqual([400, [{ in: 'query', pointer: '/asOf', detail: 'has not come yet' }]]);
  expect(waits).toEqual([[['numbers', 'audit-trail'], 99, 0]]);
  expect(end).toBeLessThan(99);
});

it('takes a path with a slash at its end for the same', async () => {
  expect(numbersOf((await app.get('/v1/numbers/?limit=1', officer)).json.items)).toEqual([1]);
});

it('answers 404 for what is not there', async () => {
  const answer = await app.get('/v1/numbers/8', officer);
  expect([answer.status, answer.json.type]).toEqual([404, '/problems/not-found']);
});

it('exports every page as CSV that a spreadsheet opens without harm', async () => {
  for (const [url, headers] of [
    ['/v1/numbers?format=csv&limit=2', {}],
    ['/v1/numbers', { accept: 'text/csv' }],
  ] as const) {
    const answer = await app.get(url, officer, headers);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body).toBe(
      [
        '\uFEFFnumber,text,nested',
        `1,'=1+1,"{""unit"":""25747""}"`,
        `2,"Nguyễn, ""A""","{""unit"":""25747""}"`,
        `3,"two\nlines","{""unit"":""25747""}"`,
        `4,,"{""unit"":""25747""}"`,
        `5,'-x,"{""unit"":""25747""}"`,
        `6,'@y,"{""unit"":""25747""}"`,
        `-7,z,"{""unit"":""25747""}"`,
        '',
      ].join('\r\n'),
    );
  }
});

it('lets a list see the units of the token, or all where the role is city-wide', async () => {
  const units = async (token: string) => (await app.get('/v1/numbers?limit=1', token)).json.items[0].nested.unit;
  expect(await units(officer)).toBe('25747');
  expect(await units(supervisor)).toBe('all');
  expect((await app.get('/v1/numbers?unit=25750', officer)).status).toBe(403);
  expect((await app.get('/v1/numbers?unit=25750', supervisor)).status).toBe(200);
});

it.each([
  ['more', { number: 1, unit: '25747' }],
  ['less', {}],
  ['another type', { number: '1' }],
])('fails an answer of %s than its schema says, as long as it is tested', async (_, answer) => {
  wrong = { number: 1 };
  expect((await app.get('/v1/wrong', officer)).json).toEqual({ number: 1 });
  wrong = answer;
  expect((await app.get('/v1/wrong', officer)).status).toBe(500);
});

it('fails an answer in which a personal value is neither opened nor masked', async () => {
  wrong = { number: 1, value: { sealed: 'c2VhbGVk', stream: 'official-o-1' } };
  const { status, body } = await app.get('/v1/wrong', officer);
  expect(status).toBe(500);
  expect(body).not.toContain('c2VhbGVk');
});

const reads = () => app.store.readStream('access-official-o-1');

it('masks personal values without the right, and without a purpose', async () => {
  const entitled = await app.token({ roles: ['officer'], units: ['25747'], personal: true });
  const withoutRight = await app.get('/v1/officials/o-1', officer, { 'x-purpose': 'curiosity' });
  const withoutPurpose = await app.get('/v1/officials/o-1', entitled);
  expect(withoutRight.json.name).toEqual({ masked: true });
  expect(withoutPurpose.json.name).toEqual({ masked: true });
  expect(await reads()).toEqual([]);
});

it('opens personal values for a stated purpose, and the reading is on record', async () => {
  const entitled = await app.token({ roles: ['officer'], units: ['25747'], personal: true, sub: 'officer-9' });
  const answer = await app.get('/v1/officials/o-1', entitled, { 'x-purpose': encodeURIComponent('Kiểm tra hồ sơ') });
  expect(answer.json.name).toBe('Nguyễn Văn A');
  expect(await reads()).toMatchObject([
    {
      type: 'PersonalDataRead',
      actor: { id: 'officer-9', role: 'officer', unit: '25747' },
      correlationId: answer.headers['x-correlation-id'],
      data: { subject: 'official-o-1', unit: '25747', purpose: 'Kiểm tra hồ sơ', fields: expect.arrayContaining(['name']) },
    },
  ]);
});

it('does not open values of another subject than the one it would put on record', async () => {
  const entitled = await app.token({ roles: ['officer'], units: ['25747'], personal: true });
  const answer = await app.get('/v1/officials/o-2', entitled, { 'x-purpose': 'a purpose' });
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('Nguyễn');
});

it.each(['x', '%ff', 'y'.repeat(501)])('refuses the purpose %j', async (purpose) => {
  expect((await app.get('/v1/officials/o-1', officer, { 'x-purpose': purpose })).status).toBe(400);
});
