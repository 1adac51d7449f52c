import ipaddr from 'ipaddr.js';
import type { AddressGroup, Network } from '../../core/console/address-group.js';

/** For what is no IP address, so that it shares the narrowest budget. */
const unknown: AddressGroup = { name: 'unknown', network: 'internet' };

/** Ranges of ipaddr.js, which names them after IANA's registries. All others are the internet. */
const networks: Readonly<Record<string, Network>> = {
  loopback: 'machine',
  private: 'home',
  linkLocal: 'home',
  uniqueLocal: 'home',
  carrierGradeNat: 'home',
};

/** @param address IPv4 in four decimal parts, or IPv6, whose zone says which interface it came by, not who */
export function addressGroupOf(address: string): AddressGroup {
  const [bare = ''] = address.split('%', 1);
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return unknown;
  const found = ipaddr.process(bare);
  const range = found.range();
  const network = networks[range] ?? 'internet';
  if (found instanceof ipaddr.IPv4 || range === 'loopback') return { name: found.toString(), network };
  // All neighbours share this prefix, so each counts alone.
  if (range === 'linkLocal') return { name: found.toNormalizedString(), network };
  const prefix = found.parts.slice(0, 4).map((part) => part.toString(16));
  return { name: `${prefix.join(':')}::/64`, network };
}
