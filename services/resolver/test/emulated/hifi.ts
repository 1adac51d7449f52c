import { hifiAnswers } from '@catalogsync/testkit';
import { hifi as definition } from '../../src/adapters/sources/hifi/definition.js';
import { opening, type Platform } from './platform.js';

const playlist = '7ab5d2b6-93fb-4181-a008-000000000001';
const mix = '0017777777777777777777777777';

export const hifi: Platform = {
  name: 'hifi',
  answers: () => hifiAnswers(),
  open: opening(definition, (url) => ({ HIFI_URLS: url, HIFI_PLAYLISTS: `${playlist},${mix}` })),
  idOf: (number) => String(80_000_000 + number),
  ext: 'flac',
  playlists: [playlist, mix],
  secrets: ['token=secret'],
  files: /^\/files\//,
  troubles: { hint: /renew it there, or name another proxy in HIFI_URLS/, manySongs: 230, totals: ['a playlist'], dated: true },
};
