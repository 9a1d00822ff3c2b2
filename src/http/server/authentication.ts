import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Issuer } from './issuers.ts';
import type { Principal, TokenRole } from './principal.ts';
import { Problem } from './problems.ts';

/**
 * How far a role reaches: the units its token covers; the dossiers, of the whole city, whose procedures the departments
 * of its token answer for; or the whole city whatever the token's units.
 */
export type Scope = 'unit' | 'sector' | 'city';
export type AccessRow = Partial<Record<TokenRole, Scope>>;
/** Who may do what, by the name of a command, a query or a feed. */
export type AccessTable = Readonly<Record<string, AccessRow>>;
export type Grant = { role: TokenRole; scope: Scope };

/** What these roles may under a name, in their order. */
export const grantsOf = (access: AccessTable, roles: readonly TokenRole[], name: string): Grant[] =>
  roles.flatMap((role) => {
    const scope = access[name]?.[role];
    return scope === undefined ? [] : [{ role, scope }];
  });

/** Whether any role may; throws when the name has no row, so that nothing is mounted without a decision on who may. */
export const isGranted = (access: AccessTable, name: string): boolean => {
  const row = access[name];
  if (row === undefined) throw new Error(`${name} has no row in the access table (src/http/access.ts).`);
  return Object.keys(row).length > 0;
};

declare module 'fastify' {
  interface FastifyInstance {
    /** Who may do what. */
    access: AccessTable;
  }
  interface FastifyRequest {
    /** Whoever the access token names; an unusable token is kept as its problem until a route asks who it is. */
    caller: Principal | Problem | undefined;
    /** What else the log line of this request says: ids and codes only. */
    noted: Record<string, unknown> | undefined;
  }
}

/** Reads the access token of every request before anything else, so that limits and logs know who asks. */
export const authenticate = (server: FastifyInstance, { issuer, access }: { issuer: Issuer; access: AccessTable }): void => {
  server.decorate('access', access);
  server.decorateRequest('caller', undefined);
  server.decorateRequest('noted', undefined);
  server.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    try {
      request.caller =
        token === undefined ? unauthenticated('the Authorization header is not Bearer with one token') : await issuer.verify(token);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      request.caller = error;
    }
  });
};

const unauthenticated = (reason: string) =>
  new Problem('unauthenticated', undefined, { headers: { 'www-authenticate': 'Bearer realm="motcua"' }, reason });
/** 403 with its challenge. */
export const forbidden = (detail: string, extra: Record<string, unknown> = {}) =>
  new Problem('forbidden', detail, { extra, headers: { 'www-authenticate': 'Bearer realm="motcua", error="insufficient_scope"' } });

/** The caller; 401 without a good token. */
export const callerOf = ({ caller }: FastifyRequest): Principal => {
  if (caller === undefined) throw unauthenticated('there is no Authorization header');
  if (caller instanceof Problem) throw caller;
  return caller;
};

/** What the caller's roles grant under a name, in the token's order. Throws 401 without token, 403 without grant. */
export const authorize = (request: FastifyRequest, name: string): { caller: Principal; grants: readonly [Grant, ...Grant[]] } => {
  const caller = callerOf(request);
  const [first, ...others] = grantsOf(request.server.access, caller.roles, name);
  if (first === undefined) throw forbidden(`None of the token's roles may do ${name}.`);
  if (caller.units.length === 0 && [first, ...others].every(({ scope }) => scope !== 'city')) throw forbidden('The token covers no unit.');
  return { caller, grants: [first, ...others] };
};
