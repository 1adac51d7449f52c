import { SubsonicClient } from '@catalogsync/opensubsonic';
import { choice, httpAddress, text, wordList } from '@catalogsync/runtime';
import { defineServer } from '../server-definition.js';
import { NavidromeServer } from './navidrome-server.js';

/** Navidrome and every other server that speaks Subsonic or OpenSubsonic. */
export const navidrome = defineServer({
  name: 'navidrome',
  aliases: ['opensubsonic', 'subsonic', 'gonic', 'airsonic', 'supysonic'],
  keys: {
    NAVIDROME_URL: httpAddress({
      help: 'Address of a Navidrome or other OpenSubsonic server (Gonic, Airsonic, Supysonic …), such as http://nas:4533.',
      default: '',
      defaultText: 'none',
    }),
    NAVIDROME_USER: text({ help: 'User on that server; playlists are this user’s.', default: '', defaultText: 'none' }),
    NAVIDROME_PASSWORD: text({
      help: 'Its password, or its key with NAVIDROME_AUTH=api-key.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    NAVIDROME_AUTH: choice(['token', 'password', 'api-key'], {
      help: 'How to log in to that server: a salted token; the password itself, for servers that know no tokens (only over https or at home); an API key.',
      default: 'token',
      // It decides whether the password itself is sent.
      belongsTo: 'machine',
    }),
    NAVIDROME_LIBRARIES: wordList({
      help: 'Names of the music folders on that server to use; empty for all of them.',
      default: Object.freeze([]),
      defaultText: 'all',
    }),
  },
  open: (config, { http, clock }) => {
    const { NAVIDROME_URL: url, NAVIDROME_USER: user, NAVIDROME_PASSWORD: secret, NAVIDROME_AUTH: auth } = config;
    const settingNames = { user: 'NAVIDROME_USER', secret: 'NAVIDROME_PASSWORD', auth: 'NAVIDROME_AUTH' };
    const client = new SubsonicClient(http, { url, user, secret, auth, settingNames });
    const usesApiKey = auth === 'api-key';
    const configured = url !== '' && secret !== '' && (usesApiKey || user !== '');
    return new NavidromeServer(configured, client, { url, user, usesApiKey, libraries: config.NAVIDROME_LIBRARIES }, clock);
  },
});
