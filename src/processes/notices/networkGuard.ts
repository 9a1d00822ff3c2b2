import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

// RFC 6890 and its registries: what is not the public internet
const special = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix ?? (isIP(address) === 6 ? 128 : 32)), family(address));
  }
  return list;
};
const notPublic = listOf(special);

/** An address that webhooks may not reach. */
export class AddressForbidden extends Error {
  override name = 'AddressForbidden';
}

/** Says whether webhooks may reach addresses: of the public internet, and of networks that were named (CIDR). */
export const networkGuard = (allowedNetworks: readonly string[]) => {
  const named = listOf(allowedNetworks);
  const isNamed = (address: string): boolean => named.check(address, family(address));
  const mayReach = (address: string): boolean => isNamed(address) || !notPublic.check(address, family(address));

  /** Resolves a name as the connection does, to what may be reached: nothing changes before connecting. */
  const lookup: LookupFunction = (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      const reachable = error ? [] : found.filter(({ address }) => mayReach(address));
      const [first] = reachable;
      if (error || first === undefined)
        callback(error ?? new AddressForbidden(`${hostname} is in no network that webhooks may reach.`), '', 0);
      else if (options.all) callback(null, reachable);
      else callback(null, first.address, first.family);
    });
  };
  return { isNamed, mayReach, lookup };
};
