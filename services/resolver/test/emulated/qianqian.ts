import { qianqianAnswers, qianqianSecret } from '@catalogsync/testkit';
import { qianqian as definition } from '../../src/adapters/sources/qianqian/definition.js';
import { opening, type Platform } from './platform.js';

export const qianqian: Platform = {
  name: 'qianqian',
  answers: () => qianqianAnswers,
  open: opening(definition, (url) => ({ QIANQIAN_SECRET: qianqianSecret, QIANQIAN_URL: url })),
  idOf: (number) => `T${10_000_000_000 + number}`,
  // Its names are HTML: a tag in one would be taken for markup.
  odd: { title: '../..\\"$(x)`;?#%00&amp;\' Ferry' },
  playlists: ['300001', '300002'],
  charts: [{ id: '16' }, { id: '17' }],
  chart: 'chart:16',
  secrets: [qianqianSecret],
  files: /^\/files\//,
  troubles: { hint: /QIANQIAN_SECRET/, manySongs: 120, totals: ['a chart', 'a playlist'] },
};
