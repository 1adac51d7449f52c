import { choice, httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { defineSource } from '../source-definition.js';
import { QqClient } from './client.js';
import { QqGateway } from './gateway.js';
import { QqCharts } from './qq-charts.js';
import { QqLists } from './qq-lists.js';
import { QqSource } from './qq-source.js';
import { SongReader } from './songs.js';

const keys = {
  QQ_ENABLED: choice(['no', 'yes'], { help: 'Whether to use QQ Music as a source.', default: 'no' }),
  QQ_COOKIE: text({
    help: 'The whole cookie of your own log-in at y.qq.com, for the songs that it may play; without it, QQ Music often refuses searches.',
    default: '',
    defaultText: 'none',
    secret: true,
  }),
  QQ_CATEGORIES: wordList({
    help: 'Numbers of categories of QQ Music whose popular playlists are listed; 10000000 is all of them.',
    default: Object.freeze(['10000000']),
  }),
  QQ_PLAYLISTS_PER_CATEGORY: integer({
    help: 'How many playlists to list of each of these categories; each costs a request. 0 for none.',
    default: 30,
    min: 0,
    max: 1000,
    unit: 'playlists',
  }),
  QQ_PLAYLISTS: wordList({ help: 'Ids of further playlists of QQ Music to list.', default: Object.freeze([]), defaultText: 'none' }),
  QQ_REQUESTS_PER_SECOND: requestsPerSecond('QQ Music', 2),
  QQ_URL: httpAddress({
    help: 'One address in place of the hosts of QQ Music, which then gets the paths of all: /cgi-bin/musicu.fcg, those of the older host, and covers.',
    default: '',
    defaultText: 'https://u.y.qq.com, https://c.y.qq.com and https://y.gtimg.cn',
  }),
};

/** QQ Music through its gateway, with the user's own session or without any. */
export const qq = defineSource({
  name: 'qq',
  aliases: ['qqmusic', 'qq_music'],
  keys,
  addresses: {
    hosts: ['y.qq.com'],
    shortHosts: ['c.y.qq.com', 'c6.y.qq.com'],
    // Charts have the id `toplist/26`, see `chartIdOf`.
    paths: [/\/(?:playlist|playsquare|taoge)\/(\d+)(?:\.html)?\/?$/, /\/(toplist\/\d+)(?:\.html)?\/?$/],
    queries: [{ path: /\/(?:playlist|playsquare|details(?:\/taoge|\/playlist)?|taoge)(?:\.html)?\/?$/, parameter: 'id' }],
    songs: {
      paths: [/\/(?:songDetail|song)\/(\w+?)(?:_num)?(?:\.html)?\/?$/],
      queries: [
        { path: /\/(?:playsong|song)(?:\.html)?\/?$/, parameter: 'songmid', id: /^\w{6,40}$/ },
        { path: /\/(?:playsong|song)(?:\.html)?\/?$/, parameter: 'songid' },
      ],
    },
  },
  open: (config, { http }) => {
    const pace = RequestPace.perSecond('QQ Music', config.QQ_REQUESTS_PER_SECOND);
    const client = new QqClient(new QqGateway(http, { url: config.QQ_URL, cookie: config.QQ_COOKIE, pace }));
    const hasSession = config.QQ_COOKIE !== '';
    const reader = new SongReader(config.QQ_URL || 'https://y.gtimg.cn', hasSession);
    const lists = new QqLists(client, new QqCharts(client, reader), reader, {
      categories: config.QQ_CATEGORIES,
      playlistsPerCategory: config.QQ_PLAYLISTS_PER_CATEGORY,
      playlists: config.QQ_PLAYLISTS,
    });
    return {
      configured: config.QQ_ENABLED === 'yes',
      // A file may take minutes; a second place keeps searches going.
      limits: { concurrency: 2, rate: pace.rate },
      ...contractsOf(new QqSource(client, http, reader, hasSession), lists),
    };
  },
});
