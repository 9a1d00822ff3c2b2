/**
 * The collation in which PostgreSQL orders names as Vietnamese dictionaries do (a, ă, â, b … d, đ): that of ICU, which
 * every server built with ICU has, whatever its locale.
 */
export const VIETNAMESE_COLLATION = 'vi-x-icu';

const collator = new Intl.Collator('vi');

/** A person's name in the parts by which lists are ordered: the given name, which comes last, then the others. */
const partsOf = (name: string): string[] => {
  const words = name.normalize('NFC').trim().split(/\s+/);
  return [...words.slice(-1), ...words.slice(0, -1)];
};

/** The order of people in Vietnamese lists: by given name (tên), then family and middle names (họ, đệm). */
export const compareNames = (a: string, b: string): number => {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const order = collator.compare(left[place] ?? '', right[place] ?? '');
    if (order !== 0) return order;
  }
  return 0;
};
