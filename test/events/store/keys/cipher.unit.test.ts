import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openValue, PersonalDataAltered, sealValue } from '#events/store/keys/cipher.ts';
import type { Sealed } from '#events/store/personal.ts';
import { hasPlainNames } from '#events/store/storable.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const place = { stream: 'dossier-1', eventId: 'event-1', field: 'owner.name' };
const sealed = (value: unknown): Sealed => ({ ...place, sealed: sealValue(key, place, value) });
const flipped = (text: string, bit: number): string => {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return bytes.toString('base64url');
};

describe('a sealed value', () => {
  it('opens to any JSON value with plain names that it was made of', () =>
    fc.assert(
      fc.property(fc.jsonValue().filter(hasPlainNames), (value) => {
        expect(openValue(key, sealed(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));

  it('never looks the same twice', () => expect(sealed('An').sealed).not.toBe(sealed('An').sealed));

  it('does not open after any one bit was changed', () => {
    const value = sealed('An');
    const bits = Buffer.from(value.sealed, 'base64url').length * 8;
    for (let bit = 0; bit < bits; bit++)
      expect(() => openValue(key, { ...value, sealed: flipped(value.sealed, bit) })).toThrow(PersonalDataAltered);
  });

  it.each([{ stream: 'dossier-2' }, { eventId: 'event-2' }, { field: 'owner.address' }, { sealed: '' }, { sealed: 'AAAA' }])(
    'does not open elsewhere: %o',
    (elsewhere) => expect(() => openValue(key, { ...sealed('An'), ...elsewhere })).toThrow(PersonalDataAltered),
  );

  it('does not open with another key', () =>
    expect(() => openValue(createSecretKey(Buffer.alloc(32, 2)), sealed('An'))).toThrow(PersonalDataAltered));

  it('opens for ever: this one was sealed when the format was decided', () =>
    expect(openValue(key, { ...place, sealed: 'QOgcYOXf0sqdWKYgt4IhGjquYnhi2UwilTsdUolYxdGuICkceHiZUSkIA1byhTP5-g' })).toBe(
      'Nguyễn Văn Mẫu',
    ));
});
