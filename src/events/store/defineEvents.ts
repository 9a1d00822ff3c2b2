import { z } from 'zod';

type Schemas = Record<string, z.ZodObject>;
/** Brings a stored body from version n (its index + 1) to n + 1. Pure; never edited or removed after release. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** Upcaster to a version whose fields differ in nothing but what of them is sealed: the codec sees to that. */
export const sameBody: Upcaster = (data) => data;

/** The events of one stream category: schemas of today's form and the way from every older one. */
export type EventDefinitions<C extends string = string, S extends Schemas = Schemas> = {
  category: C;
  schemas: S;
  upcasters: { [T in keyof S]?: readonly Upcaster[] };
};

/** Declares a category. The version written today is one more than the number of upcasters of the type. */
export const defineEvents = <C extends string, S extends Schemas>(
  category: C,
  schemas: S,
  upcasters: EventDefinitions<C, S>['upcasters'] = {},
): EventDefinitions<C, S> => ({ category, schemas, upcasters });

/** Makes a category's event schemas: fields all of them have, in words what happened, and the event's own fields. */
export const eventsOf =
  <C extends z.core.$ZodLooseShape>(shared: C) =>
  <S extends z.core.$ZodLooseShape>(happened: string, fields: S) =>
    z.strictObject({ ...shared, ...fields }).describe(happened);

/** The discriminated union `{ type, data }` of a category's events. */
export type EventOf<D extends EventDefinitions> = D extends EventDefinitions
  ? { [T in keyof D['schemas'] & string]: { type: T; data: z.infer<D['schemas'][T]> } }[keyof D['schemas'] & string]
  : never;

/** The body of one type of a category's events. */
export type DataOf<E extends { type: string; data: unknown }, T extends E['type']> = Extract<E, { type: T }>['data'];

/** The types of a category's events. */
export const typesOf = <D extends EventDefinitions>({ schemas }: D) => Object.keys(schemas) as (keyof D['schemas'] & string)[];

/** Version in which a type is written today. */
export const currentVersion = (definitions: EventDefinitions, type: string): number => (definitions.upcasters[type]?.length ?? 0) + 1;
