import { z } from 'zod';

/**
 * A personal value as everything but the opener sees it: ciphertext plus the place it is bound to.
 * Folds and read models pass it on untouched; only `PersonalData.open` turns it into the value, or into `forgotten` once the key is gone.
 */
export const Sealed = z
  .strictObject({ sealed: z.string(), stream: z.string(), eventId: z.string(), field: z.string() })
  .meta({ id: 'Sealed', description: 'An encrypted personal value, bound to stream, event id and field.' });
export type Sealed = z.infer<typeof Sealed>;

/** A personal field: the plain value on its way into the log, sealed ever after. */
export type Personal<T> = T | Sealed;

/** What opening a sealed value yields once its key has been deleted. */
export const forgotten = { forgotten: true } as const;
export type Forgotten = typeof forgotten;

export type PersonalOptions = {
  /** Makes the value findable by a keyed hash of this kind (for example `identity-number`); the hash is kept beside the key, never in the log. */
  lookup?: string;
};

/** Every schema that was marked personal, with its options: the codec's list of what to seal. */
export const personalSchemas = z.registry<PersonalOptions & { personal: true }>();

/** Marks a field of an event as personal: encrypted before it is stored, with the key of the event's stream. */
export const personal = <S extends z.ZodType>(schema: S, options: PersonalOptions = {}) => {
  const field = z.union([schema, Sealed]);
  // Never empty: a copy made by `describe` or `refine` inherits only what there is.
  personalSchemas.add(field, { personal: true, ...options });
  return field;
};

export const isSealed = (value: unknown): value is Sealed => typeof value === 'object' && value !== null && 'sealed' in value;
