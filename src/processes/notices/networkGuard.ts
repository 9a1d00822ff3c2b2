import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import ip from 'ipaddr.js';

/** An address that webhooks may not reach. */
export class AddressForbidden extends Error {
  override name = 'AddressForbidden';
}

const translated = [ip.parseCIDR('::/96'), ip.parseCIDR('::ffff:0:0:0/96')];

/** Says whether webhooks may reach addresses: of the public internet, and of networks that were named (CIDR). */
export const networkGuard = (allowedNetworks: readonly string[]) => {
  const networks = allowedNetworks.map((network) => ip.parseCIDR(network));
  // `process` takes an IPv4 address written as IPv6 for what it is
  const isNamed = (address: string): boolean => ip.subnetMatch(ip.process(address), { named: networks }, 'other') === 'named';
  // IPv4 addresses in forms of IPv6 that no route leads to, but that some systems translate (RFC 4291, RFC 7915)
  const isTranslated = (address: string): boolean => ip.subnetMatch(ip.parse(address), { translated }, 'other') === 'translated';
  // unicast: in none of the registries of special addresses (RFC 6890)
  const mayReach = (address: string): boolean => isNamed(address) || (ip.process(address).range() === 'unicast' && !isTranslated(address));

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
