import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** One form for one address: an IPv4 client of a socket for both versions is `::ffff:192.0.2.1`, and a zone is of this machine only. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').split('%', 1)[0] ?? '';
}

/**
 * Who asked: the sender, or, if that is a trusted proxy, the rightmost address before it that is not one. What a proxy
 * passes on need not be an address; the proxy's own is used then.
 */
export function clientAddress({ ip, raw }: Pick<FastifyRequest, 'ip' | 'raw'>): string {
  const told = plain(ip ?? '');
  return isIP(told) === 0 ? plain(raw.socket.remoteAddress ?? '') : told;
}
