import type { HttpClient } from '@catalogsync/outbound-http';
import { type ConfigValues, httpAddress, path, text } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource, type OpenedSource } from '../source-definition.js';
import type { LidarrPace } from './album-download.js';
import { LidarrClient } from './client.js';
import { LidarrSource } from './lidarr-source.js';

const keys = {
  LIDARR_URL: httpAddress({ help: 'Address of your Lidarr, for whole albums; empty for none.', default: '', defaultText: 'none' }),
  LIDARR_API_KEY: text({ help: 'Its API key.', default: '', defaultText: 'none', secret: true }),
  LIDARR_MUSIC_DIR: path({
    help: 'Root folder of Lidarr as this machine sees it; files are copied, never moved.',
    default: '',
    defaultText: 'none',
  }),
};

const usualPace: LidarrPace = { pollMs: 5000, grabTimeoutMs: 180_000, stallTimeoutMs: 1_800_000 };

/** Albums through the user's own Lidarr. */
export const lidarr = defineSource({ name: 'lidarr', keys, open: (config, { http }) => lidarrSource(config, http) });

/** It declares no search for tracks and is never asked for one. @internal for tests */
export function lidarrSource(config: ConfigValues<typeof keys>, http: HttpClient, pace = usualPace): OpenedSource {
  const { LIDARR_URL: url, LIDARR_API_KEY: apiKey, LIDARR_MUSIC_DIR: musicFolder } = config;
  return {
    configured: url !== '' && apiKey !== '' && musicFolder !== '',
    limits: { concurrency: 2 },
    ...contractsOf(new LidarrSource(new LidarrClient(http, { url, apiKey }), musicFolder, pace)),
  };
}
