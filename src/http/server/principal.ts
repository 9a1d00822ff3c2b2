import { z } from 'zod';
import { type Actor, Role } from '#events/store/event.ts';
import { isStorableText } from '#events/store/storable.ts';
import { OfficialId } from '#events/terms.ts';

/** Roles a token can give; `system` is Motcua itself and never comes with a token. */
export type TokenRole = Exclude<Role, 'system'>;

/** Whoever sent the request, as the access token says. */
export type Principal = {
  id: string;
  roles: readonly TokenRole[];
  units: readonly string[] | 'all';
  official: string | undefined;
  /** May see personal data, when it states a purpose. */
  personal: boolean;
  /** Epoch seconds. */
  expiresAt: number;
};

const Claims = z.object({
  sub: z.string().min(1).max(128).refine(isStorableText),
  exp: z.number(),
  // an identity provider gives roles of other systems too: they mean nothing here
  roles: z.array(z.string()).default([]),
  units: z.array(z.string()).default([]),
  official: OfficialId.refine(isStorableText).optional(),
  personal: z.boolean().optional(),
  scope: z.string().optional(),
});

/** Verified claims: `sub`, `roles`, `units` (codes or `*`), `official`, `personal` (or as scope). Throws ZodError. */
export const principalOf = (claims: unknown): Principal => {
  const { sub, exp, roles, units, official, personal, scope } = Claims.parse(claims);
  return {
    id: sub,
    roles: roles.filter((role): role is TokenRole => Role.safeParse(role).success && role !== 'system'),
    units: units.includes('*') ? 'all' : units,
    official,
    personal: personal === true || (scope?.split(' ').includes('personal') ?? false),
    expiresAt: exp,
  };
};

/** Whether a unit is among these. */
export const covers = (units: Principal['units'], unit: string): boolean => units === 'all' || units.includes(unit);

/** The actor as events record it, with a unit where the token covers exactly one. */
export const actorOf = ({ id, units, official }: Principal, role: TokenRole): Actor => {
  const only = units !== 'all' && units.length === 1 ? units[0] : undefined;
  return { id, role, ...(only === undefined ? {} : { unit: only }), ...(official === undefined ? {} : { official }) };
};
