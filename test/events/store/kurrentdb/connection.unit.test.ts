import { describe, expect, it } from 'vitest';
import { readAddress } from '#events/store/kurrentdb/connection.ts';

const secret = 'my-secret';

describe('the address of a KurrentDB', () => {
  it.each([
    'kurrentdb://motcua:my-secret@node1:2113',
    'kurrentdb+discover://motcua:my-secret@cluster.example:2113?nodePreference=leader',
    'esdb://motcua:my-secret@node1:2113,node2:2113,node3:2113?tlsCAFile=/etc/motcua/ca.crt&keep-alive-interval=10000',
    'kdb://motcua:my-secret@node1/?tls=false',
  ])('may be %s', (url) => {
    const address = readAddress(url);
    expect(address.credentials).toEqual({ username: 'motcua', password: secret });
    expect(address.url.startsWith(url)).toBe(true);
  });

  it('has user and password percent-encoded', () => {
    expect(readAddress('kurrentdb://mot%20cua:a%40b%3Ac@node1').credentials).toEqual({ username: 'mot cua', password: 'a@b:c' });
  });

  it('needs no user without TLS', () => {
    expect(readAddress('kurrentdb://node1:2113?tls=false')).not.toHaveProperty('credentials');
    expect(() => readAddress('kurrentdb://node1:2113')).toThrow(/over TLS, user:password@ must stand before the host/);
  });

  it.each([
    'kurrentdb://motcua:my-secret@node1?tsl=false',
    'kurrentdb://motcua:my-secret@node1?throwOnAppendFailure=false',
    'kurrentdb://motcua:my-secret@',
    'kurrentdb://motcua:my-secret@node1 ?tls=false',
    'kurrentdb://motcua:my-secret%zz@node1',
    'kurrentdb://motcua:my@secret:my-secret@node1',
    'postgres://motcua:my-secret@node1',
  ])('is refused as %s, without repeating the password', (url) => {
    const refused = () => readAddress(url);
    expect(refused).toThrow(/^EVENTSTORE_URL: /);
    expect(refused).not.toThrow(/secret/);
  });
});
