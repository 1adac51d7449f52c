import { choice, httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { RequestPace, requestsPerSecond } from '../request-pace.js';
import { defineSource } from '../source-definition.js';
import { JamendoClient } from './client.js';
import { JamendoLists } from './jamendo-lists.js';
import { JamendoSource } from './jamendo-source.js';

/** Free music of Jamendo, with the user's own client id. */
export const jamendo = defineSource({
  name: 'jamendo',
  keys: {
    JAMENDO_CLIENT_ID: text({
      help: 'Client id of your own application at Jamendo (devportal.jamendo.com); empty turns the source off.',
      default: '',
      defaultText: 'none',
      secret: true,
    }),
    JAMENDO_FORMAT: choice(['flac', 'mp32', 'mp31', 'ogg'], {
      help: 'Format of downloads from Jamendo: FLAC, MP3 with a variable bit rate, MP3 with 96 kbit/s, Ogg Vorbis.',
      default: 'flac',
    }),
    JAMENDO_PLAYLISTS: wordList({
      help: 'Ids of playlists at Jamendo to list.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    JAMENDO_PLAYLIST_SEARCHES: wordList({
      help: 'Words; playlists at Jamendo with them in their names are listed.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    JAMENDO_PLAYLISTS_PER_SEARCH: integer({
      help: 'Playlists listed for each entry of JAMENDO_PLAYLIST_SEARCHES.',
      default: 20,
      min: 1,
      max: 1000,
      unit: 'playlists',
    }),
    JAMENDO_CHART_SONGS: integer({ help: 'Songs read of each chart at Jamendo.', default: 100, min: 1, max: 2000, unit: 'songs' }),
    JAMENDO_REQUESTS_PER_SECOND: requestsPerSecond('Jamendo', 1),
    JAMENDO_URL: httpAddress({ help: "Address of Jamendo's API.", default: 'https://api.jamendo.com/v3.0' }),
  },
  addresses: {
    hosts: ['jamendo.com'],
    paths: [/^(?:\/[a-z]{2})?\/playlist\/(\d+)(?:\/[^/]*)?\/?$/],
    shortHosts: ['jamen.do'],
    songs: { paths: [/^(?:\/[a-z]{2})?\/track\/(\d+)(?:\/[^/]*)?\/?$/] },
  },
  open: (config, { http }) => {
    const { JAMENDO_URL: url, JAMENDO_CLIENT_ID: clientId, JAMENDO_FORMAT: format } = config;
    const pace = RequestPace.perSecond('Jamendo', config.JAMENDO_REQUESTS_PER_SECOND);
    const client = new JamendoClient(http, { url, clientId, format, pace });
    const lists = new JamendoLists(client, {
      playlists: config.JAMENDO_PLAYLISTS,
      searches: config.JAMENDO_PLAYLIST_SEARCHES,
      perSearch: config.JAMENDO_PLAYLISTS_PER_SEARCH,
      chartSongs: config.JAMENDO_CHART_SONGS,
    });
    return {
      configured: clientId !== '',
      limits: { concurrency: 2, rate: pace.rate },
      ...contractsOf(new JamendoSource(client, http), lists),
    };
  },
});
