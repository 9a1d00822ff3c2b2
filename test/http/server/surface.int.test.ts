import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { establishCenter } from '#commands/center/decision.ts';
import { registerOfficial } from '#commands/official/person.ts';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { languages } from '#http/server/languages.ts';
import { createMetrics } from '#http/server/metrics.ts';
import { openApiDocument } from '#http/server/openApi.ts';
import { type ProblemCode, problemKinds } from '#http/server/problemKinds.ts';
import { problemText } from '#http/server/texts/problemTexts.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { getNumber, listNumbers } from './tinyQueries.ts';

let app: TestServer;
let administrator: string;
let ready = true;
const served = { kind: 'projection', generation: 1, serving: true } as const;
const projections: ProjectionStatus[] = [
  { ...served, name: 'numbers', version: 2, state: 'paused', position: 3, lagPositions: 4, lagSeconds: 1.5, reason: 'poison' },
  { ...served, name: 'letters', version: 1, state: 'running', position: 7, lagPositions: 0, lagSeconds: 0, owner: 'host-1 7 a1' },
  { ...served, name: 'words', version: 1, state: 'running', position: 7, lagPositions: 0, lagSeconds: 0, owner: 'host-1 7 a1' },
];
beforeAll(async () => {
  const status = async () => projections;
  app = await startTestServer({
    commands: [establishCenter, registerOfficial],
    queries: [listNumbers, getNumber],
    options: {
      rolesReady: () => ready,
      projectionStatus: status,
      metrics: createMetrics(status),
      limits: { bodyBytes: 2_000 },
    },
  });
  administrator = await app.token({ roles: ['administrator'], units: [] });
});
afterAll(() => app.close());

