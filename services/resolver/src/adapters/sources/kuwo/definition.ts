import { choice, httpAddress, integer, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
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
  open: ({ KUWO_ENABLED, KUWO_PLAYLISTS, KUWO_RECOMMENDED, KUWO_URL }, { http }) => {
    const client = new KuwoClient(http, KUWO_URL);
    const lists = new ServiceLists(new KuwoLists(client, KUWO_RECOMMENDED), KUWO_PLAYLISTS);
    return {
      configured: KUWO_ENABLED === 'yes',
      limits: { concurrency: 2, rate: { tokens: 60, perMs: 60_000 } },
      ...contractsOf(new KuwoSource(client), lists),
    };
  },
});
