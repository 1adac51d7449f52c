import { httpFaults, type SourceContract, type SourceUnderTest } from '../src/core/sources/source-under-test.contract.js';
import { httpLists } from './emulated/http-lists.js';
import { lidarr } from './emulated/lidarr.js';
import { type Platform, startPlatform } from './emulated/platform.js';
import { soulseek } from './emulated/soulseek.js';
import { subsonic } from './emulated/subsonic.js';
import { emulatedPlatforms } from './emulated-platforms.js';

type Claims = SourceContract['can'];

const songsAndLists: Claims = ['search', 'refresh', 'playlists', 'charts'];
const all: Claims = [...songsAndLists, 'fetch'];

/** What the sources of platforms claim to do. */
const claims: Readonly<Record<string, Claims>> = {
  ...{ netease: all, qq: all, kuwo: all, migu: all, qianqian: all, jamendo: all, archive: all },
  ...{ deezer: songsAndLists, tidal: songsAndLists, qobuz: songsAndLists, listenbrainz: songsAndLists },
  hifi: ['search', 'refresh', 'fetch', 'playlists'],
  musicbrainz: ['search', 'refresh', 'playlists'],
};

const contractOf = (start: () => Promise<SourceUnderTest>, can: Claims): SourceContract => ({ start, can, faults: httpFaults });
const ofPlatform = (platform: Platform) => [platform.name, contractOf(() => startPlatform(platform), claims[platform.name] ?? [])] as const;

/** Sources of platforms, by name, with what they claim to do. */
export const platformSources: Readonly<Record<string, SourceContract>> = Object.fromEntries(emulatedPlatforms.map(ofPlatform));

/** Sources that the user's own servers and files are behind. */
export const ownSources: Readonly<Record<string, SourceContract>> = {
  subsonic: contractOf(subsonic, ['search', 'refresh', 'fetch', 'playlists', 'charts']),
  http: contractOf(httpLists, ['search', 'refresh', 'fetch', 'playlists']),
  soulseek: contractOf(soulseek, ['search', 'fetch']),
  lidarr: contractOf(lidarr, ['albums']),
};

/** Every source that uses HTTP. */
export const emulatedSources: Readonly<Record<string, SourceContract>> = { ...ownSources, ...platformSources };
