import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { establishCenter } from '#commands/center/decision.ts';
import { encodeCursor } from '#http/server/paging.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { getNumber, getPersonal, listNumbers } from './tinyQueries.ts';

let app: TestServer;
let port: number;
let administrator: string;
let auditor: string;
const nobody = getPersonal(async () => ({ name: { sealed: '', stream: '', eventId: '', field: '' } }));
beforeAll(async () => {
  const options = { limits: { requestMs: 1_500 } };
  app = await startTestServer({ commands: [establishCenter], queries: [listNumbers, getNumber, nobody], options });
  await app.server.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.server.address() as AddressInfo).port;
  administrator = await app.token({ roles: ['administrator'], units: [] });
  auditor = await app.token({ roles: ['auditor'], units: [], personal: true });
});
afterAll(() => app?.close());

const act = { number: '1', date: '2025-06-20', signer: 's' };
const decision = { act, effectiveOn: '2025-07-01', functions: ['f'], tasks: ['t'], powers: ['p'] };
const establish = (body: unknown, type = 'application/json') =>
  app.request('POST', '/v1/centers', administrator, { body, headers: { 'content-type': type } });
const kind = ({ status, json }: { status: number; json: { type: string } }) => [status, json.type];
const invalid = [400, '/problems/input-invalid'];

/** What the server says to these bytes until it closes the connection. */
const said = (bytes: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  return text(socket);
};

it('a request names one host', async () => {
  const asked = (hosts: string) => said(`GET /livez HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
  expect(await asked('Host: a\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  expect(await asked('Host: a\r\nhost: b\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await asked('')).toMatch(/^HTTP\/1\.1 400 /);
});

it('a text that every reader sees holds no number of a person: it is refused by name, at once', async () => {
  const answer = await establish({ unit: '25747', decision: { ...decision, tasks: ['hướng dẫn bà An 079190000001'] } });
  expect(kind(answer)).toEqual(invalid);
  expect(answer.json.errors).toEqual([
    { in: 'body', pointer: '/decision/tasks/0', detail: expect.stringContaining('may not hold an identity number') },
  ]);
});

describe('text that cannot be stored as it is', () => {
  it('is refused wherever it stands', async () => {
    const signedBy = (signer: string) => establish({ unit: '25747', decision: { ...decision, act: { ...act, signer } } });
    expect(kind(await signedBy('a\u0000b'))).toEqual(invalid);
    expect(kind(await signedBy('\ud800'))).toEqual(invalid);
    expect(kind(await app.get('/v1/numbers?unit=%00', auditor))).toEqual(invalid);
    expect(kind(await app.get('/v1/officials/%00', administrator))).toEqual(invalid);
    expect(kind(await app.get('/v1/officials/1', auditor, { 'x-purpose': 'tra%00cuu' }))).toEqual(invalid);
  });
  it('may be whole characters of any plane', async () => {
    const signed = JSON.stringify({ unit: '25747', decision: { ...decision, act: { ...act, signer: '@' } } }).replace(
      '@',
      '\\ud842\\udfb7',
    );
    expect((await establish(signed)).status).toBe(201);
  });
  it('is a body that is not UTF-8', async () => {
    const body = Buffer.from(JSON.stringify({ unit: '25747', decision: { ...decision, act: { ...act, signer: '\xe9' } } }), 'latin1');
    expect(kind(await establish(body))).toEqual([400, '/problems/json-malformed']);
  });
});

it('a body of plain text is no JSON, whatever it holds', async () => {
  expect(kind(await establish(JSON.stringify({ unit: '25747', decision }), 'text/plain'))).toEqual([
    415,
    '/problems/media-type-unsupported',
  ]);
});

describe('a refusal', () => {
  it('names the first faults only, however many there are', async () => {
    const { status, json } = await establish({ unit: '25747', decision: { ...decision, tasks: Array.from({ length: 200 }, () => 1) } });
    expect([status, json.errors.length, json.errors[0].pointer]).toEqual([400, 50, '/decision/tasks/0']);
  });
  it('names unknown fields, and does not repeat what can be none', async () => {
    const { json } = await establish({ unit: '25747', decision, surname: 1, 'Nguyễn Thị Planted': 1 });
    expect(json.errors).toEqual([{ in: 'body', pointer: '', detail: 'Unknown fields: surname, others.' }]);
  });
});

it('a cursor that holds anything but a place in its list is malformed, however well it is made', async () => {
  const token = await app.token({ roles: ['auditor'], units: [] });
  const answerTo = (key: readonly (string | number)[]) => app.get(`/v1/numbers?cursor=${encodeCursor('ListDossiers', {}, key)}`, token);
  expect((await answerTo([3])).json.items[0]).toMatchObject({ number: 4 });
  for (const key of [['3'], [3, 3], [1e300], [0.5], []]) expect(kind(await answerTo(key))).toEqual([400, '/problems/cursor-malformed']);
});

describe('a connection', () => {
  it('that speaks no HTTP, or too much of it, is told so by a problem', async () => {
    for (const [bytes, status] of [
      ['GET / HTTP/1.1\r\nhost: m\r\nbad header\r\n\r\n', 400],
      ['\x16\x03\x01\x02\x00', 400],
      [`GET / HTTP/1.1\r\nhost: m\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
      ['POST /v1/centers HTTP/1.1\r\nhost: m\r\ntransfer-encoding: chunked\r\n\r\nzz', 400],
    ] as const) {
      const answer = await said(bytes);
      expect(answer).toMatch(
        new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*content-type: application/problem\\+json[\\s\\S]*"type":"/problems/request-invalid"`),
      );
    }
  });
  it('that goes on with something else gets the answer to its request first', async () => {
    const head = `POST /v1/centers HTTP/1.1\r\nhost: m\r\nauthorization: Bearer ${administrator}\r\ncontent-type: application/json\r\n`;
    const order = (unit: string, more = '') => {
      const body = JSON.stringify({ unit, decision });
      return `${head}content-length: ${body.length}\r\n${more}\r\n${body}`;
    };
    const statuses = async (bytes: string) => Array.from((await said(bytes)).matchAll(/HTTP\/1\.1 (\d+)/g), ([, status]) => Number(status));
    expect(await statuses(`${order('25750')}\0`)).toEqual([201, 400]);
    expect(await statuses(`${order('25760')}GET /livez HTTP/1.1\r\nhost: m\r\n\r\nno header\r\n\r\n`)).toEqual([201, 200, 400]);
    // it is established already
    expect(await statuses(`${order('25760')}${head}transfer-encoding: chunked\r\n\r\nzz`)).toEqual([409, 400]);
    expect(await statuses(`${order('25760')}POST / HTTP/1.1\r\nhost: m\r\ntransfer-encoding: chunked\r\n\r\nzz`)).toEqual([409, 405]);
    // nothing more was to come
    expect(await statuses(`${order('25760', 'connection: close\r\n')}\0`)).toEqual([409]);
  });
  it('that never finishes its request is ended', async () => {
    expect(await said('POST /v1/centers HTTP/1.1\r\nhost: m\r\ncontent-le')).toMatch(
      /^HTTP\/1\.1 408 [\s\S]*"type":"\/problems\/request-invalid"/,
    );
  });
  it('that expects something unheard of gets its answer all the same', async () => {
    expect(await said('GET /livez HTTP/1.1\r\nhost: m\r\nexpect: x\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });
});
