import type { Platform } from '../../../core/sources/playlist-addresses.js';

/** Migu Music. */
export const migu: Platform = {
  name: 'migu',
  addresses: {
    hosts: ['music.migu.cn'],
    paths: [/\/playlist\/(\d+)\/?$/],
    queries: [
      { path: /\/playlist\/?$/, parameter: 'playlistId' },
      { path: /\/playlist\/?$/, parameter: 'id' },
    ],
  },
};
