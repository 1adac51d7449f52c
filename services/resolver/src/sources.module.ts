import { HttpClient } from '@catalogsync/outbound-http';
import { type ArchiveOptions, archiveSource } from './adapters/archive/source.js';
import { httpListSource } from './adapters/http-list/source.js';
import { type LidarrOptions, lidarrSource } from './adapters/lidarr/source.js';
import { type SlskdOptions, slskdSource } from './adapters/slskd/source.js';
import type { SubsonicSettings } from './adapters/subsonic/client.js';
import { subsonicSource } from './adapters/subsonic/source.js';
import { soundcloud, youtube, ytDlpSource } from './adapters/yt-dlp/source.js';
import { YtDlp } from './adapters/yt-dlp/yt-dlp.js';
import type { ResolverConfig } from './config.js';
import type { Source } from './core/sources/source.js';

/** The sources outside this machine, with what they keep open. */
export interface RemoteSources {
  /** In the order of `ListSources`; those whose keys are not set say so themselves. */
  readonly sources: readonly Source[];
  /** Lets open requests finish and ends the connections. */
  close(): Promise<void>;
}

/** One line per source. Opens nothing before the first request. */
export function openRemoteSources(config: ResolverConfig): RemoteSources {
  const http = new HttpClient({ userAgent: 'catalogsync' });
  const ytDlp = new YtDlp({ program: config.YTDLP_PROGRAM, idleTimeoutMs: 60_000 });
  const sources = [
    subsonicSource(subsonicSettings(config), http),
    archiveSource(archiveOptions(config), http),
    ytDlpSource(youtube, ytDlp, { enabled: config.YOUTUBE_ENABLED === 'yes', playlists: config.YOUTUBE_PLAYLISTS }),
    ytDlpSource(soundcloud, ytDlp, { enabled: config.SOUNDCLOUD_ENABLED === 'yes', playlists: config.SOUNDCLOUD_PLAYLISTS }),
    slskdSource(slskdOptions(config), http),
    lidarrSource(lidarrOptions(config), http),
    httpListSource(config.HTTP_LISTS, http),
  ];
  return { sources, close: () => http.close() };
}

function subsonicSettings(config: ResolverConfig): SubsonicSettings {
  return { url: config.SUBSONIC_URL, user: config.SUBSONIC_USER, secret: config.SUBSONIC_PASSWORD, auth: config.SUBSONIC_AUTH };
}

function archiveOptions(config: ResolverConfig): ArchiveOptions {
  return {
    url: config.ARCHIVE_URL,
    contact: config.ARCHIVE_CONTACT,
    enabled: config.ARCHIVE_ENABLED === 'yes',
    collections: config.ARCHIVE_COLLECTIONS,
    anyLicence: config.ARCHIVE_ANY_LICENCE === 'yes',
  };
}

function slskdOptions(config: ResolverConfig): SlskdOptions {
  return {
    url: config.SLSKD_URL,
    apiKey: config.SLSKD_API_KEY,
    downloadsFolder: config.SLSKD_DOWNLOADS_DIR,
    pace: {
      searchTimeoutMs: config.SLSKD_SEARCH_SECONDS * 1000,
      pollMs: 1000,
      queueTimeoutMs: config.SLSKD_QUEUE_MINUTES * 60_000,
      stallTimeoutMs: 120_000,
    },
  };
}

function lidarrOptions(config: ResolverConfig): LidarrOptions {
  return {
    url: config.LIDARR_URL,
    apiKey: config.LIDARR_API_KEY,
    musicFolder: config.LIDARR_MUSIC_DIR,
    pace: { pollMs: 5000, grabTimeoutMs: 180_000, stallTimeoutMs: 1_800_000 },
  };
}
