import type { Platform } from '../../../core/sources/playlist-addresses.js';

/** NetEase Cloud Music. */
export const netease: Platform = {
  name: 'netease',
  addresses: {
    hosts: ['music.163.com'],
    paths: [/^\/(?:m\/)?playlist\/(\d+)(?:\/|$)/],
    queries: [{ path: /^\/(?:m\/)?(?:my\/m\/music\/)?(?:playlist|discover\/toplist)\/?$/, parameter: 'id' }],
  },
};
