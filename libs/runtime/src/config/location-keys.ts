import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConfigKey, path, pathList, text } from './config-key.js';

/**
 * Keys that more than one service reads. Each has one meaning and one default everywhere; a service
 * picks what it needs by name.
 */
export const ROOT_DIR = path({
  help: 'Home folder of this installation: databases, keys, publication, sockets.',
  default: () => join(homedir(), '.catalogsync'),
  defaultText: '~/.catalogsync',
});

const inHome = (name: string, help: string): ConfigKey<string> =>
  path({ help, default: (lookup) => join(String(lookup('ROOT_DIR')), name), defaultText: `ROOT_DIR/${name}` });

export const DB_PATH = inHome('catalogsync.db', 'The catalogue database. The resolver keeps resolver_stats.db beside it.');
export const SNAPSHOT_DIR = inHome('publication', 'The publication folder: manifests and snapshot databases.');
export const KEYS_DIR = inHome('keys', 'Signing keys; mode 0700.');
export const LIBRARY_DIR = inHome('library', 'Where downloads are stored: the default local backend.');
export const CACHE_DIR = inHome('cache', "Followers' copies of the published snapshot.");

export const LIBRARY_FOLDERS = pathList({
  help: 'Folders of music that stay as they are and are catalogued in place.',
  default: Object.freeze([]),
  defaultText: 'none',
});

const rpcAddress = (service: string): ConfigKey<string> =>
  text({
    help: `gRPC address of ${service}: unix:/path or host:port.`,
    default: (lookup) => `unix:${join(String(lookup('ROOT_DIR')), 'run', `${service}.sock`)}`,
    defaultText: `unix:ROOT_DIR/run/${service}.sock`,
  });

export const ORCHESTRATOR_RPC = rpcAddress('orchestrator');
export const RESOLVER_RPC = rpcAddress('resolver');
export const MEDIA_SERVER_RPC = rpcAddress('media-server');
export const SNAPSHOT_RPC = rpcAddress('snapshot');
export const ORIGIN_RPC = rpcAddress('origin');
export const PUBLIC_API_RPC = rpcAddress('public-api');
