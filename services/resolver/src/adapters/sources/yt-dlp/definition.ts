import { choice, text, wordList } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource, type OpenedSource } from '../source-definition.js';
import { type Site, SiteSongs } from './site-songs.js';
import { YtDlp } from './yt-dlp.js';

/** @internal for tests */
export const youtubeSite: Site = {
  name: 'youtube',
  searchPrefix: 'ytsearch',
  idPattern: /^[A-Za-z0-9_-]{11}$/,
  addressOf: (id) => `https://www.youtube.com/watch?v=${id}`,
  hosts: ['youtube.com', 'youtu.be'],
  playlistAt: (id) => (/^(?:PL|OL|UU|FL|RD)[\w-]{1,80}$/.test(id) ? `https://www.youtube.com/playlist?list=${id}` : undefined),
};

/** @internal for tests */
export const soundcloudSite: Site = {
  name: 'soundcloud',
  searchPrefix: 'scsearch',
  // A number; in links that people share, the names of artist and song.
  idPattern: /^(?:\d{1,20}|[\w-]{1,100}\/[\w-]{1,200})$/,
  addressOf: (id) => (id.includes('/') ? `https://soundcloud.com/${id}` : `https://api.soundcloud.com/tracks/${id}`),
  hosts: ['soundcloud.com'],
  playlistAt: (id) => (/^[\w-]{1,100}\/sets\/[\w-]{1,200}$/.test(id) ? `https://soundcloud.com/${id}` : undefined),
};

/** Of all sites. */
const programKey = text({
  help: 'Path of the yt-dlp program, or a name to look for in /usr/local/bin, /usr/bin, /bin and /opt/homebrew/bin.',
  default: 'yt-dlp',
});

const playlistsKey = wordList({
  help: 'Addresses of playlists of this site to list.',
  default: Object.freeze([]),
  defaultText: 'none',
  // yt-dlp opens them: what a site forwards to is out of our hands.
  belongsTo: 'machine',
});

const ytDlp = (program: string): YtDlp => new YtDlp({ program, idleTimeoutMs: 60_000 });

export const youtube = defineSource({
  name: youtubeSite.name,
  aliases: ['youtube_music', 'yt'],
  keys: {
    YTDLP_PROGRAM: programKey,
    YOUTUBE_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use YouTube as a source, through yt-dlp. Check yourself whether you may.',
      default: 'no',
    }),
    YOUTUBE_PLAYLISTS: playlistsKey,
  },
  addresses: {
    hosts: youtubeSite.hosts,
    queries: [{ parameter: 'list', id: /^[\w-]{2,80}$/ }],
    songs: {
      // At youtu.be the id is the whole path.
      paths: [/^\/(?:(?:shorts|live|embed|v)\/)?([A-Za-z0-9_-]{11})\/?$/],
      queries: [{ path: /^\/watch\/?$/, parameter: 'v', id: youtubeSite.idPattern }],
    },
  },
  open: ({ YTDLP_PROGRAM: program, YOUTUBE_ENABLED: enabled, YOUTUBE_PLAYLISTS: playlists }) =>
    ytDlpSource(youtubeSite, ytDlp(program), { enabled: enabled === 'yes', playlists }),
});

export const soundcloud = defineSource({
  name: soundcloudSite.name,
  aliases: ['sc'],
  keys: {
    YTDLP_PROGRAM: programKey,
    SOUNDCLOUD_ENABLED: choice(['no', 'yes'], {
      help: 'Whether to use SoundCloud as a source, through yt-dlp. Check yourself whether you may.',
      default: 'no',
    }),
    SOUNDCLOUD_PLAYLISTS: playlistsKey,
  },
  addresses: {
    hosts: soundcloudSite.hosts,
    shortHosts: ['on.soundcloud.com'],
    paths: [/^\/([^/]+\/sets\/[^/]+)\/?$/],
    // Pages of the site and lists of an artist are no songs.
    songs: {
      paths: [
        /^\/(?!(?:discover|charts|search|you|pages|tags|stream|stations)\/)([\w-]+\/(?!(?:sets|tracks|albums|popular-tracks|reposts|likes|followers|following|comments)\/?$)[\w-]+)\/?$/,
      ],
    },
  },
  open: ({ YTDLP_PROGRAM: program, SOUNDCLOUD_ENABLED: enabled, SOUNDCLOUD_PLAYLISTS: playlists }) =>
    ytDlpSource(soundcloudSite, ytDlp(program), { enabled: enabled === 'yes', playlists }),
});

/**
 * A site through yt-dlp: off until the user turns it on, one process at a time, without cookies.
 * @param options playlists are addresses that the user named
 * @internal for tests
 */
export function ytDlpSource(
  site: Site,
  program: YtDlp,
  options: { readonly enabled: boolean; readonly playlists: readonly string[] },
): OpenedSource {
  return {
    configured: options.enabled,
    limits: { concurrency: 1, rate: { tokens: 20, perMs: 60_000 } },
    ...contractsOf(new SiteSongs(site, program, options.playlists)),
  };
}
