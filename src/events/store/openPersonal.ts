import { type Forgotten, isSealed, type Sealed } from './personal.ts';
import type { PersonalData } from './personalData.ts';

/** What stands for a personal value that the reader may not see. */
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

/** T with its personal fields opened: plain, or `forgotten` once the key is gone. */
export type OpenedPersonal<T> = Replaced<T, Forgotten, true>;
/** T with its personal fields masked. */
export type MaskedPersonal<T> = Replaced<T, Masked, false>;

/** Every sealed value inside a JSON value, in the order of its fields. */
export const sealedIn = (value: unknown): Sealed[] => {
  const found: Sealed[] = [];
  replaceSealed(value, (sealed) => found.push(sealed));
  return found;
};

/** A copy of a JSON value with every sealed value opened, in one call to the keys. Throws when a value was moved or altered. */
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
