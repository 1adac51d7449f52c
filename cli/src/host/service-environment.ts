import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { type Environment, makeFolder, rpcKey, type ServiceName, serviceNames } from '@catalogsync/runtime';
import { permissionlessVolume } from '../home/file-systems.js';
import { type HostConfig } from '../home/host-keys.js';

/** sun_path holds 108 bytes including the final zero (unix(7)). */
const longestSocketPath = 107;

/**
 * Folder of a home's sockets: `run` in it, or, if that path is too long for a socket, a private folder named by a
 * hash of the home's path in the system's temporary folder.
 */
export function socketFolder(root: string, temporary = tmpdir()): string {
  const usual = join(root, 'run');
  const longest = Math.max(...serviceNames.map((name) => Buffer.byteLength(join(usual, `${name}.sock`))));
  if (longest <= longestSocketPath) return usual;
  return join(temporary, `catalogsync-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
}

/**
 * Makes the folder if missing.
 * @throws Fault `permission_denied` if another user could reach into it.
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700);
  const found = await lstat(folder);
  const own = process.getuid === undefined || found.uid === process.getuid();
  if (found.isDirectory() && own && (found.mode & 0o077) === 0) return;
  const volume = await permissionlessVolume(folder);
  throw new Fault('permission_denied', `the folder for sockets is open to other users: ${folder}`, {
    hint:
      volume === undefined
        ? `Remove it, or close it: chmod 700 ${folder}`
        : `Its file system (${volume}) keeps no permissions: choose a home on another one with --home; the library may stay where it is.`,
  });
}

/** gRPC addresses of all services that have none set. */
export function rpcAddresses(environment: Environment, sockets: string): Record<string, string> {
  return Object.fromEntries(
    serviceNames.map((name) => [rpcKey(name), environment[rpcKey(name)] || `unix:${join(sockets, `${name}.sock`)}`]),
  );
}

/** The settings of one service: the home's, and what the host derives for it. */
export function serviceEnvironment(name: ServiceName, environment: Environment, config: HostConfig, sockets: string): Environment {
  return {
    ...environment,
    ...rpcAddresses(environment, sockets),
    // Each of the two followers in one process has its own cache folder.
    CACHE_DIR: join(config.CACHE_DIR, name),
  };
}
