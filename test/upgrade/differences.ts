/** One field that is not what it was: where it stands, what it was and what it is. */
export type Difference = { at: string; was: unknown; is: unknown };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Every field of an older answer that the answer of today lacks or states otherwise. What today's answer says besides
 * is no difference; the items of a list are compared in order, and there are as many.
 */
export const differences = (was: unknown, is: unknown, at = ''): Difference[] => {
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length)
    return was.flatMap((item, index) => differences(item, is[index], `${at}[${index}]`));
  if (isObject(was) && isObject(is)) return Object.keys(was).flatMap((key) => differences(was[key], is[key], `${at}.${key}`));
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ at, was, is }];
};
