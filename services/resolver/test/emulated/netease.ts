import { neteaseAnswers } from '@catalogsync/testkit';
import { netease as definition } from '../../src/adapters/sources/netease/definition.js';
import { held } from './held-songs.js';
import { onPlatform } from './on-platform.js';

/** The odd song's id has more digits than a number holds. */
export const netease = () =>
  onPlatform(definition, neteaseAnswers, {
    songs: [
      { ...held('1900000001', 'Harbour Lights', 31), ext: 'mp3' },
      { ...held('9007199254740993', 'Night Ferry', 32), ext: 'mp3' },
    ],
    playlistIds: ['5000000001', '5000000002'],
    chartIds: ['3778678'],
    settings: (url) => ({
      NETEASE_ENABLED: 'yes',
      NETEASE_URL: url,
      NETEASE_REQUESTS_PER_SECOND: '50',
      NETEASE_COOKIE: 'own-session-0123456789',
    }),
    secrets: ['own-session-0123456789'],
    files: /^\/files\//,
  });
