import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { type Principal, principalOf, type TokenRole } from './principal.ts';
import { Problem } from './problems.ts';

/** Whoever vouches for access tokens. */
export type Issuer = {
  /** Throws `Problem` 401 when the token is not good, 503 when the issuer's keys cannot be had. */
  verify: (token: string) => Promise<Principal>;
  /** Present on the embedded issuer: what it publishes. */
  published?: { issuer: string; jwks: { keys: JWK[] } };
};

/** Seconds by which clocks may differ. */
const CLOCK_TOLERANCE = 5;
const challenge = (description: string) => ({
  headers: { 'www-authenticate': `Bearer realm="motcua", error="invalid_token", error_description="${description}"` },
});

const verifier =
  (key: JWTVerifyGetKey, issuer: string, audience: string, algorithms: string[]): Issuer['verify'] =>
  async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience,
        algorithms,
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ['sub', 'exp'],
      });
      return principalOf(payload);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof errors.JWTExpired) throw new Problem('unauthenticated', 'The access token has expired.', challenge('expired'));
      const keysMissing = error instanceof errors.JWKSTimeout || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC');
      if (keysMissing || error instanceof TypeError) throw new Problem('unavailable', undefined, { headers: { 'retry-after': '5' } });
      throw new Problem('unauthenticated', 'The access token is not valid.', challenge('invalid'));
    }
  };

/** How long a verified token is cached, and so how long a withdrawn key still counts. */
const REMEMBERED_MS = 60_000;
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

/** An OpenID Connect issuer, asymmetric signatures only. Keys are discovered on first use, not at start. */
export const createRemoteIssuer = ({ issuer, audience }: { issuer: string; audience: string }): Issuer => {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const discover = async (): Promise<JWTVerifyGetKey> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
    const document = (await response.json()) as { issuer?: string; jwks_uri?: string };
    if (!response.ok || document.issuer !== issuer || !document.jwks_uri)
      throw new Error('the discovery document is not that of the issuer');
    return createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration: 5_000, cooldownDuration: 30_000 });
  };
  const key: JWTVerifyGetKey = async (header, token) => {
    keys ??= discover();
    const known = await keys.catch(() => {
      keys = undefined;
      throw new Problem('unavailable', undefined, { headers: { 'retry-after': '5' } });
    });
    return known(header, token);
  };
  return {
    verify: remembering(
      verifier(key, issuer, audience, ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']),
    ),
  };
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
    verify: remembering(verifier(createLocalJWKSet(jwks), issuer, audience, ['ES256'])),
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
