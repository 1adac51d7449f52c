import { BlockList, isIP } from 'node:net';

/** One form for one address: an IPv4 client of a socket for both versions is `::ffff:192.0.2.1`, and a zone is of this machine only. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').split('%', 1)[0] ?? '';
}

/** Finds who asked where there is no request of Fastify's; `clientAddress` says the same where there is. */
export class ClientAddresses {
  private readonly trusted = new BlockList();
  private readonly trustsAny: boolean;

  /** @param proxies addresses and networks, as TRUSTED_PROXIES */
  constructor(proxies: readonly string[]) {
    this.trustsAny = proxies.length > 0;
    for (const proxy of proxies) {
      const [address = '', length] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (length === undefined) this.trusted.addAddress(address, family);
      else this.trusted.addSubnet(address, Number(length), family);
    }
  }

  /** @param forwarded X-Forwarded-For: the rightmost address before the trusted proxies counts */
  of(peer: string | undefined, forwarded: string | undefined): string {
    let found = plainAddress(peer ?? '');
    if (!this.trustsAny || forwarded === undefined) return found;
    for (const hop of forwarded.split(',').toReversed()) {
      if (!this.isTrusted(found)) return found;
      const next = plainAddress(hop.trim());
      // What a proxy passes on need not be an address; its own is used then.
      if (isIP(next) === 0) return found;
      found = next;
    }
    return found;
  }

  private isTrusted(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}