describe('problems', () => {
  it('ask for a token, and say when it is no good', async () => {
    const none = await app.post('/v1/centers', undefined, {});
    expect([none.status, none.headers['www-authenticate'], none.json.type]).toEqual([
      401,
      'Bearer realm="motcua"',
      '/problems/unauthenticated',
    ]);
    for (const authorization of ['Bearer x.y.z', 'Basic eA==', 'Bearer a b']) {
      const answer = await app.request('POST', '/v1/centers', undefined, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
    const expired = await app.token({ roles: ['administrator'], units: [], ttl: '-1m' });
    expect((await app.post('/v1/centers', expired, {})).headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('refuse a role before they look at the body', async () => {
    const answer = await app.post('/v1/centers', await app.token({ roles: ['integrator'], units: ['*'] }), { nonsense: true });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([403, 'Bearer realm="motcua", error="insufficient_scope"']);
  });

  it('refuse a token that covers no unit where one is needed', async () => {
    const answer = await app.get('/v1/numbers/1', await app.token({ roles: ['officer'], units: [] }));
    expect([answer.status, answer.json.detail]).toEqual([403, 'The token covers no unit.']);
  });

  it('answer an address that cannot be decoded', async () => {
    const answer = await app.get('/v1/%zz?name=secret');
    expect([answer.status, answer.headers['content-type'], answer.json.type]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
      '/problems/request-invalid',
    ]);
  });

  it('tell a wrong address from a wrong method', async () => {
    const nowhere = await app.get('/v1/nowhere?name=secret');
    expect([nowhere.status, nowhere.json]).toEqual([
      404,
      {
        type: '/problems/not-found',
        title: problemKinds['not-found'].title,
        status: 404,
        advice: 'Check the address and the id; what another unit has is not shown either.',
        instance: '/v1/nowhere',
        traceId: nowhere.headers['x-correlation-id'],
      },
    ]);
    const method = await app.request('DELETE', '/v1/numbers/7', administrator);
    expect([method.status, method.headers.allow?.split(', ').sort()]).toEqual([405, ['GET', 'HEAD']]);
  });

  it('refuse bodies that are too large, no JSON, or of another kind, and never quote them', async () => {
    const send = (body: string, type = 'application/json') =>
      app.request('POST', '/v1/centers', administrator, { body, headers: { 'content-type': type } });
    const large = await send(JSON.stringify({ unit: 'x'.repeat(3_000) }));
    const broken = await send('{"unit": Planted');
    const other = await send('<a/>', 'application/xml');
    expect([large, broken, other].map(({ status, json }) => [status, json.type])).toEqual([
      [413, '/problems/body-too-large'],
      [400, '/problems/json-malformed'],
      [415, '/problems/media-type-unsupported'],
    ]);
    expect(broken.body).not.toContain('Planted');
    expect((await send('{"__proto__": {"x": 1}}')).status).toBe(400);
  });

  it('speak the language that is asked for, English where none is', async () => {
    const supervisor = await app.token({ roles: ['supervisor'], units: [] });
    const inVietnamese = await app.get('/v1/nowhere', administrator, { 'accept-language': 'fr, vi-VN;q=0.9, en;q=0.5' });
    expect([inVietnamese.headers['content-language'], inVietnamese.headers['vary'], inVietnamese.json.title]).toEqual([
      'vi',
      'Accept-Language',
      'Không có gì ở địa chỉ này',
    ]);
    const faulty = await app.get('/v1/numbers?limit=0&nonsense=1', supervisor, { 'accept-language': 'vi' });
    expect([faulty.status, faulty.json.errors]).toEqual([
      400,
      [
        { in: 'query', pointer: '/limit', detail: 'phải từ 1 trở lên' },
        { in: 'query', pointer: '', detail: 'Không có các trường: nonsense.' },
      ],
    ]);
    const inEnglish = await app.get('/v1/numbers?limit=0', supervisor);
    expect([inEnglish.headers['content-language'], inEnglish.json.errors[0].detail]).toEqual(['en', 'must be at least 1']);
  });

  it('are explained where their type leads', async () => {
    for (const code of Object.keys(problemKinds) as ProblemCode[]) {
      const page = await app.server.inject(`/problems/${code}`);
      expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      for (const language of languages)
        for (const said of Object.values(problemText(code, language)))
          expect(page.body).toContain(said.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    }
    expect((await app.server.inject('/problems')).body).toContain('href="/problems/center-not-ready"');
    expect((await app.server.inject('/problems/nosuch')).statusCode).toBe(404);
  });
});

describe('operations', () => {
  it('say whether it lives and whether it is ready', async () => {
    expect((await app.get('/livez')).status).toBe(200);
    expect((await app.get('/readyz')).json).toEqual({ status: 'ready', checks: { log: true, readModels: true, roles: true } });
    ready = false;
    expect(await app.get('/readyz')).toMatchObject({ status: 503, json: { status: 'not-ready', checks: { roles: false } } });
    ready = true;
  });

  it('say how far the projections are', async () => {
    expect((await app.get('/health/projections')).json).toMatchObject({ status: 'paused', projections });
    const { body } = await app.get('/metrics');
    expect(body).toContain('motcua_projection_lag_positions{projection="numbers",version="2",serving="true"} 4');
    expect(body).toContain('motcua_projection_paused{projection="numbers",version="2",serving="true"} 1');
    expect(body).toContain('motcua_projection_held{projection="numbers",version="2",serving="true"} 0');
    expect(body).toContain('motcua_projection_held{projection="letters",version="1",serving="true"} 1');
    expect(body).toContain('motcua_leases_held{owner="host-1 7 a1"} 2');
  });

  it('publish the keys of the embedded issuer', async () => {
    const discovery = await app.get('/.well-known/openid-configuration');
    const keys = await app.get(new URL(discovery.json.jwks_uri).pathname);
    expect(keys.json.keys).toHaveLength(1);
    expect(keys.body).not.toContain('"d"');
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 with every command and query, their headers and their problems, and the same each time', async () => {
    const { json } = await app.get('/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths).sort()).toEqual([
      '/log/checkpoint',
      '/log/checkpoint/{size}',
      '/log/stamp/{size}',
      '/v1/audit/export',
      '/v1/centers',
      '/v1/events',
      '/v1/events/stream',
      '/v1/events/{eventId}/proof',
      '/v1/numbers',
      '/v1/numbers/{number}',
      '/v1/officials',
      '/v1/officials/assignments/batch',
    ]);
    const { post } = json.paths['/v1/centers'];
    expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual(['idempotency-key', 'if-match']);
    expect(post.requestBody.content['application/json'].schema.properties.unit.$ref).toBe('#/components/schemas/UnitCode');
    expect(post.responses['201'].content['application/json'].schema.$ref).toBe('#/components/schemas/Receipt');
    expect(post.responses['412'].content['application/problem+json'].schema.$ref).toBe('#/components/schemas/Problem');
    expect(Object.keys(post.responses['201'].headers)).toContain('ETag');
    expect(json.components.securitySchemes.token.scheme).toBe('bearer');
    expect(openApiDocument(app.server)).toBe(openApiDocument(app.server));
    expect(JSON.parse(openApiDocument(app.server))).toEqual(json);
  });

  it('refers to nothing that is missing, keeps nothing unused, and asks for personal values in clear', async () => {
    const { body, json } = await app.get('/openapi.json');
    const referred = new Set([...body.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    expect(Object.keys(json.components.schemas).sort()).toEqual([...referred].map(String).sort());
    expect(body).not.toContain('"sealed"');
  });

  it('has a page that needs nothing from the internet', async () => {
    const icon = await app.server.inject('/favicon.ico');
    expect([icon.statusCode, icon.headers['content-type']]).toEqual([200, 'image/svg+xml']);
    const page = await app.server.inject('/docs/');
    expect(page.statusCode).toBe(200);
    const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses).toContain('js/scalar.js');
    for (const address of addresses) expect(address).not.toMatch(/^(https?:)?\/\//);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    expect((await app.server.inject('/docs/js/scalar.js')).statusCode).toBe(200);
  });

  it('sends strict headers with everything else', async () => {
    const { headers } = await app.get('/livez');
    expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
  });
});

describe('failures', () => {
  it('limit whoever asks for paths and methods that are not there, with a token or without', async () => {
    const limited = await startTestServer({ commands: [], queries: [getNumber], options: { limits: { requestsPerMinute: 3 } } });
    const asked = ['/wp-login.php', '/v1/nothing', '/v1/numbers/1', '/.env', '/v1/numbers/1'];
    const seen = [];
    for (const [n, url] of asked.entries())
      seen.push((await limited.server.inject({ method: n === 2 ? 'DELETE' : 'GET', url })).statusCode);
    expect(seen).toEqual([404, 404, 405, 429, 429]);
    expect((await limited.server.inject('/livez')).statusCode).toBe(200);
    await limited.close();
  });

  it('limit the requests of one token and leave the others alone', async () => {
    const limited = await startTestServer({ commands: [], queries: [getNumber], options: { limits: { requestsPerMinute: 5 } } });
    const token = await limited.token({ roles: ['officer'], units: ['25747'], sub: 'busy' });
    for (let request = 1; request <= 5; request++) expect((await limited.get('/v1/numbers/1', token)).status).toBe(200);
    const refused = await limited.get('/v1/numbers/1', token);
    const unknown = await limited.get('/v1/numbres/1', token);
    expect([unknown.status, unknown.json.type]).toEqual([429, '/problems/rate-limited']);
    expect([refused.status, refused.json.type]).toEqual([429, '/problems/rate-limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await limited.get('/v1/numbers/1', await limited.token({ roles: ['officer'], units: ['25747'], sub: 'calm' }))).status).toBe(
      200,
    );
    expect((await limited.get('/livez', token)).status).toBe(200);
    await limited.close();
  });

  it('answer 503 with Retry-After when the log is away, 500 without a detail when something unexpected happens', async () => {
    const broken = await startTestServer({
      commands: [establishCenter],
      options: {
        execute: async (_name, input) => {
          if ((input as { unit: string }).unit === '25747') throw new StoreUnavailable('10.0.0.1 refused');
          throw Object.assign(new Error('duplicate key (name)=(Planted)'), { severity: 'ERROR', code: '23505', detail: 'Planted' });
        },
      },
    });
    const act = { number: '1', date: '2025-06-20', signer: 's' };
    const decision = { act, effectiveOn: '2025-07-01', functions: ['f'], tasks: ['t'], powers: ['p'] };
    const token = await broken.token({ roles: ['administrator'], units: [] });
    const away = await broken.post('/v1/centers', token, { unit: '25747', decision });
    expect([away.status, away.headers['retry-after'], away.json.detail]).toEqual([503, '2', undefined]);
    const unexpected = await broken.post('/v1/centers', token, { unit: '25750', decision });
    expect([unexpected.status, unexpected.json.detail]).toEqual([500, undefined]);
    expect(broken.logged.join('')).toContain('23505');
    expect(broken.logged.join('') + unexpected.body).not.toContain('Planted');
    await broken.close();
  });

  it('send away who asks while the service stops, and let finish what is under way', async () => {
    const asked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const stopping = await startTestServer({
      commands: [],
      queries: [getNumber],
      options: {
        waitForPosition: async (_projections, position) => {
          asked.resolve();
          await release.promise;
          return { position, reached: true };
        },
      },
    });
    const token = await stopping.token({ roles: ['officer'], units: ['25747'] });
    await stopping.server.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((stopping.server.server.address() as AddressInfo).port, '127.0.0.1');
    const ask = () => socket.write(`GET /v1/numbers/1 HTTP/1.1\r\nhost: motcua\r\nauthorization: Bearer ${token}\r\n\r\n`);

    ask();
    await asked.promise;
    const closed = stopping.close();
    ask();
    release.resolve();
    const [first = '', second = ''] = (await text(socket)).split(/(?=HTTP\/1\.1 503)/);
    expect(first).toMatch(/^HTTP\/1\.1 200 [\s\S]*\{"number":1\}/);
    expect(second).toMatch(/^connection: close\r$/im);
    expect(second).toMatch(/^content-type: application\/problem\+json/im);
    expect(second).toContain('"type":"/problems/unavailable"');
    await closed;
  });
});
