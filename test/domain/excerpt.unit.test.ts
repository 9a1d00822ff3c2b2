import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '#domain/excerpt.ts';
import { isStorableText } from '#events/store/storable.ts';

describe('an excerpt', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['one too long', 11, 'one too lo…'],
    // a pair of surrogates, a letter with marks of its own, a family
    ['ab🏛cd', 4, 'ab…'],
    ['tie\u0302\u0301ng Việt', 4, 'ti…'],
    ['x👨‍👩‍👧‍👦y', 8, 'x…'],
    ['a\0b', 10, 'a\ufffdb'],
    ['a\ud83c', 10, 'a\ufffd'],
  ])('of %j in %i is %j', (text, length, expected) => {
    expect(excerpt(text, length)).toBe(expected);
  });
  it('is never longer, always storable, begins as the text does, and ends between characters', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'ế', 'e\u0302', '\u0301', '🏛', '👨‍👩‍👧', '\ud83c', '\0', ' ')),
        fc.integer({ min: 1, max: 30 }),
        (parts, length) => {
          const text = parts.join('');
          const cut = excerpt(text, length);
          expect(cut.length).toBeLessThanOrEqual(length);
          expect(isStorableText(cut)).toBe(true);
          if (isStorableText(text)) expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
        },
      ),
    ));
});
