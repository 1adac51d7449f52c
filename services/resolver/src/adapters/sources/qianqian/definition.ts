import type { Platform } from '../../../core/sources/playlist-addresses.js';

/** Qianqian Music, once Taihe. */
export const qianqian: Platform = {
  name: 'qianqian',
  addresses: { hosts: ['music.91q.com', 'music.taihe.com'], paths: [/^\/songlist\/(\d+)\/?$/] },
};
