import type { HttpClient } from '@catalogsync/outbound-http';
import type { Source } from '../../core/sources/source.js';
import type { LidarrPace } from './album-download.js';
import { LidarrClient, type LidarrSettings } from './client.js';
import { LidarrSource } from './lidarr-source.js';

export interface LidarrOptions extends LidarrSettings {
  /** Lidarr's root folder as this machine sees it; empty for none. */
  readonly musicFolder: string;
  readonly pace: LidarrPace;
}

/** Albums through the user's own Lidarr; it declares no search for tracks and is never asked for one. */
export function lidarrSource(options: LidarrOptions, http: HttpClient): Source {
  const albums = new LidarrSource(new LidarrClient(http, options), options.musicFolder, options.pace);
  return {
    name: 'lidarr',
    configured: options.url !== '' && options.apiKey !== '' && options.musicFolder !== '',
    limits: { concurrency: 2 },
    albumSearcher: albums,
    albumFetcher: albums,
    health: albums,
  };
}
