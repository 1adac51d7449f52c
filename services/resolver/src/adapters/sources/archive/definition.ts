import { choice, httpAddress, text, wordList } from '@catalogsync/runtime';
import { defineSource } from '../source-definition.js';
import { ArchivePlaylists } from './archive-playlists.js';
import { ArchiveSource } from './archive-source.js';
import { ArchiveClient } from './client.js';

/** Openly licensed items of the Internet Archive, one request at a time. */
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
  open: (config, { http }) => {
    const client = new ArchiveClient(http, { url: config.ARCHIVE_URL, contact: config.ARCHIVE_CONTACT });
    const anyLicence = config.ARCHIVE_ANY_LICENCE === 'yes';
    const songs = new ArchiveSource(client, anyLicence);
    const playlists = new ArchivePlaylists(client, config.ARCHIVE_COLLECTIONS, anyLicence);
    return {
      configured: config.ARCHIVE_ENABLED === 'yes',
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
  },
});
