import { httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { defineSource } from '../source-definition.js';
import { mostRows, QobuzClient } from './client.js';
import { QobuzLists } from './qobuz-lists.js';
import { QobuzSource } from './qobuz-source.js';

/** Qobuz, with the user's own application id and session. */
export const qobuz = defineSource({
  name: 'qobuz',
  keys: {
    QOBUZ_APP_ID: text({
      help: 'Your own application id at Qobuz; empty to leave Qobuz out. It serves search, charts and playlists, not files.',
      default: '',
      defaultText: 'none',
    }),
    QOBUZ_USER_TOKEN: text({
      help: 'The token of your own session at Qobuz, for playlists that only you may see.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    QOBUZ_FEATURED: wordList({
      help: 'Kinds of playlists that Qobuz presents, to list as charts, such as editor-picks and last-created.',
      default: Object.freeze(['editor-picks']),
      defaultText: 'editor-picks',
    }),
    QOBUZ_LISTED_PLAYLISTS: integer({
      help: 'Most playlists that are listed of each kind of QOBUZ_FEATURED.',
      default: 25,
      min: 1,
      max: mostRows,
      unit: 'playlists',
    }),
    QOBUZ_PLAYLISTS: wordList({
      help: 'Ids of playlists of Qobuz to list: the number in their addresses.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    QOBUZ_REQUESTS_PER_SECOND: requestsPerSecond('Qobuz', 1),
    QOBUZ_URL: httpAddress({ help: 'Address of the API of Qobuz.', default: 'https://www.qobuz.com/api.json/0.2' }),
  },
  addresses: {
    hosts: ['qobuz.com'],
    paths: [/^(?:\/[a-z]{2}-[a-z]{2})?\/playlists?\/(?:[^/]+\/)?(\d+)\/?$/],
    songs: { paths: [/^\/track\/(\d+)\/?$/] },
  },
  leftOut: { files: 'Qobuz gives the address of a file only against a signature made with a secret of its own player' },
  open: (config, { http }) => {
    const pace = RequestPace.perSecond('Qobuz', config.QOBUZ_REQUESTS_PER_SECOND);
    const { QOBUZ_APP_ID: appId, QOBUZ_USER_TOKEN: userToken, QOBUZ_URL: url } = config;
    const client = new QobuzClient(http, { url, appId, userToken, pace });
    const lists = new QobuzLists(client, {
      featured: config.QOBUZ_FEATURED,
      perKind: config.QOBUZ_LISTED_PLAYLISTS,
      playlists: config.QOBUZ_PLAYLISTS,
    });
    return { configured: appId !== '', limits: { concurrency: 1, rate: pace.rate }, ...contractsOf(new QobuzSource(client), lists) };
  },
});
