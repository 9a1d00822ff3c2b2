import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkAppend,
  checkStorable,
  hasPlainNames,
  isPlainName,
  isStorableText,
  storableCopy,
  storableText,
  unstorableIn,
} from '#events/store/storable.ts';
import { anEvent, someEvents } from './storeContract.ts';

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

it('an event is storable, with its body written out or not', () => {
  const event = anEvent({ data: { name: 'a\\b' } });
  expect(() => checkStorable(event)).not.toThrow();
  expect(() => checkStorable(event, JSON.stringify(event.data))).not.toThrow();
});

it.each([
  // PostgreSQL would give it back in lower case.
  anEvent({ id: anEvent().id.toUpperCase() }),
  anEvent({ id: 'not-a-uuid' }),
  anEvent({ occurredAt: 'yesterday' }),
  anEvent({ data: undefined }),
  anEvent({ data: { 'a\\b': 1 } }),
])('an event that could not be read back as it is is refused in every home (%#)', (event) => {
  expect(() => checkStorable(event)).toThrow(RangeError);
  expect(() => checkStorable(event, JSON.stringify(event.data))).toThrow(RangeError);
});

it('an append has 1 to 1000 events with different ids', () => {
  const event = anEvent();
  expect(() => checkAppend([event, anEvent()])).not.toThrow();
  for (const events of [[], [event, event], someEvents(1001)]) expect(() => checkAppend(events)).toThrow(RangeError);
});

describe('a text that cannot be stored', () => {
  const half = '🏛'.slice(0, 1);
  it.each(['', 'Đăng ký 🏛', '\u0001', '\ufffd'])('is not %j', (text) => {
    expect([isStorableText(text), storableText(text)]).toEqual([true, text]);
  });
  it.each([
    ['a\0b', 'a\ufffdb'],
    [`a${half}`, 'a\ufffd'],
    [`${half}${half}\0`, '\ufffd\ufffd\ufffd'],
  ])('is %j, which is read as %j', (text, read) => {
    expect([isStorableText(text), storableText(text)]).toEqual([false, read]);
  });
  it('is found in whatever it stands, and mended in a copy', () => {
    const value = { a: [{ b: 'x' }, { b: half }], n: 1, none: null };
    expect([unstorableIn(value), unstorableIn({ a: 'x' }), unstorableIn(half)]).toEqual(['a.1.b', undefined, '']);
    expect(storableCopy(value)).toEqual({ a: [{ b: 'x' }, { b: '\ufffd' }], n: 1, none: null });
    expect(value.a[1]).toEqual({ b: half });
  });
  it('is none any more once it was mended', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.constantFrom('\0', half, '🏛', 'ế', 'a')), (value, parts) => {
        expect(unstorableIn(storableCopy([value, parts.join('')]))).toBeUndefined();
      }),
    ));
});
