import { miguAnswers } from '@catalogsync/testkit';
import { migu as definition } from '../../src/adapters/sources/migu/definition.js';
import { opening, type Platform } from './platform.js';

export const migu: Platform = {
  name: 'migu',
  answers: () => miguAnswers,
  open: opening(definition, (url) => ({ MIGU_ENABLED: 'yes', MIGU_URL: url })),
  idOf: (number) => `6005470196${number}-60091${3_000_000_000 + number}`,
  playlists: ['300001', '300002'],
  charts: [{ id: '16' }, { id: '17' }],
  chart: 'chart:16',
  files: /^\/files\//,
  // A redirect is all that it says of a file.
  troubles: { hint: /MIGU_ENABLED/, manySongs: 120, totals: ['a chart', 'a playlist'], plain: ['a file'] },
};
