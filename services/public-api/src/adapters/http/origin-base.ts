import { refusal } from './problems.js';

/** A name, an IPv4 address or an IPv6 address in brackets (RFC 3986, section 3.2.2), then a port. */
const hostForm = /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** Where the private origin is, according to the configuration. */
export interface OriginPlace {
  /** Its address; empty means the requested host, at `port`. */
  readonly baseUrl: string;
  /** Called for each link, because an origin with a system-chosen port may restart at another; undefined while it is not running. */
  readonly port: () => number | undefined;
}

/**
 * The origin's address for this client: the configured one, or, if one machine runs both, the host that the
 * request was sent to, at the origin's port.
 * @throws RequestFault `invalid_host` if that header cannot be part of an address; `playback_unavailable`
 *   if the origin is not running
 */
export function originBase({ baseUrl, port }: OriginPlace, hostHeader: string | undefined): string {
  if (baseUrl !== '') return baseUrl;
  const host = hostForm.exec(hostHeader ?? '')?.[1];
  if (host === undefined) {
    throw refusal('invalid_host', 'the Host header does not name a host', {
      hint: 'Use a host name or address, or set ORIGIN_BASE_URL.',
    });
  }
  const open = port();
  if (open === undefined) throw refusal('playback_unavailable', 'the private origin is not running');
  return `http://${host}:${open}`;
}
