import { choice, httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { ServiceLists } from '../service-lists.js';
import { defineSource } from '../source-definition.js';
import { MiguClient } from './client.js';
import { MiguLists } from './migu-lists.js';
import { MiguSource } from './migu-source.js';

/** Migu Music, without an account. */
export const migu = defineSource({
  name: 'migu',
  keys: {
    MIGU_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use Migu Music as a source. Check yourself whether you may.',
      default: 'no',
    }),
    MIGU_PLAYLISTS: wordList({
      help: 'Ids of Migu playlists to list besides the recommended ones.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    MIGU_RECOMMENDED: integer({
      help: 'How many of the playlists that Migu recommends to list.',
      default: 30,
      min: 0,
      max: 1000,
      unit: 'playlists',
    }),
    MIGU_USER_AGENT: text({
      help: 'How to introduce this program to Migu, which answers only to names with "Mobile" in them.',
      default: 'Mozilla/5.0 (Mobile) catalogsync',
    }),
    MIGU_REQUESTS_PER_SECOND: requestsPerSecond('Migu', 1),
    MIGU_URL: httpAddress({
      help: "Address to use for all of Migu's servers, which are told apart by their paths; empty for Migu's own.",
      default: '',
      defaultText: "Migu's own",
    }),
  },
  addresses: {
    hosts: ['music.migu.cn', 'h5.nf.migu.cn'],
    shortHosts: ['c.migu.cn'],
    paths: [/\/playlist\/(\d+)\/?$/],
    queries: [
      { path: /\/playlist(?:\/index\.html)?\/?$/, parameter: 'playlistId' },
      { path: /\/playlist(?:\/index\.html)?\/?$/, parameter: 'id' },
    ],
    songs: {
      paths: [/\/song\/([0-9A-Za-z]{6,40})\/?$/],
      queries: [
        { path: /\/song(?:\/index\.html)?\/?$/, parameter: 'copyrightId', id: /^[0-9A-Za-z]{6,40}$/ },
        { path: /^\/migu\/l\/?$/, parameter: 'id', id: /^[0-9A-Za-z]{6,40}$/ },
      ],
    },
  },
  open: (config, { http }) => {
    const pace = RequestPace.perSecond('Migu', config.MIGU_REQUESTS_PER_SECOND);
    const client = new MiguClient(http, { url: config.MIGU_URL, pace }, config.MIGU_USER_AGENT);
    const lists = new ServiceLists(new MiguLists(client, config.MIGU_RECOMMENDED), config.MIGU_PLAYLISTS);
    return {
      configured: config.MIGU_ENABLED === 'yes',
      limits: { concurrency: 2, rate: pace.rate },
      ...contractsOf(new MiguSource(client), lists),
    };
  },
});
