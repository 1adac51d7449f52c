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

/** Every source that uses HTTP, by name, with what it claims to do. */
export const emulatedSources: Readonly<Record<string, SourceContract>> = {
  subsonic: contractOf(subsonic, ['search', 'refresh', 'fetch', 'playlists', 'charts']),
  http: contractOf(httpLists, ['search', 'refresh', 'fetch', 'playlists']),
  soulseek: contractOf(soulseek, ['search', 'fetch']),
  lidarr: contractOf(lidarr, ['albums']),
  ...Object.fromEntries(emulatedPlatforms.map(ofPlatform)),
};
