import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkAppend, checkStorable, hasPlainNames, isPlainName } from '#events/store/storable.ts';
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
