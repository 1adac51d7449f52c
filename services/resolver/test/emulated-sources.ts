import { httpFaults, type SourceContract } from '../src/core/sources/source-under-test.contract.js';
import { archive } from './emulated/archive.js';
import { httpLists } from './emulated/http-lists.js';
import { jamendo } from './emulated/jamendo.js';
import { lidarr } from './emulated/lidarr.js';
import { listenbrainz } from './emulated/listenbrainz.js';
import { musicbrainz } from './emulated/musicbrainz.js';
import { soulseek } from './emulated/soulseek.js';
import { subsonic } from './emulated/subsonic.js';

/** Every source that uses HTTP, by name, with what it claims to do. */
export const emulatedSources: Readonly<Record<string, SourceContract>> = {
  subsonic: { start: subsonic, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  http: { start: httpLists, can: ['search', 'refresh', 'fetch', 'playlists'], faults: httpFaults },
  archive: { start: archive, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  jamendo: { start: jamendo, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  listenbrainz: { start: listenbrainz, can: ['search', 'refresh', 'playlists', 'charts'], faults: httpFaults },
  musicbrainz: { start: musicbrainz, can: ['search', 'refresh', 'playlists'], faults: httpFaults },
  soulseek: { start: soulseek, can: ['search', 'fetch'], faults: httpFaults },
  lidarr: { start: lidarr, can: ['albums'], faults: httpFaults },
};
