/** `machine` is this one, by loopback; `home` are private addresses, link-local ones and those of a carrier or mesh VPN. */
export type Network = 'machine' | 'home' | 'internet';

/** Addresses that count as one caller: an IPv4 address, or a /64 of IPv6, which one customer has all of. */
export interface AddressGroup {
  /** As shown, such as `192.0.2.7` or `2001:db8:0:1::/64`. */
  readonly name: string;
  readonly network: Network;
}

/** Tells which group an address belongs to; what is no address shares one. */
export type AddressGrouping = (address: string) => AddressGroup;
