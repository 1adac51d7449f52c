import { Fault } from '@catalogsync/faults';
import { shown } from './http-faults.js';
import type { PrivateHosts } from './private-hosts.js';

/**
 * Where the address of a request comes from, which decides how far it may lead. Only the owner's configuration is
 * trusted; an address that was found in an answer, a file or the catalogue must not serve to look around at home.
 */
export type AddressTrust =
  | { readonly kind: 'configured'; readonly base: string }
  | { readonly kind: 'foreign' }
  | ({ readonly kind: 'answer' } & AnsweredBy);

/** Who gave an answer. */
interface AnsweredBy {
  readonly url: URL;
  /** It came over a connection to an address outside the internet. */
  readonly isHome: boolean;
  /** What the owner configured, if the first request was for that: its user name and password are the owner's. */
  readonly configured: URL | undefined;
}

/** How far a connection may lead: to any address, or only to public ones and those that the owner named. */
export type Reach = 'anywhere' | 'public';

/** The owner configured this server, at home on purpose: requests to it may go to any address, but to no other server. */
export function configuredAddress(base: string): AddressTrust {
  return { kind: 'configured', base };
}

/** The address is from somewhere else: a file, the catalogue, a person who is not the owner. */
export const foreignAddress: AddressTrust = { kind: 'foreign' };

/** Of the addresses in an answer, or in its redirect. */
export function answeredBy(url: URL, isHome: boolean, asked: AddressTrust): AddressTrust {
  const configured = asked.kind === 'configured' ? url : asked.kind === 'answer' ? asked.configured : undefined;
  return { kind: 'answer', url, isHome, configured };
}

/** @throws Fault `permission_denied` for an address that nobody may follow */
export function reachOf(url: URL, trust: AddressTrust, hosts: PrivateHosts): Reach {
  if (trust.kind === 'configured') {
    if (URL.parse(trust.base)?.origin === url.origin) return 'anywhere';
    throw new Fault('permission_denied', `${shown(url.href)} is not on the server that is configured for it`);
  }
  if (hasCredentials(url) && !areOwners(url, trust)) {
    throw new Fault('permission_denied', `${shown(url.href)}: an address from outside must not have a user name or password in it`);
  }
  if (trust.kind === 'answer' && trust.isHome && isSameServer(trust.url, url)) return 'anywhere';
  return hosts.hasName(url.hostname) ? 'anywhere' : 'public';
}

/** The same scheme, host and port; or a host's own move from http to https. */
export function isSameServer(from: URL, to: URL): boolean {
  return to.origin === from.origin || (from.protocol === 'http:' && to.origin === `https://${from.hostname}`);
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** A relative address inherits those of the list that it is in. */
function areOwners(url: URL, trust: AddressTrust): boolean {
  const own = trust.kind === 'answer' ? trust.configured : undefined;
  return own !== undefined && own.origin === url.origin && own.username === url.username && own.password === url.password;
}
