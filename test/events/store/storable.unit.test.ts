import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasPlainNames, isPlainName } from '#events/store/storable.ts';

it('a property name is plain when JSON writes it as it is', () => {
  const unit = fc.oneof(
    fc.constantFrom('"', '\\', '\0', '\t', '\x1f', ' ', '\x7f', 'đ', '🏛', '\ud83c', '\udfdb'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.string({ unit }), (name) => {
      expect(isPlainName(name)).toBe(JSON.stringify(name) === `"${name}"`);
    }),
  );
});

it.each([null, 1, '"\\', ['"'], { 'số nhà': [{ a: '\n' }] }, {}])('all names in %j are plain', (value) => {
  expect(hasPlainNames(value)).toBe(true);
});

it.each([{ '"': 1 }, [{ a: { 'b\\': 1 } }], { a: [[{ '\n': 1 }]] }])('not all names in %j are plain', (value) => {
  expect(hasPlainNames(value)).toBe(false);
});
