import { Fault } from '@catalogsync/faults';
import { type ConfigValues, type Environment, locationKeys, readConfig, text } from '@catalogsync/runtime';
import { serverKeys, serverWords } from './media-servers.binding.js';

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  LIBRARY_DIR: locationKeys.LIBRARY_DIR,
  MEDIA_SERVER_RPC: locationKeys.MEDIA_SERVER_RPC,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  SERVER_ACTIVE: locationKeys.SERVER_ACTIVE,
  ACTIVE_MEDIA_SERVER: locationKeys.ACTIVE_MEDIA_SERVER,
  SERVER_LIBRARY_DIR: text({
    help: 'Where the media server sees LIBRARY_DIR, such as /music in its container.',
    default: (lookup) => String(lookup('LIBRARY_DIR')),
    defaultText: 'LIBRARY_DIR',
  }),
  ...serverKeys,
} as const;

export type MediaServerConfig = ConfigValues<typeof configKeys>;

/** @throws Fault `invalid_argument` that lists all faults, or names the servers if SERVER_ACTIVE is none of them */
export function readMediaServerConfig(environment: Environment): MediaServerConfig {
  const config = readConfig(configKeys, environment);
  const word = config.SERVER_ACTIVE.trim().toLowerCase();
  if (word !== '' && !serverWords.includes(word)) {
    throw new Fault(
      'invalid_argument',
      `SERVER_ACTIVE: there is no media server "${config.SERVER_ACTIVE}"; available: ${serverWords.join(', ')}`,
      {
        hint: 'Set SERVER_ACTIVE to one of these, or leave it empty.',
      },
    );
  }
  return config;
}
