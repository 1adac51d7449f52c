import { httpFaults, type SourceContract } from '../src/core/sources/source-under-test.contract.js';
import { archive } from './emulated/archive.js';
import { deezer } from './emulated/deezer.js';
import { hifi } from './emulated/hifi.js';
import { httpLists } from './emulated/http-lists.js';
import { jamendo } from './emulated/jamendo.js';
import { kuwo } from './emulated/kuwo.js';
import { lidarr } from './emulated/lidarr.js';
import { listenbrainz } from './emulated/listenbrainz.js';
import { migu } from './emulated/migu.js';
import { musicbrainz } from './emulated/musicbrainz.js';
import { netease } from './emulated/netease.js';
import { qianqian } from './emulated/qianqian.js';
import { qobuz } from './emulated/qobuz.js';
import { qq } from './emulated/qq.js';
import { soulseek } from './emulated/soulseek.js';
import { subsonic } from './emulated/subsonic.js';
import { tidal } from './emulated/tidal.js';

/** Every source that uses HTTP, by name, with what it claims to do. */
export const emulatedSources: Readonly<Record<string, SourceContract>> = {
  subsonic: { start: subsonic, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  http: { start: httpLists, can: ['search', 'refresh', 'fetch', 'playlists'], faults: httpFaults },
  archive: { start: archive, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  jamendo: { start: jamendo, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  listenbrainz: { start: listenbrainz, can: ['search', 'refresh', 'playlists', 'charts'], faults: httpFaults },
  musicbrainz: { start: musicbrainz, can: ['search', 'refresh', 'playlists'], faults: httpFaults },
  soulseek: { start: soulseek, can: ['search', 'fetch'], faults: httpFaults },
  netease: { start: netease, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  qq: { start: qq, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  deezer: { start: deezer, can: ['search', 'refresh', 'playlists', 'charts'], faults: httpFaults },
  tidal: { start: tidal, can: ['search', 'refresh', 'playlists', 'charts'], faults: httpFaults },
  qobuz: { start: qobuz, can: ['search', 'refresh', 'playlists', 'charts'], faults: httpFaults },
  hifi: { start: hifi, can: ['search', 'refresh', 'fetch', 'playlists'], faults: httpFaults },
  lidarr: { start: lidarr, can: ['albums'], faults: httpFaults },
  kuwo: { start: kuwo, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  migu: { start: migu, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  qianqian: { start: qianqian, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
};
