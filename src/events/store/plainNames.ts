/** What JSON never writes as an escape: all but quotes, backslashes, control characters and halves of pairs. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\u{10ffff}]*$/u;

/**
 * Whether JSON writes a property name as it is. Only such names are kept: V8 may read an escaped name as another one, which begins with a backslash,
 * if it met that one before in an object alike (nodejs/node#63785).
 */
export const isPlainName = (name: string): boolean => plain.test(name);

/** Whether all property names in a JSON value are plain. */
export const hasPlainNames = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasPlainNames);
  return Object.entries(value).every(([name, inner]) => isPlainName(name) && hasPlainNames(inner));
};
