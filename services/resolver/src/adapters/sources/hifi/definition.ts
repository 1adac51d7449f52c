import { choice, wordList } from '@catalogsync/runtime';
import { namedById } from '../../../core/sources/playlist-addresses.js';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource } from '../source-definition.js';
import { HifiAddresses } from './addresses.js';
import { HifiClient } from './client.js';
import { HifiLists } from './hifi-lists.js';
import { HifiSource } from './hifi-source.js';
import { qualities } from './songs.js';

/** A proxy in front of TIDAL that the user runs; addresses of TIDAL itself belong to `tidal`. */
export const hifi = defineSource({
  name: 'hifi',
  keys: {
    HIFI_URLS: wordList({
      help: 'Addresses of HiFi proxies that you run, tried in turn. They use TIDAL outside its published terms: the decision is yours.',
      default: Object.freeze([]),
      defaultText: 'none',
      belongsTo: 'machine',
    }),
    HIFI_QUALITY: choice(qualities, {
      help: 'Best quality to ask a HiFi proxy for. HI_RES_LOSSLESS comes as FLAC inside MP4.',
      default: 'LOSSLESS',
    }),
    HIFI_PLAYLISTS: wordList({
      help: 'Ids of playlists and mixes of TIDAL to list through a HiFi proxy: the long word in their addresses.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
  },
  addresses: namedById,
  leftOut: { charts: 'its proxies know playlists and mixes only by their ids' },
  open: (config, { http }) => {
    const urls = config.HIFI_URLS.map((url) => url.replace(/\/+$/, ''));
    const client = new HifiClient(http, new HifiAddresses(urls));
    return {
      configured: urls.length > 0,
      limits: { concurrency: 2 },
      ...contractsOf(new HifiSource(client, http, config.HIFI_QUALITY), new HifiLists(client, config.HIFI_PLAYLISTS)),
    };
  },
});
