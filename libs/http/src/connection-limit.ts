import type { Server } from 'node:net';
import type { Logger } from '@catalogsync/runtime';

/** Refused connections are logged this seldom, in milliseconds. */
const windowMs = 60_000;

/**
 * Keeps at most so many connections open. Further ones are closed by Node before a byte is read, so that a flood costs
 * neither memory nor file handles.
 */
export function limitConnections(server: Server, most: number, log: Logger): void {
  server.maxConnections = most;
  let refused = 0;
  let quiet = false;
  server.on('drop', () => {
    refused += 1;
    if (quiet) return;
    log.warn({ most, refused }, 'connections are refused: MAX_CONNECTIONS are open');
    quiet = true;
    refused = 0;
    setTimeout(() => {
      quiet = false;
    }, windowMs).unref();
  });
}
