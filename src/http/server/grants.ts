import type { TokenRole } from './principal.ts';

/** How far a role reaches: the units its token covers, or the whole city whatever the token's units. */
export type Scope = 'unit' | 'city';
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
