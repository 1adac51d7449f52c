import { wordList } from '@catalogsync/runtime';
import { defineSource } from '../source-definition.js';
import { HttpLists } from './http-lists.js';

/** Songs by address, from the user's own lists. */
export const httpList = defineSource({
  name: 'http',
  aliases: ['url_list'],
  keys: {
    HTTP_LISTS: wordList({
      help: 'Lists of songs by address: paths or http(s) addresses of text files (one address per line, or M3U), CSV (columns url, title, artist, album, duration, isrc, cover, lyrics) or JSON.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
  },
  open: ({ HTTP_LISTS: places }, { http }) => {
    const lists = new HttpLists(places, http);
    return {
      configured: places.length > 0,
      limits: { concurrency: 2 },
      searcher: lists,
      refresher: lists,
      fetcher: lists,
      health: lists,
      lyrics: lists,
      covers: lists,
      playlists: lists,
      playlistTracks: lists,
    };
  },
});
