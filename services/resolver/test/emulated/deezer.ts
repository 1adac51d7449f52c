import { deezerAnswers } from '@catalogsync/testkit';
import { deezer as definition } from '../../src/adapters/sources/deezer/definition.js';
import { opening, type Platform } from './platform.js';

export const deezer: Platform = {
  name: 'deezer',
  answers: () => deezerAnswers({ calls: 1000, perMs: 1000 }),
  open: opening(definition, (url) => ({ DEEZER_ENABLED: 'yes', DEEZER_URL: url })),
  idOf: (number) => String(3_135_555 + number),
  playlists: ['9200461', '53362031'],
  charts: [{ id: '0' }],
  chart: 'chart:0',
  troubles: { hint: /public playlists, charts and songs/, manySongs: 230, totals: ['a chart', 'a playlist'], noFiles: true },
};
