import { httpAddress, text, wordList } from '@catalogsync/runtime';
import { defineServer } from '../server-definition.js';
import { PlexServer } from './plex-server.js';

/** Plex Media Server. */
export const plex = defineServer({
  name: 'plex',
  keys: {
    PLEX_URL: httpAddress({ help: 'Address of a Plex Media Server, such as http://nas:32400.', default: '', defaultText: 'none' }),
    PLEX_TOKEN: text({ help: 'Its token (X-Plex-Token).', default: '', defaultText: 'none', secret: true }),
    PLEX_LIBRARIES: wordList({
      help: 'Names of the music libraries on the Plex server to use; empty for all of them.',
      default: Object.freeze([]),
      defaultText: 'all',
    }),
  },
  open: ({ PLEX_URL: url, PLEX_TOKEN: token, PLEX_LIBRARIES: libraries }, tools) => new PlexServer({ url, token }, libraries, tools),
});
