import { isIPv4, isIPv6 } from 'node:net';
import { requestFault } from './request-fault.js';

/** A name, an IPv4 address or an IPv6 address in brackets (RFC 3986, section 3.2.2), then a port. */
const hostForm = /^([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]{2,45}(?:%[\w.~%-]{1,32})?\])(?::\d{1,5})?$/;

/**
 * Names that nobody can register: RFC 6761 (localhost), RFC 6762 (local), RFC 8375 (home.arpa), and ICANN's reservation of
 * `internal`. Other names of home routers are not here: `fritz.box` could be bought, and was.
 */
const unregistrable = ['localhost', 'local', 'home.arpa', 'internal'];

/** The host in a Host header, without its port, in lower case; undefined if the header does not name one. */
export function hostNameOf(header: string | undefined): string | undefined {
  return hostForm
    .exec(header ?? '')?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '');
}

function isAddress(host: string): boolean {
  return isIPv4(host) || (host.startsWith('[') && isIPv6(host.slice(1, -1).split('%', 1)[0] ?? ''));
}

/** One label. A number is none: it is an address in another form to a browser, or nothing (URL Standard, section 3.5). */
const isPlainName = (host: string): boolean => /^(?!(?:\d+|0x[\da-f]*)$)[^.[]+$/.test(host);

const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);

/**
 * Which hosts a request may name. A page of another site can make its own name point here (DNS rebinding), so a name that
 * somebody else may own must be listed. Addresses, names without a dot and names of the local network can be
 * nobody's, so that an installation at home works without any setting.
 */
export class AllowedHosts {
  private readonly names: ReadonlySet<string>;
  private readonly domains: readonly string[];

  /**
   * @param listed names, or `*.example.org` for all below one
   * @param ownName of this machine
   */
  constructor(listed: readonly string[], ownName: string) {
    const lower = listed.map((name) => name.toLowerCase());
    this.names = new Set([ownName.toLowerCase(), ...lower]);
    this.domains = [...unregistrable, ...lower.filter((name) => name.startsWith('*.')).map((name) => name.slice(2))];
  }

  /** @param header a Host header; without one nothing is allowed */
  allows(header: string | undefined): boolean {
    const host = hostNameOf(header);
    if (host === undefined || host === '') return false;
    return isAddress(host) || isPlainName(host) || this.names.has(host) || this.domains.some((domain) => isBelow(host, domain));
  }

  /** What to do about a refused host, for a person. */
  adviceFor(header: string | undefined): string {
    const host = hostNameOf(header);
    return host === undefined
      ? 'Use a host name or an address.'
      : `If it is yours, add this line to catalogsync.env on the machine itself: ALLOWED_HOSTS=${host}`;
  }

  /** @throws RequestFault 421: whoever sent it meant another server (RFC 9110, section 15.5.20) */
  require(header: string | undefined): void {
    if (this.allows(header)) return;
    throw requestFault('unknown_host', 'this server does not answer under the name of the request', {
      status: 421,
      hint: this.adviceFor(header),
    });
  }
}
