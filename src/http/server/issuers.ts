import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  importJWK,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { excerpt } from '#domain/excerpt.ts';
import { type ClaimPlaces, type Principal, principalOf, type TokenRole } from './principal.ts';
import { Problem } from './problems.ts';

/** Whoever vouches for access tokens. */
export type Issuer = {
  /** Throws `Problem` 401 when the token is not good, 503 when the issuer's keys cannot be had. */
  verify: (token: string) => Promise<Principal>;
  /** Present on the embedded issuer: what it publishes. */
  published?: { issuer: string; jwks: { keys: JWK[] } };
};

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** Seconds by which clocks may differ. */
const CLOCK_TOLERANCE = 5;
const challenge = (description: string) => ({
  headers: { 'www-authenticate': `Bearer realm="motcua", error="invalid_token", error_description="${description}"` },
});

/** 401 of a token that has expired. */
export const expired = (at: number): Problem =>
  new Problem('unauthenticated', 'The access token has expired.', {
    ...challenge('expired'),
    reason: `exp: the token ended at ${new Date(at * 1000).toISOString()}`,
  });

/** `typ` of an access token (RFC 9068), or of a JWT that does not say more; a logout token, for one, is neither. */
const tokenTypes = ['at+jwt', 'application/at+jwt', 'jwt'];
/** What only an ID token has (OpenID Connect), and what Keycloak calls one that is no access token. */
const ofIdToken = ['at_hash', 'c_hash', 's_hash'];
const noAccessToken = ['id', 'refresh', 'offline', 'logout'];

/** Throws for what the issuer has signed for another use. */
const requireAccessToken = ({ typ }: { typ?: string }, claims: JWTPayload): void => {
  const kind = claims['typ'];
  const told = typ !== undefined && !tokenTypes.includes(typ.toLowerCase()) ? typ : undefined;
  const called = typeof kind === 'string' && noAccessToken.includes(kind.toLowerCase()) ? kind : undefined;
  const of = ofIdToken.find((name) => name in claims);
  if (told !== undefined || called !== undefined || of !== undefined)
    throw new Problem('unauthenticated', 'The access token is not valid.', {
      ...challenge('invalid'),
      reason: `it is no access token: typ ${excerpt(told ?? called ?? 'ID', 40)}${of === undefined ? '' : `, with ${of}`}`,
    });
};

/** Why a token is not good, for the log of the server. What it claims is shown only where the issuer has signed it. */
const reasonOf = (error: unknown, expected: Record<string, string>): string => {
  if (error instanceof z.ZodError)
    return `the form of ${[...new Set(error.issues.map(({ path }) => path[0]))].join(', ')} is not the one asked for`;
  if (!(error instanceof errors.JOSEError)) return 'it could not be read';
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload } = error;
    const found = payload[claim] === undefined ? 'missing' : excerpt(JSON.stringify(payload[claim]), 200);
    return `${claim}: ${found}${expected[claim] === undefined ? '' : `, expected ${expected[claim]}`}`;
  }
  return excerpt(`${error.code}: ${error.message}`, 200);
};

type Expected = { issuer: string; audience: string; algorithms: string[]; places?: ClaimPlaces | undefined };
const verifier =
  (key: JWTVerifyGetKey, { issuer, audience, algorithms, places }: Expected): Issuer['verify'] =>
  async (token) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, key, {
        issuer,
        audience,
        algorithms,
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ['sub', 'exp'],
      });
      requireAccessToken(protectedHeader, payload);
      return principalOf(payload, places);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof errors.JWTExpired) throw expired(error.payload.exp ?? 0);
      const keysMissing = error instanceof errors.JWKSTimeout || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC');
      if (keysMissing || error instanceof TypeError) throw new Problem('unavailable', undefined, { headers: { 'retry-after': '5' } });
      const reason = reasonOf(error, { aud: audience, iss: issuer });
      throw new Problem('unauthenticated', 'The access token is not valid.', { ...challenge('invalid'), reason });
    }
  };

/** How long a verified token is cached. */
const REMEMBERED_MS = 60_000;
/**
 * Keys older than this are asked for again. With what is cached of tokens it is the bound for a key that its issuer has
 * withdrawn: two minutes. An issuer that does not answer is asked every half minute, and its keys count for ten minutes.
 */
const KEYS_MS = { fresh: 60_000, betweenAttempts: 30_000, atMost: 600_000 };
/** Tokens cached at most; the least recently used goes first. */
const REMEMBERED = 10_000;

