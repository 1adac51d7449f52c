import { choice, httpAddress, integer, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { ServiceLists } from '../service-lists.js';
import { defineSource } from '../source-definition.js';
import { KuwoClient } from './client.js';
import { KuwoLists } from './kuwo-lists.js';
import { KuwoSource } from './kuwo-source.js';

/** Kuwo Music, without an account. */
export const kuwo = defineSource({
  name: 'kuwo',
  keys: {
    KUWO_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use Kuwo Music as a source. Check yourself whether you may.',
      default: 'no',
    }),
    KUWO_PLAYLISTS: wordList({
      help: 'Ids of Kuwo playlists to list besides the recommended ones.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    KUWO_RECOMMENDED: integer({
      help: 'How many of the playlists that Kuwo recommends to list.',
      default: 30,
      min: 0,
      max: 1000,
      unit: 'playlists',
    }),
    KUWO_REQUESTS_PER_SECOND: requestsPerSecond('Kuwo', 1),
    KUWO_URL: httpAddress({
      help: "Address to use for all of Kuwo's servers, which are told apart by their paths; empty for Kuwo's own.",
      default: '',
      defaultText: "Kuwo's own",
    }),
  },
  addresses: {
    hosts: ['kuwo.cn'],
    paths: [/\/playlist_detail\/(\d+)\/?$/, /^\/h5app\/playlist\/(\d+)\/?$/],
    queries: [{ path: /\/playlist(?:\/index)?\/?$/, parameter: 'pid' }],
    songs: {
      paths: [/\/play_detail\/(\d+)\/?$/, /^\/yinyue\/(\d+)\/?$/],
      queries: [{ path: /\/songinfoandlrc\/?$/, parameter: 'musicId' }],
    },
  },
  open: (config, { http }) => {
    const pace = RequestPace.perSecond('Kuwo', config.KUWO_REQUESTS_PER_SECOND);
    const client = new KuwoClient(http, { url: config.KUWO_URL, pace });
    const lists = new ServiceLists(new KuwoLists(client, config.KUWO_RECOMMENDED), config.KUWO_PLAYLISTS);
    return {
      configured: config.KUWO_ENABLED === 'yes',
      limits: { concurrency: 2, rate: pace.rate },
      ...contractsOf(new KuwoSource(client, http), lists),
    };
  },
});
