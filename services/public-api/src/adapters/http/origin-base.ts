import { type AllowedHosts, hostNameOf } from '@catalogsync/http';
import { refusal } from './problems.js';

/** Where the private origin is, according to the configuration. */
export interface OriginPlace {
  /** Its address; empty means the requested host, at `port`. */
  readonly baseUrl: string;
  /** Requested hosts that a link may name. */
  readonly hosts: AllowedHosts;
  /** Called for each link, because an origin with a system-chosen port may restart at another; undefined while it is not running. */
  readonly port: () => number | undefined;
}

/**
 * The origin's address for this client: the configured one, or, if one machine runs both, the host that the
 * request was sent to, at the origin's port. A name that may be a stranger's is in no link: whoever follows one hands over
 * its token.
 * @throws RequestFault `invalid_host` if that host is not allowed; `playback_unavailable` if the origin is not running
 */
export function originBase({ baseUrl, hosts, port }: OriginPlace, hostHeader: string): string {
  if (baseUrl !== '') return baseUrl;
  if (!hosts.allows(hostHeader)) {
    throw refusal('invalid_host', 'the request does not name a host that links may lead to', {
      hint: `Set ORIGIN_BASE_URL to the address of the origin. ${hosts.adviceFor(hostHeader)}`,
    });
  }
  const open = port();
  if (open === undefined) throw refusal('playback_unavailable', 'the private origin is not running');
  return `http://${hostNameOf(hostHeader)}:${open}`;
}
