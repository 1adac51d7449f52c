import { choice, httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { defineSource } from '../source-definition.js';
import { NeteaseClient } from './client.js';
import { NeteaseLists } from './netease-lists.js';
import { NeteaseSource } from './netease-source.js';

/** NetEase Cloud Music through its plain paths, with the user's own session or without any. */
export const netease = defineSource({
  name: 'netease',
  aliases: ['netease_cloud_music', 'cloudmusic'],
  keys: {
    NETEASE_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use NetEase Cloud Music as a source.',
      default: 'no',
    }),
    NETEASE_COOKIE: text({
      help: 'The value of the cookie MUSIC_U of your own account, for the songs that it may play; works without.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    NETEASE_CATEGORIES: wordList({
      help: 'Categories of NetEase whose most played playlists are listed, such as 华语 or 轻音乐; 全部 is all of them.',
      default: Object.freeze(['全部']),
    }),
    NETEASE_PLAYLISTS_PER_CATEGORY: integer({
      help: 'How many playlists to list of each of these categories; 0 for none.',
      default: 30,
      min: 0,
      max: 1000,
      unit: 'playlists',
    }),
    NETEASE_PLAYLISTS: wordList({
      help: 'Ids of further playlists of NetEase to list.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    NETEASE_REQUESTS_PER_SECOND: requestsPerSecond('NetEase', 1),
    NETEASE_URL: httpAddress({ help: 'Address of NetEase Cloud Music.', default: 'https://music.163.com' }),
  },
  addresses: {
    hosts: ['music.163.com'],
    shortHosts: ['163cn.tv'],
    paths: [/^\/(?:m\/)?playlist\/(\d+)(?:\/|$)/],
    queries: [{ path: /^\/(?:m\/)?(?:my\/m\/music\/)?(?:playlist|discover\/toplist)\/?$/, parameter: 'id' }],
    songs: {
      paths: [/^\/(?:m\/)?song\/(\d+)(?:\/|$)/],
      queries: [{ path: /^\/(?:m\/)?song\/?$/, parameter: 'id' }],
    },
  },
  open: (config, { http }) => {
    const pace = RequestPace.perSecond('NetEase', config.NETEASE_REQUESTS_PER_SECOND);
    const client = new NeteaseClient(http, {
      url: config.NETEASE_URL,
      cookie: config.NETEASE_COOKIE,
      pace,
    });
    const lists = new NeteaseLists(client, {
      categories: config.NETEASE_CATEGORIES,
      playlistsPerCategory: config.NETEASE_PLAYLISTS_PER_CATEGORY,
      playlists: config.NETEASE_PLAYLISTS,
    });
    return {
      configured: config.NETEASE_ENABLED === 'yes',
      // A file may take minutes; a second place keeps searches going.
      limits: { concurrency: 2, rate: pace.rate },
      ...contractsOf(new NeteaseSource(client, http, config.NETEASE_COOKIE !== ''), lists),
    };
  },
});
