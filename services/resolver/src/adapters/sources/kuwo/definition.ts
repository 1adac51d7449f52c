import type { Platform } from '../../../core/sources/playlist-addresses.js';

/** Kuwo Music. */
export const kuwo: Platform = {
  name: 'kuwo',
  addresses: {
    hosts: ['kuwo.cn'],
    paths: [/\/playlist_detail\/(\d+)\/?$/],
    queries: [{ path: /\/playlist(?:\/index)?\/?$/, parameter: 'pid' }],
  },
};
