import { describe, expect, it } from 'vitest';
import { derivedId, fingerprint, identitiesOf } from '#commands/handling/ids.ts';

describe('a derived id', () => {
  it('is a UUID of version 5 that stays the same for ever', () =>
    expect(derivedId('user-1', 'key-1', 0)).toBe('d82fcb12-c2fa-543e-a59a-42c0d8c9bd85'));
  it('differs as soon as any part differs, wherever the parts are divided', () => {
    const ids = [derivedId('ab', 'c'), derivedId('a', 'bc'), derivedId('abc'), derivedId('a', 'b', 'c'), derivedId('1'), derivedId(1)];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the identities of an execution', () => {
  it('with a key are the same in every process', () => {
    const [one, other] = [identitiesOf('user-1', 'key'), identitiesOf('user-1', 'key')];
    expect([one.event(0), one.event(1), one.stream(), one.named('a')]).toEqual([
      other.event(0),
      other.event(1),
      other.stream(),
      other.named('a'),
    ]);
  });
  it('are different for another actor', () =>
    expect(identitiesOf('user-1', 'key').event(0)).not.toBe(identitiesOf('user-2', 'key').event(0)));
  it('without a key are fresh, yet stay through all tries', () => {
    const one = identitiesOf('user-1', undefined);
    expect(one.event(0)).toBe(one.event(0));
    expect(one.event(0)).not.toBe(one.event(1));
    expect(one.event(0)).not.toBe(identitiesOf('user-1', undefined).event(0));
  });
});

describe('the fingerprint of a command', () => {
  const input = { a: 1, b: { c: [1, { d: 'x' }] } };
  it('does not depend on the order of fields, nor on fields left undefined', () =>
    expect(fingerprint('key', 'Do', { b: { c: [1, { d: 'x' }] }, a: 1, e: undefined })).toBe(fingerprint('key', 'Do', input)));
  it('depends on the order of lists, on values, on the name and on the key', () => {
    const prints = [
      fingerprint('key', 'Do', input),
      fingerprint('key', 'Do', { ...input, b: { c: [{ d: 'x' }, 1] } }),
      fingerprint('key', 'Do', { ...input, a: 2 }),
      fingerprint('key', 'Do', { ...input, a: '1' }),
      fingerprint('key', 'Undo', input),
      fingerprint('other key', 'Do', input),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
