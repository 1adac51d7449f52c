import type { Platform } from '../../core/sources/playlist-addresses.js';

/** Platforms that no source serves yet: users may name their playlists by these addresses. */
export const platforms: readonly Platform[] = [
  },
];
