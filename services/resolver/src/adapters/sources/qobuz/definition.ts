import type { Platform } from '../../../core/sources/playlist-addresses.js';

export const qobuz: Platform = {
  name: 'qobuz',
  addresses: { hosts: ['qobuz.com'], paths: [/^(?:\/[a-z]{2}-[a-z]{2})?\/playlists?\/(?:[^/]+\/)?(\d+)\/?$/] },
};
