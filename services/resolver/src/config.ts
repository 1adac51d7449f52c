import { type ConfigValues, type Environment, integer, locationKeys, readConfig } from '@catalogsync/runtime';
import { downloadKeys } from './download-keys.js';
import { resolveKeys } from './resolve-keys.js';
import { sourceKeys } from './sources.binding.js';

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  DB_PATH: locationKeys.DB_PATH,
  LIBRARY_FOLDERS: locationKeys.LIBRARY_FOLDERS,
  RESOLVER_RPC: locationKeys.RESOLVER_RPC,
  DOWNLOAD_SOURCES: locationKeys.DOWNLOAD_SOURCES,
  LIBRARY_READERS: integer({
    help: 'Music files opened at once during a scan; a lower number is easier on a slow disk.',
    default: 4,
    min: 1,
    max: 32,
    unit: 'files',
  }),
  ...sourceKeys,
  ...downloadKeys,
  ...resolveKeys,
} as const;

export type ResolverConfig = ConfigValues<typeof configKeys>;

/** @throws Fault `invalid_argument` that lists all faults. */
export function readResolverConfig(environment: Environment): ResolverConfig {
  return readConfig(configKeys, environment);
}
