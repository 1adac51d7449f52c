import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { DEFAULT_LOCAL_BACKEND, localBackendName } from '@catalogsync/catalog';
import type { HttpServerLimits } from '@catalogsync/http';
import { type ConfigKey, type ConfigValues, edgeKeys, integer, locationKeys, text } from '@catalogsync/runtime';

/** Folders by the name of their local backend. */
type OriginRoots = Readonly<Record<string, string>>;

const sha256Hex = (path: string): string => createHash('sha256').update(path).digest('hex');

function parseRoots(value: string): OriginRoots {
  const roots: Record<string, string> = {};
  for (const entry of value.split(';').filter((part) => part.trim() !== '')) {
    const at = entry.indexOf('=');
    const [name, path] = [entry.slice(0, Math.max(at, 0)).trim(), entry.slice(at + 1).trim()];
    if (name === '' || path === '') throw new Error(`must be name=/path entries separated by ";", not "${entry.trim()}"`);
    if (!isAbsolute(path)) throw new Error(`needs absolute paths, not "${path}"`);
    if (Object.hasOwn(roots, name)) throw new Error(`names ${name} twice`);
    roots[name] = path;
  }
  return Object.freeze(roots);
}

const ORIGIN_ROOTS: ConfigKey<OriginRoots> = {
  help: 'Folders to serve files from, by the name of their backend in the catalogue.',
  kind: 'name=/path entries separated by ";"',
  range: '',
  secret: false,
  belongsTo: 'machine',
  defaultText: 'LIBRARY_DIR and LIBRARY_FOLDERS, under the names that the resolver gives them',
  parse: parseRoots,
  fallback: (lookup) =>
    Object.freeze({
      [DEFAULT_LOCAL_BACKEND]: String(lookup('LIBRARY_DIR')),
      ...Object.fromEntries((lookup('LIBRARY_FOLDERS') as readonly string[]).map((path) => [localBackendName(path, sha256Hex), path])),
    }),
};

/** Empty: the origin sends files itself. */
const ORIGIN_ACCEL_REDIRECT: ConfigKey<string> = {
  ...text({
    help: 'Address of nginx under which its internal locations serve the library, one folder for each backend, such as /protected/. Requests of TRUSTED_PROXIES are then answered with X-Accel-Redirect, and nginx sends the file.',
    default: '',
    defaultText: 'none',
  }),
  kind: 'path of an address',
  parse: (value) => {
    if (!/^\/([\w~-]+\/)+$/.test(value)) throw new Error(`must begin and end with "/", such as /protected/, not "${value}"`);
    return value;
  },
};

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  CACHE_DIR: locationKeys.CACHE_DIR,
  LIBRARY_DIR: locationKeys.LIBRARY_DIR,
  LIBRARY_FOLDERS: locationKeys.LIBRARY_FOLDERS,
  SNAPSHOT_DIR: locationKeys.SNAPSHOT_DIR,
  SNAPSHOT_SOURCE: locationKeys.SNAPSHOT_SOURCE,
  SNAPSHOT_SOURCE_TOKEN: locationKeys.SNAPSHOT_SOURCE_TOKEN,
  SNAPSHOT_S3_KEYS: locationKeys.SNAPSHOT_S3_KEYS,
  SNAPSHOT_ROOT: locationKeys.SNAPSHOT_ROOT,
  SNAPSHOT_TRUSTED_KEYS: locationKeys.SNAPSHOT_TRUSTED_KEYS,
  SNAPSHOT_POLL_SECONDS: locationKeys.SNAPSHOT_POLL_SECONDS,
  PLAYBACK_TRUSTED_KEYS: locationKeys.PLAYBACK_TRUSTED_KEYS,
  ORIGIN_RPC: locationKeys.ORIGIN_RPC,
  ORCHESTRATOR_RPC: locationKeys.ORCHESTRATOR_RPC,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  ORIGIN_PORT: locationKeys.ORIGIN_PORT,
  ORIGIN_HOST: text({ help: 'Address that the origin listens on.', default: '0.0.0.0' }),
  TRUSTED_PROXIES: edgeKeys.TRUSTED_PROXIES,
  MAX_CONNECTIONS: edgeKeys.MAX_CONNECTIONS,
  ORIGIN_ROOTS,
  ORIGIN_ACCEL_REDIRECT,
  ORIGIN_MAX_STREAMS: integer({
    help: 'Streams sent at once; further requests are told to retry later. Those that nginx sends (ORIGIN_ACCEL_REDIRECT) do not count.',
    default: 32,
    min: 1,
    max: 10_000,
    unit: 'streams',
  }),
  ORIGIN_MAX_STREAMS_PER_CLIENT: integer({
    help: 'Streams sent at once to one address; 0 means no limit. Behind a proxy that TRUSTED_PROXIES does not list, all clients share its address.',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'streams',
  }),
  ORIGIN_IDLE_SECONDS: integer({
    help: 'A stream whose client reads nothing for this long is cut; players resume by range.',
    default: 60,
    min: 1,
    max: 3_600,
    unit: 'seconds',
  }),
} as const;

export type OriginConfig = ConfigValues<typeof configKeys>;

/** A far too long link still gets an answer that says so, instead of a reset connection. */
const maxHeaderBytes = 128 * 1024;

/** A request is headers only. Players resume cut streams by range. */
export function httpLimits({ ORIGIN_IDLE_SECONDS }: OriginConfig): HttpServerLimits {
  const lengths = { headerBytes: maxHeaderBytes, segmentLength: maxHeaderBytes };
  return { requestMs: 20_000, drainMs: 3_000, idleMs: ORIGIN_IDLE_SECONDS * 1000, ...lengths };
}
