import type { NewEvent } from './event.ts';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** What JSON never writes as an escape: all but quotes, backslashes, control characters and halves of pairs. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\u{10ffff}]*$/u;

/**
 * Whether JSON writes a property name without escapes. Only such names are stored: V8 may read an escaped name as
 * another one, which begins with a backslash, if it met that one before in a similar object (nodejs/node#63785).
 */
export const isPlainName = (name: string): boolean => plain.test(name);

/** Whether all property names in a JSON value are plain. */
export const hasPlainNames = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasPlainNames);
  return Object.entries(value).every(([name, inner]) => isPlainName(name) && hasPlainNames(inner));
};

/**
 * Whether the log, its read models and whoever is told keep a text as it is: no NUL, and no half of a surrogate pair.
 * JSON and JavaScript allow both, PostgreSQL's jsonb neither.
 */
export const isStorableText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** The text, with U+FFFD in place of whatever cannot be stored. */
export const storableText = (text: string): string => (isStorableText(text) ? text : text.toWellFormed().replaceAll('\0', '\ufffd'));

/** The dotted path of the first text in a JSON value that cannot be stored; `undefined`: there is none. */
export const unstorableIn = (value: unknown, path = ''): string | undefined => {
  if (typeof value === 'string') return isStorableText(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = unstorableIn(inner, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A copy of a JSON value in which every text can be stored. */
export const storableCopy = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storableCopy);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, storableCopy(inner)]));
};

/**
 * Checks that every home of the log gives an event back as it is. `json`, the body where it is written out already,
 * spares the search for names. Throws `RangeError`, which never quotes the body.
 */
export const checkStorable = ({ id, occurredAt, data }: NewEvent, json?: string): void => {
  if (!uuid.test(id)) throw new RangeError('the id of an event is a UUID in lower case');
  // PostgreSQL would accept `yesterday`.
  if (!instant.test(occurredAt)) throw new RangeError('occurredAt is a UTC instant with milliseconds and Z');
  if (data === undefined) throw new RangeError('the body of an event is JSON');
  if (json?.includes('\\') !== false && !hasPlainNames(data))
    throw new RangeError('a property name in the body of an event needs an escape in JSON');
};

/** Checks that events can be one append. Throws `RangeError`. */
export const checkAppend = (events: readonly NewEvent[]): void => {
  if (events.length < 1 || events.length > 1000) throw new RangeError(`an append has 1 to 1000 events, not ${events.length}`);
  if (new Set(events.map(({ id }) => id)).size < events.length) throw new RangeError('the events of an append have different ids');
};
