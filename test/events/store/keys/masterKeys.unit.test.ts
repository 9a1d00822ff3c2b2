import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MasterKeyError, newMasterKey, parseMasterKeys, unwrapKey, wrapKey } from '#events/store/keys/masterKeys.ts';

const base64 = (fill: number) => Buffer.alloc(32, fill).toString('base64');

describe('master keys', () => {
  it('are read from the current one and a list of previous ones', () => {
    const keys = parseMasterKeys(`b:${base64(2)}`, `a:${base64(1)}, z:${base64(3)},`);
    expect([keys.current, [...keys.known.keys()]]).toEqual(['b', ['b', 'a', 'z']]);
  });

  it('are made so that they can be read', () => {
    const made = newMasterKey('2026-01-31');
    expect(parseMasterKeys(made).current).toMatch(/^2026-01-31-[0-9a-f]{6}$/);
    expect(newMasterKey('2026-01-31')).not.toBe(made);
  });

  it.each([
    ['', undefined, 'MASTER_KEY is not of the form id:base64'],
    [base64(1), undefined, 'MASTER_KEY is not of the form id:base64'],
    [`a:${Buffer.alloc(16, 1).toString('base64')}`, undefined, 'MASTER_KEY: the key "a" is not 32 bytes in base64'],
    [`a:${base64(1)}`, `b${base64(2)}`, 'MASTER_KEYS_PREVIOUS is not of the form id:base64'],
    [`a:${base64(1)}`, `a:${base64(2)}`, 'MASTER_KEYS_PREVIOUS: there are two keys "a"'],
  ])('are refused with a reason that quotes no key (%#)', (current, previous, reason) =>
    expect(() => parseMasterKeys(current, previous)).toThrow(new MasterKeyError(reason)),
  );
});

describe('a wrapped key', () => {
  const key = randomBytes(32);
  const old = parseMasterKeys(`a:${base64(1)}`);

  it('is unwrapped by whoever knows its master key, also as a previous one', () => {
    const wrapped = wrapKey(old, 'dossier-1', key);
    expect(unwrapKey(parseMasterKeys(`b:${base64(2)}`, `a:${base64(1)}`), 'dossier-1', wrapped)).toEqual(key);
  });

  it('is the key of one stream only', () =>
    expect(() => unwrapKey(old, 'dossier-2', wrapKey(old, 'dossier-1', key))).toThrow('the key of dossier-2 cannot be unwrapped'));

  it('is refused when its master key is unknown, or another one of that name', () => {
    const wrapped = wrapKey(old, 'dossier-1', key);
    expect(() => unwrapKey(parseMasterKeys(`b:${base64(2)}`), 'dossier-1', wrapped)).toThrow('the master key "a" is not among');
    expect(() => unwrapKey(parseMasterKeys(`a:${base64(2)}`), 'dossier-1', wrapped)).toThrow('cannot be unwrapped by the master key "a"');
  });
});
