import { httpAddress, integer, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource } from '../source-definition.js';
import { MusicBrainzClient } from './client.js';
import { MusicBrainzReleases } from './musicbrainz-releases.js';
import { MusicBrainzSource } from './musicbrainz-source.js';

/** What the service itself allows each address. */
const publicPauseMs = 1000;

/** The version that callers name, as the service asks. @internal for tests */
export const programName = 'Catalogsync/0.1.0';

const anyMbid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Recordings and releases of MusicBrainz. */
export const musicbrainz = defineSource({
  name: 'musicbrainz',
  keys: {
    MUSICBRAINZ_CONTACT: text({
      help: 'A mail or web address where the operators of MusicBrainz can reach you, which they ask of every program; sent in the User-Agent. Empty turns the source off.',
      default: '',
      defaultText: 'none',
      belongsTo: 'work',
    }),
    MUSICBRAINZ_PLAYLISTS: wordList({
      help: 'MBIDs of releases at MusicBrainz to list as playlists.',
      default: Object.freeze([]),
      defaultText: 'none',
    }),
    MUSICBRAINZ_PAUSE_MS: integer({
      help: 'Least time between two requests to MusicBrainz. Less than 1000 counts only for a server of your own.',
      default: publicPauseMs,
      min: 0,
      max: 60_000,
      unit: 'milliseconds',
    }),
    MUSICBRAINZ_URL: httpAddress({
      help: 'Address of the web service of MusicBrainz; change it to use a mirror of your own.',
      default: 'https://musicbrainz.org/ws/2',
    }),
  },
  addresses: {
    hosts: ['musicbrainz.org'],
    paths: [new RegExp(`^/release/(${anyMbid})(?:/[a-z-]*)?$`, 'i')],
    songs: { paths: [new RegExp(`^/recording/(${anyMbid})(?:/[a-z-]*)?$`, 'i')] },
  },
  leftOut: { files: 'it describes recordings and has no files' },
  open: (config, { http }) => {
    const { MUSICBRAINZ_URL: url, MUSICBRAINZ_CONTACT, MUSICBRAINZ_PAUSE_MS: pause } = config;
    const contact = MUSICBRAINZ_CONTACT.replace(/[^\x20-\x7e]|[()]/g, '').trim();
    const isPublic = /(^|\.)musicbrainz\.org$/i.test(URL.parse(url)?.hostname ?? '');
    const pauseMs = isPublic ? Math.max(pause, publicPauseMs) : pause;
    const client = new MusicBrainzClient(http, { url, userAgent: `${programName} ( ${contact} )`, pauseMs });
    return {
      configured: contact !== '',
      // A search may take two requests; the client spaces them.
      limits: { concurrency: 1, ...(pauseMs === 0 ? {} : { rate: { tokens: 1, perMs: pauseMs } }) },
      ...contractsOf(new MusicBrainzSource(client), new MusicBrainzReleases(client, config.MUSICBRAINZ_PLAYLISTS)),
    };
  },
});
