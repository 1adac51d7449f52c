import type { HttpClient } from '@catalogsync/outbound-http';
import { choice, httpAddress, text, wordList } from '@catalogsync/runtime';
import { defineSource, type OpenedSource } from '../source-definition.js';
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

/** Openly licensed items of the Internet Archive. */
export const archive = defineSource({
  name: 'archive',
  aliases: ['internet_archive'],
  keys: {
    ARCHIVE_ENABLED: choice(['no', 'yes'], { help: 'Whether openly licensed music of the Internet Archive is a source.', default: 'no' }),
    ARCHIVE_ANY_LICENCE: choice(['no', 'yes'], {
      help: 'Whether its items that name no open licence are taken too; whether you may is for you to know.',
      default: 'no',
    }),
    ARCHIVE_COLLECTIONS: wordList({
      help: 'Its collections whose most loved items are listed as playlists and charts, such as netlabels.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    ARCHIVE_CONTACT: text({
      help: 'A mail or web address that its operators may write to; sent as part of the program name.',
      default: '',
      defaultText: 'none',
    }),
    ARCHIVE_URL: httpAddress({ help: 'Its address; change it for a mirror.', default: 'https://archive.org' }),
  },
  addresses: { hosts: ['archive.org'], paths: [/^\/details\/([\w.-]+)\/?$/] },
  open: (config, { http }) =>
    archiveSource(
      {
        url: config.ARCHIVE_URL,
        contact: config.ARCHIVE_CONTACT,
        enabled: config.ARCHIVE_ENABLED === 'yes',
        collections: config.ARCHIVE_COLLECTIONS,
        anyLicence: config.ARCHIVE_ANY_LICENCE === 'yes',
      },
      http,
    ),
});

/** One request at a time. */
export function archiveSource(options: ArchiveOptions, http: HttpClient): OpenedSource {
  const client = new ArchiveClient(http, options);
  const songs = new ArchiveSource(client, options.anyLicence);
  const playlists = new ArchivePlaylists(client, options.collections, options.anyLicence);
  return {
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
