import { isIP } from 'node:net';
import { Fault } from '@catalogsync/faults';
import ipaddr from 'ipaddr.js';
import { plainAddress } from './address-class.js';

/** Hosts and networks outside the internet that addresses from outside may lead to, because the owner named them. */
export class PrivateHosts {
  private readonly names = new Set<string>();
  private readonly networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];

  /**
   * @param words names of hosts, addresses, and networks such as `192.168.1.0/24`
   * @param setting the user's name for these words, for hints
   * @throws Fault `invalid_argument` for anything else
   */
  constructor(
    readonly words: readonly string[],
    readonly setting?: string,
  ) {
    for (const word of words) this.add(word);
  }

  hasName(hostname: string): boolean {
    return this.names.has(withoutDot(hostname));
  }

  hasAddress(text: string): boolean {
    const address = plainAddress(text);
    return (
      address !== undefined && this.networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
    );
  }

  private add(word: string): void {
    const [, address = '', bits] = /^\[?([^[\]/]+)\]?(?:\/(\d{1,3}))?$/.exec(word) ?? [];
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const length = Number(bits ?? most);
    const network = family === 0 || length > most ? undefined : ipaddr.parse(address);
    const name = nameOf(word);
    if (network !== undefined) this.networks.push([network, length]);
    else if (name !== undefined) this.names.add(name);
    else throw new Fault('invalid_argument', `"${word}" is not a host name, an address or a network such as 192.168.1.0/24`);
  }
}

/** As it appears in addresses: lower case, ASCII. Undefined for what is no name. */
function nameOf(word: string): string | undefined {
  if (/[\s/:@?#[\]*]/.test(word)) return undefined;
  const hostname = URL.parse(`http://${word}/`)?.hostname ?? '';
  return hostname === '' || isIP(hostname) !== 0 ? undefined : withoutDot(hostname);
}

/** A trailing dot only says that a name is complete. */
function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}
