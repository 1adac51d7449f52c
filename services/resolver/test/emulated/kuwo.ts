import { kuwoAnswers } from '@catalogsync/testkit';
import { kuwo as definition } from '../../src/adapters/sources/kuwo/definition.js';
import { opening, type Platform } from './platform.js';

export const kuwo: Platform = {
  name: 'kuwo',
  answers: () => kuwoAnswers,
  open: opening(definition, (url) => ({ KUWO_ENABLED: 'yes', KUWO_URL: url })),
  idOf: (number) => String(400_000_000 + number),
  playlists: ['300001', '300002'],
  charts: [{ id: '16' }, { id: '17' }],
  chart: 'chart:16',
  files: /^\/files\//,
  // An address is all that it says of a file.
  troubles: { hint: /KUWO_ENABLED/, manySongs: 230, totals: ['a chart', 'a playlist'], plain: ['a file'] },
};
