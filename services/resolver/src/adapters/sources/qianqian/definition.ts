import { httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { ServiceLists } from '../service-lists.js';
import { defineSource } from '../source-definition.js';
import { QianqianClient } from './client.js';
import { QianqianLists } from './qianqian-lists.js';
import { QianqianSource } from './qianqian-source.js';

/** Qianqian Music, once Taihe, with the user's own application id and secret. */
export const qianqian = defineSource({
  name: 'qianqian',
  aliases: ['taihe'],
  keys: {
    QIANQIAN_SECRET: text({
      help: 'The secret that requests to Qianqian Music are signed with. Without it, Qianqian is not used. Check yourself whether you may.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    QIANQIAN_APPID: text({ help: 'The application id that belongs to QIANQIAN_SECRET.', default: '16073360' }),
    QIANQIAN_PLAYLISTS: wordList({
      help: 'Ids of Qianqian playlists to list besides the recommended ones.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    QIANQIAN_RECOMMENDED: integer({
      help: 'How many of the playlists that Qianqian recommends to list.',
      default: 30,
      min: 0,
      max: 1000,
      unit: 'playlists',
    }),
    QIANQIAN_REQUESTS_PER_SECOND: requestsPerSecond('Qianqian', 1),
    QIANQIAN_URL: httpAddress({ help: 'Address of Qianqian Music.', default: 'https://music.91q.com' }),
  },
  addresses: {
    hosts: ['music.91q.com', 'music.taihe.com'],
    paths: [/^\/songlist\/(\d+)\/?$/],
    songs: { paths: [/^\/song\/([0-9A-Za-z]{1,40})\/?$/] },
  },
  open: (config, { http }) => {
    const { QIANQIAN_SECRET: secret, QIANQIAN_APPID: appId, QIANQIAN_URL: url } = config;
    const pace = RequestPace.perSecond('Qianqian', config.QIANQIAN_REQUESTS_PER_SECOND);
    const client = new QianqianClient(http, { url, appId, secret, pace });
    const lists = new ServiceLists(new QianqianLists(client, config.QIANQIAN_RECOMMENDED), config.QIANQIAN_PLAYLISTS);
    return {
      configured: url !== '' && appId !== '' && secret !== '',
      limits: { concurrency: 2, rate: pace.rate },
      ...contractsOf(new QianqianSource(client, http), lists),
    };
  },
});
