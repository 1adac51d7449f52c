import type { HttpClient } from '@catalogsync/outbound-http';
import type { Source } from '../../core/sources/source.js';
import { ArchivePlaylists } from './archive-playlists.js';
import { ArchiveSource } from './archive-source.js';
import { ArchiveClient, type ArchiveSettings } from './client.js';

export interface ArchiveOptions extends ArchiveSettings {
  /** Nobody is asked anything before the user turns it on. */
  readonly enabled: boolean;
  readonly collections: readonly string[];
  /** Also items that name no open licence. */
  readonly anyLicence: boolean;
}

/** Openly licensed items of the Internet Archive, one request at a time. */
export function archiveSource(options: ArchiveOptions, http: HttpClient): Source {
  const client = new ArchiveClient(http, options);
  const songs = new ArchiveSource(client, options.anyLicence);
  const playlists = new ArchivePlaylists(client, options.collections, options.anyLicence);
  return {
    name: 'archive',
    aliases: ['internet_archive'],
    configured: options.enabled,
    limits: { concurrency: 1, rate: { tokens: 30, perMs: 60_000 } },
    searcher: songs,
    refresher: songs,
    fetcher: songs,
    covers: songs,
    health: songs,
    playlists,
    charts: playlists,
    playlistTracks: playlists,
  };
}
