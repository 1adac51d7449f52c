import { type ConfigValues, locationKeys, text } from '@catalogsync/runtime';

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  MEDIA_SERVER_RPC: locationKeys.MEDIA_SERVER_RPC,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  MEDIA_SERVER: text({
    help: 'The media server to keep up to date, such as navidrome; empty for none.',
    default: (lookup) => String(lookup('ACTIVE_MEDIA_SERVER')),
    defaultText: 'ACTIVE_MEDIA_SERVER',
    belongsTo: 'work',
  }),
  ACTIVE_MEDIA_SERVER: text({ help: 'The earlier name of MEDIA_SERVER, still read.', default: '', defaultText: 'none', belongsTo: 'work' }),
} as const;

export type MediaServerConfig = ConfigValues<typeof configKeys>;
