import type { Platform } from '../../../core/sources/playlist-addresses.js';

export const jamendo: Platform = {
  name: 'jamendo',
  addresses: { hosts: ['jamendo.com'], paths: [/^(?:\/[a-z]{2})?\/playlist\/(\d+)(?:\/[^/]*)?\/?$/] },
};
