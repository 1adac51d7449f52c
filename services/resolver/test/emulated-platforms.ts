import { archive } from './emulated/archive.js';
import { deezer } from './emulated/deezer.js';
import { hifi } from './emulated/hifi.js';
import { jamendo } from './emulated/jamendo.js';
import { kuwo } from './emulated/kuwo.js';
import { listenbrainz } from './emulated/listenbrainz.js';
import { migu } from './emulated/migu.js';
import { musicbrainz } from './emulated/musicbrainz.js';
import { netease } from './emulated/netease.js';
import type { Platform } from './emulated/platform.js';
import { qianqian } from './emulated/qianqian.js';
import { qobuz } from './emulated/qobuz.js';
import { qq } from './emulated/qq.js';
import { tidal } from './emulated/tidal.js';

/** Every platform with an emulator in the testkit. */
export const emulatedPlatforms: readonly Platform[] = [
  ...[netease, qq, kuwo, migu, qianqian],
  ...[deezer, tidal, qobuz, hifi],
  ...[jamendo, archive, listenbrainz, musicbrainz],
];
