import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
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

  /** Signed by the issuer, with claims and header of the test's own. */
  const own = async (claims: Record<string, unknown>, header: { typ?: string } = {}) =>
    new SignJWT({ iss: url, aud: 'motcua', sub: 'o-1', exp: Math.floor(Date.now() / 1000) + 3600, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: keys.keys[0]?.kid ?? '', ...header })
      .sign(await importJWK(privateJwk, 'ES256'));
  const signed = async (audience: string) =>
    (await createEmbeddedIssuer({ privateJwk, issuer: url, audience })).issue({ roles: ['auditor'], units: ['*'], sub: 'a-1' });

  it('is asked for its keys by discovery; issuer and audience must be right', async () => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    expect(await verify(await signed('motcua'))).toMatchObject({ id: 'a-1', roles: ['auditor'] });
    expect(await refusal(verify(await signed('other')))).toBe('unauthenticated');
  });

  it('may have withdrawn a key: what is signed with it counts for two minutes more, and no longer', async () => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    const now = Date.now();
    const after = async (seconds: number) => {
      vi.useFakeTimers({ now: now + seconds * 1_000, toFake: ['Date'] });
      return refusal(verify(tokens.shift() ?? ''));
    };
    const tokens = await Promise.all(Array.from({ length: 5 }, () => signed('motcua')));
    const cached = tokens[0] ?? '';
    expect(await after(0)).toBe('accepted');
    const issued = keys;
    try {
      keys = (await createEmbeddedIssuer({ privateJwk: await newJwk() })).published.jwks;
      expect(await after(59)).toBe('accepted');
      expect(await after(61)).toBe('unauthenticated');
      // found good just before the keys were asked for again
      expect(await refusal(verify(cached))).toBe('unauthenticated');
      keys = issued;
      expect(await after(130)).toBe('accepted');
    } finally {
      keys = issued;
      vi.useRealTimers();
    }
  });

  it('may be away for minutes while its keys are known, not for longer than ten', async () => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    const now = Date.now();
    const after = async (minutes: number) => {
      vi.useFakeTimers({ now: now + minutes * 60_000, toFake: ['Date'] });
      return refusal(verify(await signed('motcua')));
    };
    try {
      expect(await after(0)).toBe('accepted');
      up = false;
      for (const minutes of [1, 5, 9.9]) expect(await after(minutes)).toBe('accepted');
      expect(await after(10.1)).toBe('unavailable');
      up = true;
      expect(await after(10.7)).toBe('accepted');
    } finally {
      up = true;
      vi.useRealTimers();
    }
  });

  it('puts claims where it likes, when the setting says where', async () => {
    const claims = {
      realm_access: { roles: ['auditor', 'offline_access'] },
      'https://example.vn/units': '25747, 25750',
      right: { personal: 'true' },
    };
    const places = { roles: 'realm_access.roles', units: 'https://example.vn/units', personal: 'right.personal' };
    const verified = async (setting?: typeof places) =>
      createRemoteIssuer({ issuer: url, audience: 'motcua', ...(setting && { places: setting }) }).verify(await own(claims));
    expect(await verified(places)).toMatchObject({ roles: ['auditor'], units: ['25747', '25750'], personal: true });
    expect(await verified()).toMatchObject({ roles: [], units: [], personal: false });
  });

  it.each([
    ['a logout token', { typ: 'logout+jwt' }, {}, /typ logout\+jwt/],
    ['an ID token by its hash', { typ: 'JWT' }, { at_hash: 'x' }, /at_hash/],
    ['an ID token of Keycloak', { typ: 'JWT' }, { typ: 'ID' }, /typ ID/],
    ['a refresh token of Keycloak', { typ: 'JWT' }, { typ: 'Refresh' }, /typ Refresh/],
  ])('is refused for %s, however well signed', async (_, header, claims, reason) => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    await expect(verify(await own(claims, header))).rejects.toMatchObject({
      code: 'unauthenticated',
      reason: expect.stringMatching(reason),
    });
  });

  it.each([{ typ: 'at+jwt' }, { typ: 'application/at+jwt' }, { typ: 'JWT' }, {}])(
    'is believed for an access token with the header %j',
    async (header) => {
      const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
      expect(await refusal(verify(await own({ typ: 'Bearer', roles: 'auditor' }, header)))).toBe('accepted');
    },
  );

  it('is told in the log of the server why its tokens are refused, by claim, never with the token', async () => {
    const { verify } = createRemoteIssuer({ issuer: url, audience: 'motcua' });
    const reasonFor = async (token: string): Promise<string> => {
      const { reason } = await verify(token).then(
        () => ({ reason: '' }),
        (problem: { reason: string }) => problem,
      );
      for (const part of token.split('.')) expect(reason).not.toContain(part);
      return reason;
    };
    expect(await reasonFor(await signed('account'))).toBe('aud: "account", expected motcua');
    expect(await reasonFor(await own({ iss: 'https://elsewhere.example' }))).toBe(`iss: "https://elsewhere.example", expected ${url}`);
    expect(await reasonFor(await own({ exp: undefined }))).toBe('exp: missing');
    expect(await reasonFor(await own({ exp: 1_000_000_000 }))).toBe('exp: the token ended at 2001-09-09T01:46:40.000Z');
    expect(await reasonFor(await own({ roles: { officer: true } }))).toBe('the form of roles is not the one asked for');
    expect(await reasonFor('abc')).toMatch(/ERR_JW[ST]_INVALID/);
    const other = await (await createEmbeddedIssuer({ privateJwk: await newJwk(), issuer: url })).issue({ roles: ['auditor'], units: [] });
    expect(await reasonFor(other)).toMatch(/ERR_JWKS_NO_MATCHING_KEY/);
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
