import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEmbeddedIssuer, createRemoteIssuer, EMBEDDED, remembering } from '#http/server/issuers.ts';

const newJwk = async (): Promise<JWK> => exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
const refusal = (verified: Promise<unknown>) =>
  verified.then(
    () => 'accepted',
    ({ code }: { code: string }) => code,
  );

describe('the embedded issuer', () => {
  it('hands out tokens that say who acts, in which roles, for which units', async () => {
    const issuer = await createEmbeddedIssuer({ privateJwk: await newJwk() });
    const token = await issuer.issue({ roles: ['officer', 'center-head'], units: ['25747'], official: 'o-1', personal: true, ttl: '1h' });
    expect(await issuer.verify(token)).toEqual({
      id: 'o-1',
      roles: ['officer', 'center-head'],
      units: ['25747'],
      official: 'o-1',
      personal: true,
      expiresAt: expect.closeTo(Date.now() / 1000 + 3600, -1),
    });
    expect(await issuer.verify(await issuer.issue({ roles: ['auditor'], units: ['*'] }))).toMatchObject({ units: 'all', personal: false });
  });

  it('lets nobody in under a name that cannot go on record', async () => {
    const issuer = await createEmbeddedIssuer({ privateJwk: await newJwk() });
    const grant = { roles: ['officer' as const], units: ['25747'] };
    for (const name of ['a b', 'a\u0000', 'x'.repeat(65)])
      expect(await refusal(issuer.verify(await issuer.issue({ ...grant, official: name, sub: 'x' })))).toBe('unauthenticated');
    expect(await refusal(issuer.verify(await issuer.issue({ ...grant, sub: 'a\u0000' })))).toBe('unauthenticated');
  });

  it('publishes no private key', async () => {
    const { published } = await createEmbeddedIssuer({ privateJwk: await newJwk() });
    expect(Object.keys(published.jwks.keys[0] ?? {})).not.toContain('d');
  });

  it('does not exist beside a real issuer', async () => {
    await expect(createEmbeddedIssuer({ privateJwk: await newJwk(), configuredIssuer: 'https://id.example' })).rejects.toThrow(
      'real issuer',
    );
  });

  it('refuses tokens of others, for others, expired, unsigned, altered, or signed with the public key as a secret', async () => {
    const privateJwk = await newJwk();
    const issuer = await createEmbeddedIssuer({ privateJwk });
    const grant = { roles: ['auditor' as const], units: ['*'] };
    const good = await issuer.issue(grant);
    const [header, , signature] = good.split('.');
    const claims = Buffer.from(JSON.stringify({ ...EMBEDDED, sub: 'x', exp: 9e9, roles: ['administrator'] })).toString('base64url');
    const unsigned = new UnsecuredJWT({ roles: ['auditor'] }).setSubject('x').setIssuer(EMBEDDED.issuer).setAudience(EMBEDDED.audience);
    const bad = {
      'another key': await (await createEmbeddedIssuer({ privateJwk: await newJwk() })).issue(grant),
      'another issuer': await (await createEmbeddedIssuer({ privateJwk, issuer: 'urn:other' })).issue(grant),
      'another audience': await (await createEmbeddedIssuer({ privateJwk, audience: 'other' })).issue(grant),
      expired: await issuer.issue({ ...grant, ttl: '-10s' }),
      unsigned: unsigned.setExpirationTime('1h').encode(),
      altered: `${header}.${claims}.${signature}`,
      symmetric: await new SignJWT({ roles: ['auditor'] })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('x')
        .setIssuer(EMBEDDED.issuer)
        .setAudience(EMBEDDED.audience)
        .setExpirationTime('1h')
        .sign(Buffer.from(JSON.stringify(issuer.published.jwks.keys[0]))),
      nothing: 'abc',
    };
    for (const [what, token] of Object.entries(bad)) expect([what, await refusal(issuer.verify(token))]).toEqual([what, 'unauthenticated']);
    expect(await refusal(issuer.verify(good))).toBe('accepted');
  });
});

describe('a real issuer', () => {
  let provider: Server;
  let url: string;
  let up = true;
  let keys: { keys: JWK[] };
  let privateJwk: JWK;
  beforeAll(async () => {
    privateJwk = await newJwk();
    provider = createServer((request, response) => {
      if (!up) return void response.writeHead(500).end('{}');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url === '/keys' ? keys : { issuer: url, jwks_uri: `${url}/keys` }));
    });
    await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    keys = (await createEmbeddedIssuer({ privateJwk })).published.jwks;
  });
  afterAll(() => provider.close());

  const signed = async (audience: string) =>
    (await createEmbeddedIssuer({ privateJwk, issuer: url, audience })).issue({ roles: ['auditor'], units: ['*'], sub: 'a-1' });

  it('is asked for its keys by discovery; issuer and audience must be right', async () => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    expect(await verify(await signed('motcua'))).toMatchObject({ id: 'a-1', roles: ['auditor'] });
    expect(await refusal(verify(await signed('other')))).toBe('unauthenticated');
  });

  it('may be away: the answer is 503 until it is back', async () => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    up = false;
    expect(await refusal(verify(await signed('motcua')))).toBe('unavailable');
    up = true;
    expect(await refusal(verify(await signed('motcua')))).toBe('accepted');
  });
});

describe('a token found good', () => {
  afterEach(() => void vi.useRealTimers());
  const principal = { id: 'o-1', roles: [], units: [], official: undefined, personal: false };
  const counting = (seconds: number) => {
    vi.useFakeTimers({ now: 0 });
    const verify = vi.fn<Parameters<typeof remembering>[0]>(async (token) => {
      if (!token.startsWith('good')) throw new Error('not good');
      return { ...principal, expiresAt: seconds };
    });
    return { verify, remembered: remembering(verify) };
  };

  it('is not verified again for a minute, then it is', async () => {
    const { verify, remembered } = counting(3600);
    for (const at of [0, 1, 59_999, 60_000, 60_001]) {
      vi.setSystemTime(at);
      await remembered('good');
    }
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('is good no longer than it says', async () => {
    const issuer = await createEmbeddedIssuer({ privateJwk: await newJwk() });
    const token = await issuer.issue({ roles: ['auditor'], units: ['*'], ttl: '10s' });
    expect(await refusal(issuer.verify(token))).toBe('accepted');
    vi.useFakeTimers({ now: Date.now() + 16_000 });
    expect(await refusal(issuer.verify(token))).toBe('unauthenticated');
  });

  it('is remembered alone: one that is not good is verified each time', async () => {
    const { verify, remembered } = counting(3600);
    for (const token of ['bad', 'bad', 'good', 'good', 'good, but another']) await remembered(token).catch(() => {});
    expect(verify.mock.calls.flat()).toEqual(['bad', 'bad', 'good', 'good, but another']);
  });

  it('gives way when ten thousand others came after it', async () => {
    const { verify, remembered } = counting(3600);
    await remembered('good');
    for (let other = 0; other < 10_000; other += 1) await remembered(`good ${other}`);
    verify.mockClear();
    await remembered('good 9999');
    await remembered('good');
    expect(verify.mock.calls.flat()).toEqual(['good']);
  });
});
