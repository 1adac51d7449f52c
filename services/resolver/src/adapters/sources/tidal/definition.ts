import { httpAddress, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { defineSource } from '../source-definition.js';
import { AccessToken } from './access-token.js';
import { TidalClient } from './client.js';
import { TidalLists } from './tidal-lists.js';
import { TidalSource } from './tidal-source.js';

const apiHost = 'https://openapi.tidal.com';
const logInHost = 'https://auth.tidal.com';

/** TIDAL's official API, with the user's own application. */
export const tidal = defineSource({
  name: 'tidal',
  keys: {
    TIDAL_CLIENT_ID: text({
      help: 'Client id of your own application at developer.tidal.com. It serves search, charts and playlists, not files.',
      default: '',
      defaultText: 'none',
    }),
    TIDAL_CLIENT_SECRET: text({ help: 'Client secret of that application.', default: '', defaultText: 'none', secret: true }),
    TIDAL_COUNTRY: text({
      help: 'Country whose catalogue TIDAL shows, as two letters, such as DE.',
      default: 'US',
      belongsTo: 'work',
    }),
    TIDAL_PLAYLISTS: wordList({
      help: 'Ids of playlists of TIDAL to list: the long word in their addresses.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    TIDAL_CHARTS: wordList({
      help: 'Ids of playlists of TIDAL to list as charts. TIDAL publishes its charts as playlists, and has no list of them.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    TIDAL_REQUESTS_PER_SECOND: requestsPerSecond('TIDAL', 4),
    TIDAL_URL: httpAddress({
      help: 'One server in place of TIDAL, for tests: it has the API under /v2 and gives tokens under /v1/oauth2/token.',
      default: '',
      defaultText: `${apiHost} and ${logInHost}`,
    }),
  },
  addresses: {
    hosts: ['tidal.com'],
    paths: [/^(?:\/browse)?\/playlist\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/u)?\/?$/i],
    songs: { paths: [/^(?:\/browse)?(?:\/album\/\d+)?\/track\/(\d+)(?:\/u)?\/?$/] },
  },
  leftOut: { files: 'TIDAL gives its audio to licensed players only, and protects it' },
  open: (config, { http }) => {
    const { TIDAL_CLIENT_ID: clientId, TIDAL_CLIENT_SECRET: clientSecret, TIDAL_URL: server } = config;
    const country = config.TIDAL_COUNTRY.trim().toUpperCase();
    const pace = RequestPace.perSecond('TIDAL', config.TIDAL_REQUESTS_PER_SECOND);
    const token = new AccessToken(http, { url: `${server || logInHost}/v1/oauth2/token`, clientId, clientSecret });
    const client = new TidalClient(http, { url: `${server || apiHost}/v2`, country, pace }, token);
    const lists = new TidalLists(client, { playlists: config.TIDAL_PLAYLISTS, charts: config.TIDAL_CHARTS });
    return {
      configured: clientId !== '' && clientSecret !== '',
      limits: { concurrency: 4, rate: pace.rate },
      ...contractsOf(new TidalSource(client, country), lists),
    };
  },
});