/** Caches verified tokens (verifying costs a quarter of a command), not failures; checks expiry on every use. */
export const remembering = (verify: Issuer['verify']): Issuer['verify'] => {
  const known = new LRUCache<string, { principal: Principal; until: number }>({ max: REMEMBERED });
  return async (token) => {
    const good = known.get(token);
    if (good !== undefined && Date.now() < good.until) return good.principal;
    const principal = await verify(token);
    known.set(token, { principal, until: Math.min(Date.now() + REMEMBERED_MS, (principal.expiresAt + CLOCK_TOLERANCE) * 1000) });
    return principal;
  };
};

/**
 * An OpenID Connect issuer, asymmetric signatures only. Keys are discovered on first use, not at start. `places`: where
 * it puts the claims.
 */
export const createRemoteIssuer = ({ issuer, audience, places }: { issuer: string; audience: string; places?: ClaimPlaces }): Issuer => {
  let keys: Promise<RemoteKeys> | undefined;
  let had = 0;
  let tried = 0;
  const discover = async (): Promise<RemoteKeys> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
    const document = (await response.json()) as { issuer?: string; jwks_uri?: string };
    if (!response.ok || document.issuer !== issuer || !document.jwks_uri)
      throw new Error('the discovery document is not that of the issuer');
    return createRemoteJWKSet(new URL(document.jwks_uri), {
      timeoutDuration: 5_000,
      cooldownDuration: KEYS_MS.betweenAttempts,
      cacheMaxAge: KEYS_MS.atMost,
    });
  };
  /** Asks for the keys again once they are a minute old; while the issuer is away the ones known count on. */
  const refresh = async (known: RemoteKeys): Promise<void> => {
    const now = Date.now();
    if (now < had + KEYS_MS.fresh || now < tried + KEYS_MS.betweenAttempts) return;
    tried = now;
    await known.reload().then(
      () => {
        had = now;
        tried = 0;
      },
      () => {},
    );
  };
  const key: JWTVerifyGetKey = async (header, token) => {
    keys ??= discover();
    const known = await keys.catch(() => {
      keys = undefined;
      throw new Problem('unavailable', undefined, { headers: { 'retry-after': '5' } });
    });
    await refresh(known);
    return known(header, token);
  };
  const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
  return { verify: remembering(verifier(key, { issuer, audience, algorithms, places })) };
};

export type Grant = {
  roles: readonly TokenRole[];
  /** Unit codes, or `['*']`. */
  units: readonly string[];
  sub?: string;
  official?: string;
  personal?: boolean;
  /** Time to live, as jose reads it: `12h`, `30m`. */
  ttl?: string;
};
export type EmbeddedIssuer = Issuer & { published: { issuer: string; jwks: { keys: JWK[] } }; issue: (grant: Grant) => Promise<string> };

/** Name and audience of the embedded issuer: the same whatever port or address the service has. */
export const EMBEDDED = { issuer: 'urn:motcua:embedded-issuer', audience: 'motcua' } as const;

/**
 * The issuer of a laptop: signs tokens of every role with the key of the data folder.
 * Throws when a real issuer is configured: then only that one may hand out tokens.
 */
export const createEmbeddedIssuer = async (options: {
  privateJwk: JWK;
  issuer?: string;
  audience?: string;
  /** `OIDC_ISSUER`, when one is set. */
  configuredIssuer?: string | undefined;
}): Promise<EmbeddedIssuer> => {
  if (options.configuredIssuer)
    throw new Error('A real issuer is configured (OIDC_ISSUER); the embedded one hands out no tokens beside it.');
  const { privateJwk, issuer = EMBEDDED.issuer, audience = EMBEDDED.audience } = options;
  const { d: _, ...open } = privateJwk;
  const kid = await calculateJwkThumbprint(open);
  const jwks = { keys: [{ ...open, kid, alg: 'ES256', use: 'sig' }] };
  const key = await importJWK(privateJwk, 'ES256');
  return {
    published: { issuer, jwks },
    verify: remembering(verifier(createLocalJWKSet(jwks), { issuer, audience, algorithms: ['ES256'] })),
    issue: ({ roles, units, sub, official, personal, ttl = '12h' }) =>
      new SignJWT({ roles, units, ...(official ? { official } : {}), ...(personal ? { personal } : {}) })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(sub ?? official ?? `local-${roles.join('-')}`)
        .setIssuedAt()
        .setExpirationTime(ttl)
        .sign(key),
  };
};
