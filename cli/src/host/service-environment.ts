import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { type Environment, makeFolder, rpcKey, type ServiceName, serviceNames } from '@catalogsync/runtime';
import { type HostConfig } from '../home/host-keys.js';

/** sun_path holds 108 bytes with the final zero (unix(7)). */
const longestSocketPath = 107;

/**
 * Folder of the sockets of a home: `run` in it, or, where that path is too long for a socket, a private
 * folder named by a hash of the home's path under the system's folder for temporary files.
 */
export function socketFolder(root: string, temporary = tmpdir()): string {
  const usual = join(root, 'run');
  const longest = Math.max(...serviceNames.map((name) => Buffer.byteLength(join(usual, `${name}.sock`))));
  if (longest <= longestSocketPath) return usual;
  return join(temporary, `catalogsync-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
}

/**
 * Makes the folder unless it is there.
 * @throws Fault `permission_denied` if another user could reach into it.
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700);
  const found = await lstat(folder);
  const own = process.getuid === undefined || found.uid === process.getuid();
  if (found.isDirectory() && own && (found.mode & 0o077) === 0) return;
  throw new Fault('permission_denied', `the folder for sockets is open to other users: ${folder}`, {
    hint: 'Remove it, or set its mode to 0700.',
  });
}

/** gRPC addresses of all services, unless they are set. */
export function rpcAddresses(environment: Environment, sockets: string): Record<string, string> {
  return Object.fromEntries(
    serviceNames.map((name) => [rpcKey(name), environment[rpcKey(name)] || `unix:${join(sockets, `${name}.sock`)}`]),
  );
}

/** What one service of a home reads: the home's settings and what the host works out for it. */
export function serviceEnvironment(name: ServiceName, environment: Environment, config: HostConfig, sockets: string): Environment {
  return {
    ...environment,
    ...rpcAddresses(environment, sockets),
    // Two followers of one process each own their cache folder.
    CACHE_DIR: join(config.CACHE_DIR, name),
  };
}
