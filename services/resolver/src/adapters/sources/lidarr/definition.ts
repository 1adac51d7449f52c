import type { HttpClient } from '@catalogsync/outbound-http';
import { httpAddress, path, text } from '@catalogsync/runtime';
import { defineSource, type OpenedSource } from '../source-definition.js';
import type { LidarrPace } from './album-download.js';
import { LidarrClient, type LidarrSettings } from './client.js';
import { LidarrSource } from './lidarr-source.js';

interface LidarrOptions extends LidarrSettings {
  /** Lidarr's root folder as this machine sees it; empty for none. */
  readonly musicFolder: string;
  readonly pace: LidarrPace;
}

/** Albums through the user's own Lidarr. */
export const lidarr = defineSource({
  name: 'lidarr',
  keys: {
    LIDARR_URL: httpAddress({ help: 'Address of your Lidarr, for whole albums; empty for none.', default: '', defaultText: 'none' }),
    LIDARR_API_KEY: text({ help: 'Its API key.', default: '', defaultText: 'none', secret: true }),
    LIDARR_MUSIC_DIR: path({
      help: 'Root folder of Lidarr as this machine sees it; files are copied, never moved.',
      default: '',
      defaultText: 'none',
    }),
  },
  open: (config, { http }) =>
    lidarrSource(
      {
        url: config.LIDARR_URL,
        apiKey: config.LIDARR_API_KEY,
        musicFolder: config.LIDARR_MUSIC_DIR,
        pace: { pollMs: 5000, grabTimeoutMs: 180_000, stallTimeoutMs: 1_800_000 },
      },
      http,
    ),
});

/** It declares no search for tracks and is never asked for one. @internal for tests */
export function lidarrSource(options: LidarrOptions, http: HttpClient): OpenedSource {
  const albums = new LidarrSource(new LidarrClient(http, options), options.musicFolder, options.pace);
  return {
    configured: options.url !== '' && options.apiKey !== '' && options.musicFolder !== '',
    limits: { concurrency: 2 },
    albumSearcher: albums,
    albumFetcher: albums,
    health: albums,
  };
}
