import ipaddr from 'ipaddr.js';

/** What kind of network an address belongs to, in the words of messages; only `public` ones belong to the internet. */
export type AddressClass =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'unique-local'
  | 'shared (carrier-grade NAT)'
  | 'multicast'
  | 'broadcast'
  | 'unspecified'
  | 'reserved';

const classOfRange: Readonly<Record<string, AddressClass>> = {
  loopback: 'loopback',
  private: 'private',
  linkLocal: 'link-local',
  uniqueLocal: 'unique-local',
  carrierGradeNat: 'shared (carrier-grade NAT)',
  multicast: 'multicast',
  broadcast: 'broadcast',
  unspecified: 'unspecified',
};

/** IPv4 inside of IPv6 on networks without IPv4 (RFC 6052, 2.1). */
const translated: [ipaddr.IPv6, number] = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** The only part of IPv6 from which public addresses are given (RFC 4291, 2.4, and IANA's registry). */
const globalUnicast: [ipaddr.IPv6, number] = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * The address that packets really go to: IPv4 in the forms `::ffff:a.b.c.d` and `64:ff9b::a.b.c.d` is unwrapped.
 * Undefined for what is not an address.
 */
export function plainAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv6' && address.match(translated)) return new ipaddr.IPv4(address.toByteArray().slice(12));
  return address;
}

/** Transition forms other than those of `plainAddress` (6to4, Teredo, IPv4-compatible) are `reserved`, wherever they lead. */
export function addressClass(text: string): AddressClass {
  const address = plainAddress(text);
  if (address === undefined) return 'reserved';
  const range = address.range();
  if (range !== 'unicast') return classOfRange[range] ?? 'reserved';
  return address.kind() === 'ipv4' || address.match(globalUnicast) ? 'public' : 'reserved';
}
