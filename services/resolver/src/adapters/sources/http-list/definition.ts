import { wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource } from '../source-definition.js';
import { HttpLists } from './http-lists.js';
import { ListCompanions } from './list-companions.js';
import { ListReader } from './list-reader.js';
import { ListedSongs } from './listed-songs.js';

/** Songs by address, from the user's own lists. */
export const httpList = defineSource({
  name: 'http',
  aliases: ['url_list'],
  keys: {
    HTTP_LISTS: wordList({
      help: 'Lists of songs by address: paths or http(s) addresses of text files (one address per line, or M3U), CSV (columns url, title, artist, album, duration, isrc, cover, lyrics) or JSON.',
      default: Object.freeze([]),
      defaultText: 'none',
      // It may name files of this machine.
      belongsTo: 'machine',
    }),
  },
  open: ({ HTTP_LISTS: places }, { http }) => {
    const songs = new ListedSongs(places, new ListReader(http));
    const contracts = contractsOf(new HttpLists(songs, http), new ListCompanions(songs, http));
    return { configured: places.length > 0, limits: { concurrency: 2 }, ...contracts };
  },
});
