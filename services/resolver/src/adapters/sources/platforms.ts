import type { Platform } from '../../core/sources/playlist-addresses.js';

/** Platforms that no source serves yet: users may name their playlists by these addresses. */
export const platforms: readonly Platform[] = [
  // QQ Music.
  {
    name: 'qq',
    addresses: {
      hosts: ['y.qq.com'],
      paths: [/\/(?:playlist|playsquare|taoge)\/(\d+)(?:\.html)?\/?$/],
      queries: [{ path: /\/(?:taoge|playlist|playsquare|details)(?:\/\w+)?(?:\.html)?\/?$/, parameter: 'id' }],
    },
  },
  // NetEase Cloud Music.
  {
    name: 'netease',
    addresses: {
      hosts: ['music.163.com'],
      paths: [/^\/(?:m\/)?playlist\/(\d+)(?:\/|$)/],
      queries: [{ path: /^\/(?:m\/)?(?:my\/m\/music\/)?(?:playlist|discover\/toplist)\/?$/, parameter: 'id' }],
    },
  },
  // Kuwo Music.
  {
    name: 'kuwo',
    addresses: {
      hosts: ['kuwo.cn'],
      paths: [/\/playlist_detail\/(\d+)\/?$/],
      queries: [{ path: /\/playlist(?:\/index)?\/?$/, parameter: 'pid' }],
    },
  },
  // Migu Music.
  {
    name: 'migu',
    addresses: {
      hosts: ['music.migu.cn'],
      paths: [/\/playlist\/(\d+)\/?$/],
      queries: [
        { path: /\/playlist\/?$/, parameter: 'playlistId' },
        { path: /\/playlist\/?$/, parameter: 'id' },
      ],
    },
  },
  // Qianqian Music, once Taihe.
  {
    name: 'qianqian',
    addresses: { hosts: ['music.91q.com', 'music.taihe.com'], paths: [/^\/songlist\/(\d+)\/?$/] },
  },
  {
    name: 'deezer',
    aliases: ['deezer_dl'],
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
