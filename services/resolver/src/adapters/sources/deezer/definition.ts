import type { Platform } from '../../../core/sources/playlist-addresses.js';

export const deezer: Platform = {
  name: 'deezer',
  addresses: { hosts: ['deezer.com'], paths: [/^(?:\/[a-z]{2}(?:-[a-z]{2})?)?\/playlist\/(\d+)\/?$/] },
};
