import type { KeyObject } from 'node:crypto';
import { type Forgotten, isSealed, type Sealed } from './personal.ts';

/** What the keys said of a stream when they were asked: its key, that it was deleted, or that there is none yet. */
export type AskedKey = { readonly stream: string; readonly answer: Promise<KeyObject | 'erased' | undefined> };

/** The keys of personal data: one per stream, wrapped by a master key, in another database than the log. */
export interface PersonalData {
  /**
   * Encrypts values with the stream's key (made on first use, durable before this returns), AES-256-GCM, bound to
   * stream, event id and field; keeps `lookups` as keyed hashes. Throws `PersonalDataErased` when the key was deleted.
   * Asks for the key unless `asked` says it, which may be given by whoever appends where the stream stood when the key
   * was asked for: a key is deleted only after its stream says so.
   */
  seal(
    stream: string,
    values: readonly { eventId: string; field: string; value: unknown }[],
    lookups: readonly { kind: string; value: string }[],
    asked?: AskedKey,
  ): Promise<string[]>;
  /** Asks for the key of a stream, to seal with it soon. */
  askKey(stream: string): AskedKey;
  /** Decrypts values, in order; `forgotten` where the key is deleted. Throws when a value was moved or altered. */
  open(values: readonly Sealed[]): Promise<(unknown | Forgotten)[]>;
  /** Streams that hold this value of this kind, a name by all words of it; of more than `most`, so many and one more. */
  find(kind: string, value: string, most: number): Promise<string[]>;
  /**
   * Makes these the only values of a kind by which a stream is found: what it was found by before, a corrected number,
   * finds nothing any more. Does nothing once the key was deleted.
   */
  replaceLookups(stream: string, kind: string, values: readonly string[]): Promise<void>;
  /** Deletes key and lookups of a stream for ever; false when there were none (any more). */
  erase(stream: string): Promise<boolean>;
  close(): Promise<void>;
}

/** The key of this stream's personal data was deleted: nothing can be added to it. */
export class PersonalDataErased extends Error {
  override name = 'PersonalDataErased';
}

/** Stands for a personal value that the reader may not see. */
export const masked = { masked: true } as const;
export type Masked = typeof masked;

/** T with every personal field as `Instead`, or as the plain value where `Plain` is true. */
type Replaced<T, Instead, Plain extends boolean> = [Sealed] extends [T]
  ? (Plain extends true ? Exclude<T, Sealed> : never) | Instead
  : T extends readonly (infer U)[]
    ? Replaced<U, Instead, Plain>[]
    : T extends object
      ? { [K in keyof T]: Replaced<T[K], Instead, Plain> }
      : T;

/** T with its personal fields opened: plain, or `forgotten` once the key is deleted. */
export type OpenedPersonal<T> = Replaced<T, Forgotten, true>;
/** T with its personal fields masked. */
export type MaskedPersonal<T> = Replaced<T, Masked, false>;

/** All sealed values inside a JSON value, in the order of its fields. */
export const sealedIn = (value: unknown): Sealed[] => {
  const found: Sealed[] = [];
  replaceSealed(value, (sealed) => found.push(sealed));
  return found;
};

/** A copy of a JSON value with every sealed value opened, in one call to the keys. Throws as `open` does. */
export const openPersonal = async <T>(personalData: Pick<PersonalData, 'open'>, value: T): Promise<OpenedPersonal<T>> => {
  const sealed = sealedIn(value);
  if (sealed.length === 0) return value as OpenedPersonal<T>;
  const opened = (await personalData.open(sealed)).values();
  return replaceSealed(value, () => opened.next().value) as OpenedPersonal<T>;
};

/** A copy of a JSON value with every sealed value masked. */
export const maskPersonal = <T>(value: T): MaskedPersonal<T> => replaceSealed(value, () => masked) as MaskedPersonal<T>;

const replaceSealed = (value: unknown, replace: (sealed: Sealed) => unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) return replace(value);
  if (Array.isArray(value)) return value.map((inner) => replaceSealed(inner, replace));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaceSealed(inner, replace)]));
};
