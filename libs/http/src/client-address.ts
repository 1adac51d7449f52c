import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from './client-addresses.js';

/**
 * Who asked: the sender, or, if that is a trusted proxy, the rightmost address before it that is not one. What a proxy
 * passes on need not be an address; the proxy's own is used then.
 */
export function clientAddress({ ip, raw }: Pick<FastifyRequest, 'ip' | 'raw'>): string {
  const told = plainAddress(ip ?? '');
  return isIP(told) === 0 ? plainAddress(raw.socket.remoteAddress ?? '') : told;
}

/** Whether the sender is a trusted proxy that says for whom it asks. */
export function cameThroughProxy({ ips }: Pick<FastifyRequest, 'ips'>): boolean {
  return ips !== undefined && ips.length > 1;
}
