import type { Platform } from '../../../core/sources/playlist-addresses.js';

/** QQ Music. */
export const qq: Platform = {
  name: 'qq',
  addresses: {
    hosts: ['y.qq.com'],
    paths: [/\/(?:playlist|playsquare|taoge)\/(\d+)(?:\.html)?\/?$/],
    queries: [{ path: /\/(?:taoge|playlist|playsquare|details)(?:\/\w+)?(?:\.html)?\/?$/, parameter: 'id' }],
  },
};
