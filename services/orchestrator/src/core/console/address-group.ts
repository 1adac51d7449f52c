/** `machine` is this one, by loopback; `home` are private addresses, link-local ones and those of a carrier or mesh VPN. */
export type Network = 'machine' | 'home' | 'internet';

/** Addresses that count as one caller: an IPv4 address, or a /64 of IPv6, which one customer has all of. */
export interface AddressGroup {
  /** As shown, such as `192.0.2.7` or `2001:db8:0:1::/64`. */
  readonly name: string;
  readonly network: Network;
}

/** For what is no IP address, so that it shares the narrowest budget. */
const unknown: AddressGroup = { name: 'unknown', network: 'internet' };

export function addressGroupOf(address: string): AddressGroup {
  const four = ipv4Of(address);
  if (four !== undefined) return groupOfIpv4(four);
  const groups = ipv6Of(address);
  return groups === undefined ? unknown : groupOfIpv6(groups);
}

/** Four bytes. */
function ipv4Of(text: string): readonly number[] | undefined {
  const bytes = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split('.').map(Number) : [];
  return bytes.length === 4 && bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** Eight groups of 16 bits; a zone such as `%eth0` says which interface, not who. */
function ipv6Of(text: string): readonly number[] | undefined {
  const [bare = ''] = text.split('%', 1);
  // The URL parser checks it and writes IPv4 parts as groups.
  const host = /^[\da-f:.]*:[\da-f:.]*$/i.test(bare) ? URL.parse(`http://[${bare}]`)?.hostname : undefined;
  if (host === undefined) return undefined;
  const [head = [], tail = []] = host
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

function groupOfIpv4(bytes: readonly number[]): AddressGroup {
  const [first = 0, second = 0] = bytes;
  const isHome =
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second < 128);
  return { name: bytes.join('.'), network: first === 127 ? 'machine' : isHome ? 'home' : 'internet' };
}

function groupOfIpv6(groups: readonly number[]): AddressGroup {
  const [first = 0] = groups;
  const written = groups.map((group) => group.toString(16));
  if (groups.slice(0, 5).every((group) => group === 0)) {
    const [, , , , , mark = 0, high = 0, low = 0] = groups;
    if (mark === 0xffff) return groupOfIpv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
    if (mark === 0 && high === 0 && low === 1) return { name: '::1', network: 'machine' };
  }
  // All neighbours share this prefix, so each counts alone.
  if ((first & 0xffc0) === 0xfe80) return { name: written.join(':'), network: 'home' };
  const network = (first & 0xfe00) === 0xfc00 ? 'home' : 'internet';
  return { name: `${written.slice(0, 4).join(':')}::/64`, network };
}
