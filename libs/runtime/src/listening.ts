import type { AddressInfo } from 'node:net';
import { Fault, toFault } from '@catalogsync/faults';

/** The base address of a listening HTTP server as reached from this machine, without a trailing slash. */
export function baseAddress({ address, port }: AddressInfo): string {
  const reachable = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * The Fault of a server that cannot listen: names the address and the keys that change it.
 * @param keys such as `ORIGIN_PORT or ORIGIN_HOST`
 */
export function listenFault(error: unknown, host: string, port: number, keys: string): Fault {
  const { code } = error as { code?: string };
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Fault('invalid_argument', `${host} is not an address of this machine`, { hint: `Change ${keys}.`, cause: error });
  }
  const why = code === 'EADDRINUSE' ? 'the address is in use' : code === 'EACCES' ? 'permission denied' : toFault(error).message;
  return new Fault('failed_precondition', `cannot listen on ${host}:${port}: ${why}`, {
    hint: `Stop what uses that port, or change ${keys}.`,
    cause: error,
  });
}
