import { choice, httpAddress, text, wordList } from '@catalogsync/runtime';

/** Keys of the sources; each source is used once its keys are set. */
export const sourceKeys = {
  SUBSONIC_URL: httpAddress({
    help: 'Address of an OpenSubsonic server (Navidrome, Airsonic, Gonic, Supysonic …) to take songs from; empty for none.',
    default: '',
    defaultText: 'none',
  }),
  SUBSONIC_USER: text({ help: 'User on that server.', default: '', defaultText: 'none' }),
  SUBSONIC_PASSWORD: text({ help: 'Its password, or its key with SUBSONIC_AUTH=api-key.', default: '', defaultText: 'none', secret: true }),
  SUBSONIC_AUTH: choice(['token', 'password', 'api-key'], {
    help: 'How to log in there: a salted token; the password itself, for servers that know no tokens (only over https or at home); an API key.',
    default: 'token',
  }),
  HTTP_LISTS: wordList({
    help: 'Lists of songs by address: paths or http(s) addresses of text (an address a line, M3U too), CSV (columns url, title, artist, album, duration, isrc) or JSON.',
    default: Object.freeze([]),
    defaultText: 'none',
  }),
} as const;
