import { jamendoAnswers } from '@catalogsync/testkit';
import { jamendo as definition } from '../../src/adapters/sources/jamendo/definition.js';
import { opening, type Platform } from './platform.js';

const clientId = 'client-7f3a';

export const jamendo: Platform = {
  name: 'jamendo',
  answers: () => jamendoAnswers(clientId),
  open: opening(definition, (url) => ({
    JAMENDO_URL: `${url}/v3.0`,
    JAMENDO_CLIENT_ID: clientId,
    JAMENDO_PLAYLISTS: '300001',
    JAMENDO_PLAYLIST_SEARCHES: 'night',
  })),
  idOf: (number) => String(1_400_000 + number),
  ext: 'wav',
  // Its names are HTML: a tag in one would be taken for markup.
  odd: { title: 'Night & Ferry\'s "$(x)`;?#%00' },
  playlists: ['300001', '300002'],
  charts: [{ id: 'popularity_week' }, { id: 'popularity_month' }, { id: 'popularity_total' }],
  chart: 'popularity_week',
  secrets: [clientId],
  files: /^\/download\//,
  troubles: { hint: /JAMENDO_CLIENT_ID/, manySongs: 230, totals: ['a chart'] },
};
