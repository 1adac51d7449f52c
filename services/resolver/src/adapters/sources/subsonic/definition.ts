import { SubsonicClient } from '@catalogsync/opensubsonic';
import { choice, httpAddress, text } from '@catalogsync/runtime';
import { namedById } from '../../../core/sources/playlist-addresses.js';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource } from '../source-definition.js';
import { SubsonicCompanions } from './subsonic-companions.js';
import { SubsonicPlaylists } from './subsonic-playlists.js';
import { SubsonicSource } from './subsonic-source.js';

/** The user's own OpenSubsonic server. */
export const subsonic = defineSource({
  name: 'subsonic',
  aliases: ['navidrome', 'airsonic', 'opensubsonic'],
  keys: {
    SUBSONIC_URL: httpAddress({
      help: 'Address of an OpenSubsonic server (Navidrome, Airsonic, Gonic, Supysonic …) to take songs from; empty for none.',
      default: '',
      defaultText: 'none',
    }),
    SUBSONIC_USER: text({ help: 'User on that server.', default: '', defaultText: 'none' }),
    SUBSONIC_PASSWORD: text({
      help: 'Its password, or its key with SUBSONIC_AUTH=api-key.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    SUBSONIC_AUTH: choice(['token', 'password', 'api-key'], {
      help: 'How to log in to that server: a salted token; the password itself, for servers that know no tokens (only over https or at home); an API key.',
      default: 'token',
      // It decides whether the password itself is sent.
      belongsTo: 'machine',
    }),
  },
  addresses: namedById,
  open: ({ SUBSONIC_URL: url, SUBSONIC_USER: user, SUBSONIC_PASSWORD: secret, SUBSONIC_AUTH: auth }, { http }) => {
    const settingNames = { user: 'SUBSONIC_USER', secret: 'SUBSONIC_PASSWORD', auth: 'SUBSONIC_AUTH' };
    const client = new SubsonicClient(http, { url, user, secret, auth, settingNames });
    return {
      configured: url !== '' && secret !== '' && (auth === 'api-key' || user !== ''),
      // Few enough not to disturb people listening to the server.
      limits: { concurrency: 3 },
      ...contractsOf(new SubsonicSource(client), new SubsonicCompanions(client), new SubsonicPlaylists(client)),
    };
  },
});
