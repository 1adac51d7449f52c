import { qqAnswers } from '@catalogsync/testkit';
import { qq as definition } from '../../src/adapters/sources/qq/definition.js';
import { opening, type Platform } from './platform.js';

/** No id here is odd: mids are letters, digits and nothing else. */
export const qq: Platform = {
  name: 'qq',
  answers: () => qqAnswers,
  open: opening(definition, (url) => ({ QQ_ENABLED: 'yes', QQ_URL: url, QQ_COOKIE: 'uin=o012345; qqmusic_key=own-key-0123456789' })),
  idOf: (number) => `001AAAAAAA${String(number).padStart(4, '0')}`,
  odd: { title: "Night's <Ferry> & Co" },
  playlists: ['7000000001', '7000000002'],
  charts: [{ id: '26' }],
  chart: 'toplist/26',
  secrets: ['own-key-0123456789'],
  files: /^\/stream\//,
  troubles: { hint: /QQ_COOKIE/, manySongs: 320, totals: ['a chart', 'a playlist'] },
};
