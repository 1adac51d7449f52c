import { refusal } from './problems.js';

/** A name, an IPv4 address or an IPv6 address in brackets (RFC 3986, section 3.2.2), then a port. */
const hostForm = /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** Where the private origin is, as far as the configuration says. */
export interface OriginPlace {
  /** Its address; empty: on the host that was asked, at `port`. */
  readonly baseUrl: string;
  /** Asked for each link, for an origin whose port the system chose may start again at another; 0 while it does not run. */
  readonly port: () => number;
}

/**
 * Where the origin is for who asks: the configured address, or, on a machine that runs both, the host
 * that the request was sent to, at the origin's port.
 * @throws RequestFault `invalid_host` if that header cannot be part of an address; `playback_unavailable`
 *   if the port is 0: the origin does not run
 */
export function originBase({ baseUrl, port }: OriginPlace, hostHeader: string | undefined): string {
  if (baseUrl !== '') return baseUrl;
  const host = hostForm.exec(hostHeader ?? '')?.[1];
  if (host === undefined) {
    throw refusal('invalid_host', 'the Host header names no host to find the origin at', {
      hint: 'Ask by a name or address, or set ORIGIN_BASE_URL.',
    });
  }
  const open = port();
  if (open === 0) throw refusal('playback_unavailable', 'the private origin does not run at present');
  return `http://${host}:${open}`;
}
