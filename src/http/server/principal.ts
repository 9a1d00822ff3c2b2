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

/** A list of names, also as one text with spaces or commas between them, as some issuers write lists. */
const Names = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))]).default([]);

/** Where issuers put what Motcua reads of a token beside `sub`, `exp` and `scope`. */
export const claimNames = ['roles', 'units', 'official', 'personal'] as const;
export type ClaimPlaces = Readonly<Partial<Record<(typeof claimNames)[number], string>>>;

const Claims = z.object({
  sub: z.string().min(1).max(128).refine(isStorableText),
  exp: z.number(),
  // an identity provider gives roles of other systems too: they mean nothing here
  roles: Names,
  units: Names,
  official: OfficialId.refine(isStorableText).optional(),
  personal: z.union([z.boolean(), z.stringbool()]).optional(),
  scope: z.string().optional(),
});

/** A claim by its name, or by the names on the way to it with dots between (`realm_access.roles`). */
const claimAt = (claims: object, place: string): unknown => {
  const own = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  return own(claims, place) ?? place.split('.').reduce(own, claims as unknown);
};

/**
 * Verified claims: `sub`, `roles`, `units` (codes or `*`), `official`, `personal` (or as scope), each where `places` says,
 * by its own name otherwise. Throws ZodError.
 */
export const principalOf = (claims: object, places: ClaimPlaces = {}): Principal => {
  const read = Object.fromEntries(claimNames.map((name) => [name, claimAt(claims, places[name] ?? name)]));
  const { sub, exp, roles, units, official, personal, scope } = Claims.parse({ ...claims, ...read });
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
