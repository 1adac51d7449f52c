import type { Platform } from '../../../core/sources/playlist-addresses.js';

export const tidal: Platform = {
  name: 'tidal',
  addresses: {
    hosts: ['tidal.com'],
    paths: [/^(?:\/browse)?\/playlist\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/u)?\/?$/i],
  },
};
