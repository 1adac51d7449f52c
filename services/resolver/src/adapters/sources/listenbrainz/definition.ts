import { choice, httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource } from '../source-definition.js';
import { ListenBrainzClient } from './client.js';
import { ListenBrainzLists, rangeNames } from './listenbrainz-lists.js';
import { ListenBrainzSource } from './listenbrainz-source.js';

const anyRanges = wordList({
  help: `Ranges whose charts of the whole site are listed: ${Object.keys(rangeNames).join(', ')}.`,
  default: Object.freeze(['week', 'month', 'year', 'all_time']),
  defaultText: 'week,month,year,all_time',
});

const ranges: typeof anyRanges = {
  ...anyRanges,
  parse: (value) => {
    const words = anyRanges.parse(value);
    const unknown = words.find((word) => !Object.hasOwn(rangeNames, word));
    if (unknown !== undefined) throw new Error(`has the unknown range "${unknown}"; there are ${Object.keys(rangeNames).join(', ')}`);
    return [...new Set(words)];
  },
};

/** Charts and playlists of ListenBrainz; songs are recordings of MusicBrainz. */
export const listenbrainz = defineSource({
  name: 'listenbrainz',
  keys: {
    LISTENBRAINZ_ENABLED: choice(['no', 'yes'], { help: 'Whether to use charts and playlists of ListenBrainz.', default: 'no' }),
    LISTENBRAINZ_USER: text({
      help: 'User of ListenBrainz whose playlists are listed, with those made for and with that user; empty means the user of LISTENBRAINZ_TOKEN.',
      default: '',
      defaultText: 'none',
      belongsTo: 'work',
    }),
    LISTENBRAINZ_TOKEN: text({
      help: 'Your user token at ListenBrainz; needed for private playlists and for searching.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    LISTENBRAINZ_PLAYLISTS: wordList({
      help: 'MBIDs of playlists at ListenBrainz to list.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    LISTENBRAINZ_RANGES: ranges,
    LISTENBRAINZ_CHART_SONGS: integer({
      help: 'Songs read of each chart of ListenBrainz.',
      default: 100,
      min: 1,
      max: 1000,
      unit: 'songs',
    }),
    LISTENBRAINZ_URL: httpAddress({ help: "Address of ListenBrainz's API.", default: 'https://api.listenbrainz.org' }),
  },
  addresses: {
    hosts: ['listenbrainz.org'],
    paths: [/^\/playlist\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i],
  },
  leftOut: { files: 'it describes recordings and has no files' },
  open: (config, { http }) => {
    const token = config.LISTENBRAINZ_TOKEN;
    const client = new ListenBrainzClient(http, { url: config.LISTENBRAINZ_URL, token });
    const lists = new ListenBrainzLists(client, {
      user: config.LISTENBRAINZ_USER,
      hasToken: token !== '',
      playlists: config.LISTENBRAINZ_PLAYLISTS,
      ranges: config.LISTENBRAINZ_RANGES,
      chartSongs: config.LISTENBRAINZ_CHART_SONGS,
    });
    return {
      configured: config.LISTENBRAINZ_ENABLED === 'yes',
      // The default of the service; the client obeys what its answers say.
      limits: { concurrency: 2, rate: { tokens: 30, perMs: 10_000 } },
      ...contractsOf(new ListenBrainzSource(client, token !== ''), lists),
    };
  },
});
