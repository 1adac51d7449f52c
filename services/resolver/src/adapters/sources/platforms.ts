import type { Platform } from '../../core/sources/playlist-addresses.js';

/** Platforms that no source serves yet: users may name their playlists by these addresses. */
export const platforms: readonly Platform[] = [
  {
    name: 'deezer',
    addresses: { hosts: ['deezer.com'], paths: [/^(?:\/[a-z]{2}(?:-[a-z]{2})?)?\/playlist\/(\d+)\/?$/] },
  },
  {
    name: 'tidal',
    addresses: {
      hosts: ['tidal.com'],
      paths: [/^(?:\/browse)?\/playlist\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/u)?\/?$/i],
    },
  },
  {
    name: 'qobuz',
    addresses: { hosts: ['qobuz.com'], paths: [/^(?:\/[a-z]{2}-[a-z]{2})?\/playlists?\/(?:[^/]+\/)?(\d+)\/?$/] },
  },
  {
    name: 'jamendo',
    addresses: { hosts: ['jamendo.com'], paths: [/^(?:\/[a-z]{2})?\/playlist\/(\d+)(?:\/[^/]*)?\/?$/] },
  },
];
