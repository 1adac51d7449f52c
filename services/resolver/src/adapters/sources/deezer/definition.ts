import { choice, httpAddress, integer, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { defineSource } from '../source-definition.js';
import { DeezerClient, mostRows } from './client.js';
import { DeezerLists } from './deezer-lists.js';
import { DeezerSource } from './deezer-source.js';

const place = '(?:/[a-z]{2}(?:-[a-z]{2})?)?';

/** What Deezer shows to everybody. */
export const deezer = defineSource({
  name: 'deezer',
  aliases: ['deezer_dl'],
  keys: {
    DEEZER_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use the charts, playlists and search of Deezer. It needs no account and gives no files.',
      default: 'no',
    }),
    DEEZER_GENRES: wordList({
      help: 'Genres of Deezer, by name or id, whose charts and popular playlists are listed; 0 stands for all genres together.',
      default: Object.freeze(['0']),
      defaultText: '0',
    }),
    DEEZER_LISTED_PLAYLISTS: integer({
      help: 'Most popular playlists that are listed per genre of DEEZER_GENRES.',
      default: 25,
      min: 0,
      max: mostRows,
      unit: 'playlists',
    }),
    DEEZER_PLAYLISTS: wordList({
      help: 'Ids of further playlists of Deezer to list: the number in their addresses.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    // Deezer allows 50 in 5 seconds: a full bucket and what flows in during that time together stay below.
    DEEZER_REQUESTS_PER_SECOND: requestsPerSecond('Deezer', 8),
    DEEZER_URL: httpAddress({ help: 'Address of the public API of Deezer.', default: 'https://api.deezer.com' }),
  },
  addresses: {
    hosts: ['deezer.com'],
    shortHosts: ['deezer.page.link', 'link.deezer.com'],
    paths: [new RegExp(`^${place}/playlist/(\\d+)/?$`)],
    songs: { paths: [new RegExp(`^${place}/track/(\\d+)/?$`)] },
  },
  leftOut: { files: 'its songs are encrypted, and its clips are 30 seconds long' },
  open: (config, { http }) => {
    const pace = RequestPace.perSecond('Deezer', config.DEEZER_REQUESTS_PER_SECOND);
    const client = new DeezerClient(http, { url: config.DEEZER_URL, pace });
    const lists = new DeezerLists(client, {
      genres: config.DEEZER_GENRES,
      perGenre: config.DEEZER_LISTED_PLAYLISTS,
      playlists: config.DEEZER_PLAYLISTS,
    });
    return {
      configured: config.DEEZER_ENABLED === 'yes',
      limits: { concurrency: 4, rate: pace.rate },
      ...contractsOf(new DeezerSource(client), lists),
    };
  },
});
