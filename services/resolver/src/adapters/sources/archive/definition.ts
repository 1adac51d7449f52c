import { choice, httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource } from '../source-definition.js';
import { ArchivePlaylists } from './archive-playlists.js';
import { ArchiveSource } from './archive-source.js';
import { ArchiveClient } from './client.js';

/** Openly licensed items of the Internet Archive, one request at a time. */
export const archive = defineSource({
  name: 'archive',
  aliases: ['internet_archive'],
  keys: {
    ARCHIVE_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use openly licensed music from the Internet Archive as a source.',
      default: 'no',
    }),
    ARCHIVE_ANY_LICENCE: choice(['no', 'yes'], {
      help: 'Whether to also take items without an open licence. Check yourself whether you may.',
      default: 'no',
    }),
    ARCHIVE_COLLECTIONS: wordList({
      help: 'Collections of the Internet Archive, such as netlabels, to list as playlists and charts of their most popular items.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    ARCHIVE_ITEMS: integer({
      help: 'Items read of each collection; every one costs a request when the songs are read.',
      default: 25,
      min: 1,
      max: 1000,
      unit: 'items',
    }),
    ARCHIVE_PLAYLISTS: wordList({
      help: 'Identifiers of items (albums, concerts) or collections of the Internet Archive to list as playlists.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    ARCHIVE_CONTACT: text({
      help: 'A mail or web address where the operators of the Internet Archive can reach you; sent in the User-Agent.',
      default: '',
      defaultText: 'none',
      belongsTo: 'work',
    }),
    ARCHIVE_URL: httpAddress({ help: 'Address of the Internet Archive; change it to use a mirror.', default: 'https://archive.org' }),
  },
  addresses: {
    hosts: ['archive.org'],
    paths: [/^\/details\/([\w.-]+)\/?$/],
    songs: { paths: [/^\/(?:details|download)\/([\w.-]+\/.+\.(?:flac|mp3|og[ga]|opus|m4a|aac|wav|aiff?|shn|ape|wv))$/i] },
  },
  open: (config, { http }) => {
    const client = new ArchiveClient(http, { url: config.ARCHIVE_URL, contact: config.ARCHIVE_CONTACT });
    const anyLicence = config.ARCHIVE_ANY_LICENCE === 'yes';
    const songs = new ArchiveSource(client, anyLicence);
    const playlists = new ArchivePlaylists(client, {
      collections: config.ARCHIVE_COLLECTIONS,
      playlists: config.ARCHIVE_PLAYLISTS,
      items: config.ARCHIVE_ITEMS,
      anyLicence,
    });
    return {
      configured: config.ARCHIVE_ENABLED === 'yes',
      limits: { concurrency: 1, rate: { tokens: 30, perMs: 60_000 } },
      ...contractsOf(songs, playlists),
    };
  },
});
